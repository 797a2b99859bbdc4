import { expect, test } from 'vitest';
import { nearnessOnCircle } from '../../../src/lab/measures/wrongAnswers.ts';

const p = 13;

test('answers that miss by one step on a circle are near on that circle and not on the others', () => {
  const offsets = new Array<number>(p).fill(0);
  // 5 · 8 = 40 = 1 modulo 13: one step on the circle of frequency 5.
  offsets[0] = 100;
  offsets[8] = 10;
  offsets[5] = 10;
  expect(nearnessOnCircle(offsets, 5)).toBeCloseTo(Math.cos((2 * Math.PI) / p), 12);
  for (const k of [1, 2, 3, 4, 6]) expect(nearnessOnCircle(offsets, k)).toBeLessThan(0.6);
});

test('wrong answers spread evenly are −1/(p − 1) near on every circle; where none is wrong there is nothing to say', () => {
  const even = Array.from({ length: p }, (_, d) => (d === 0 ? 3 : 7));
  for (const k of [1, 2, 6]) expect(nearnessOnCircle(even, k)).toBeCloseTo(-1 / (p - 1), 12);
  expect(nearnessOnCircle([9, ...new Array<number>(p - 1).fill(0)], 1)).toBeNaN();
});
