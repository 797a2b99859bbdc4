/** The clock and the pizza in closed form. */
import { expect, test } from 'vitest';
import { angleBetween, oppositeRatio, PIZZA_RATIO, sideBySide } from '../../../src/lab/measures/clock.ts';

const p = 113;
const amplitudes = (of: (angle: number) => number, k: number): number[] =>
  Array.from({ length: p }, (_, difference) => of((2 * Math.PI * k * difference) / p));

test('the angle is folded: neighbours either way, and nearly opposite', () => {
  expect(angleBetween(1, 1, p)).toBeCloseTo((2 * Math.PI) / p, 12);
  expect(angleBetween(p - 1, 1, p)).toBeCloseTo((2 * Math.PI) / p, 12);
  expect(angleBetween(-1, 1, p)).toBeCloseTo((2 * Math.PI) / p, 12);
  // 8 · 14 = 112: one notch on the circle of frequency 14.
  expect(angleBetween(8, 14, p)).toBeCloseTo((2 * Math.PI) / p, 12);
  expect(angleBetween(56, 1, p)).toBeCloseTo(Math.PI * (112 / 113), 12);
});

test.each([1, 14, 56])('all of it on the clock, 0.20 on the pizza, frequency %i', (k) => {
  const clock = amplitudes(() => 3.7, k);
  expect(sideBySide(clock, k)).toBeCloseTo(3.7, 12);
  expect(oppositeRatio(clock, k)).toBeCloseTo(1, 12);
  const pizza = amplitudes((angle) => Math.abs(Math.cos(angle / 2)), k);
  expect(PIZZA_RATIO).toBeCloseTo(0.199, 3);
  expect(oppositeRatio(pizza, k)).toBeCloseTo(PIZZA_RATIO, 2);
  expect(sideBySide(pizza, k)).toBeCloseTo(0.974, 2);
});

test('nothing without amplitudes', () => {
  expect(oppositeRatio([], 3)).toBeNaN();
});
