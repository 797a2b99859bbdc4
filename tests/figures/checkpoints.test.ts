import { expect, test } from 'vitest';
import { alignedSeries, rangeInWords, rangeText } from '../../src/figures/checkpoints.ts';

test('series of other checkpoints are aligned over all of them, ascending', () => {
  const parts = [
    { name: 'one', epochs: [0, 100, 400], values: [1, 2, 3] },
    { name: 'two', epochs: [0, 50, 400], values: [4, 5, 6] },
  ];
  expect(alignedSeries(parts)).toEqual({
    epochs: [0, 50, 100, 400],
    series: [
      { name: 'one', values: [1, NaN, 2, 3] },
      { name: 'two', values: [4, 5, NaN, 6] },
    ],
  });
});

test('a range whose ends read the same is one number', () => {
  const briefly = (x: number, digits = 1): string => x.toFixed(digits);
  expect(rangeText([2.14, 1.4, 1.9], briefly)).toBe('1.4 to 2.1');
  expect(rangeText([1.41, 1.38], briefly)).toBe('1.4');
  expect(rangeInWords([0.82, 0.48])).toBe('48\u202f% to 82\u202f%');
});
