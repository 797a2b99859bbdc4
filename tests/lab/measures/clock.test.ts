/** The clock and the pizza in closed form. */
import { expect, test } from 'vitest';
import { angleBetween, oppositeRatio } from '../../../src/lab/measures/clock.ts';

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

test.each([1, 14, 56])('1 on the clock, 0.20 on the pizza, frequency %i', (k) => {
  expect(
    oppositeRatio(
      amplitudes(() => 3.7, k),
      k,
      p,
    ),
  ).toBeCloseTo(1, 12);
  const pizza = (1 - Math.sin((3 * Math.PI) / 8)) / Math.sin(Math.PI / 8);
  expect(pizza).toBeCloseTo(0.199, 3);
  expect(
    oppositeRatio(
      amplitudes((angle) => Math.abs(Math.cos(angle / 2)), k),
      k,
      p,
    ),
  ).toBeCloseTo(pizza, 2);
});

test('nothing without amplitudes', () => {
  expect(oppositeRatio([], 3, p)).toBeNaN();
});
