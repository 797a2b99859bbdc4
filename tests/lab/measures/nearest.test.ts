import { expect, test } from 'vitest';
import { nearestIndex, nearestTo } from '../../../src/lab/measures/nearest.ts';

test.each([
  [-5, 0],
  [24, 0],
  [25, 0],
  [26, 1],
  [100, 2],
  [250, 2],
  [251, 3],
  [900, 3],
])('nearest to %i is number %i: of two equally near, the first', (wanted, index) =>
  expect(nearestIndex([0, 50, 100, 400], wanted)).toBe(index),
);

test('the order of the values does not matter', () => expect(nearestIndex([9, 2, 5], 4)).toBe(2));

test('of none, to no number and among no numbers none is nearest', () => {
  expect(nearestIndex([], 3)).toBe(-1);
  expect(nearestIndex([1, 2], NaN)).toBe(-1);
  expect(nearestIndex([NaN, 2], 1)).toBe(1);
});

test('what is nearest is one of the epochs', () => {
  expect([3, 160, 1e9].map(nearestTo([100, 200, 3000]))).toEqual([100, 200, 3000]);
});
