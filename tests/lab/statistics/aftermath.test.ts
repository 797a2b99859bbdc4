import { describe, expect, test } from 'vitest';
import { aftermathOf, fallsOf } from '../../../src/lab/statistics/aftermath.ts';
import type { Evaluation } from '../../../src/lab/training/summary.ts';
import { curveOf } from './curves.ts';

describe('a run that reached 99 %', () => {
  test('and stayed has not fallen; it is told for how long that was watched', () => {
    expect(aftermathOf(curveOf([0, 0.5, 0.995, 1, 0.97]))).toEqual({
      start: 20,
      epochs: 20,
      lowest: { epoch: 40, accuracy: 0.97 },
      falls: 0,
    });
  });

  test('falls once for each time that it was back at 99 % in between', () => {
    expect(aftermathOf(curveOf([1, 0.5, 0.95, 0.4, 1, 0.8, 0.99, 1]))).toMatchObject({
      falls: 2,
      lowest: { epoch: 30, accuracy: 0.4 },
    });
  });

  test('has not fallen at 90 % itself, nor by what came before its first 99 %', () => {
    expect(aftermathOf(curveOf([0.95, 0.1, 1, Math.fround(0.9)]))).toMatchObject({ start: 20, falls: 0 });
    expect(aftermathOf(curveOf([1, 0.8999]))).toMatchObject({ falls: 1 });
  });

  test('agrees with float32 about what 99 % is', () => {
    expect(aftermathOf(curveOf([Math.fround(0.99)]))?.start).toBe(0);
    expect(aftermathOf(curveOf([Math.fround(0.9899)]))).toBeNull();
  });
});

test('a run that never reached 99 % has no aftermath, whatever it did', () => {
  expect(aftermathOf(curveOf([0, 0.98, 0.2]))).toBeNull();
  expect(aftermathOf([])).toBeNull();
});

test('of the training pairs it is told from when they were known', () => {
  const rows = curveOf([0, 0, 0, 0, 0.5]).map((row, i) => ({
    ...row,
    trainAccuracy: [0.3, 1, 0.7, 0.99, 0.2][i] ?? NaN,
  }));
  expect(aftermathOf(rows)).toBeNull();
  expect(aftermathOf(rows, { of: 'trainAccuracy' })).toEqual({
    start: 10,
    epochs: 30,
    lowest: { epoch: 40, accuracy: 0.2 },
    falls: 2,
  });
});

test('other levels can be asked for', () => {
  const rows = curveOf([0.95, 0.96, 0.6, 0.95]);
  expect(aftermathOf(rows, { reached: 0.95, fallen: 0.7 })).toMatchObject({ start: 0, falls: 1 });
  expect(aftermathOf(rows, { reached: 0.95, fallen: 0.5 })).toMatchObject({ falls: 0 });
});

describe('falls of the training pairs', () => {
  const rowsOf = (accuracies: readonly (readonly [train: number, test: number])[]): Evaluation[] =>
    curveOf(accuracies.map(([, test]) => test)).map((row, i) => ({ ...row, trainAccuracy: accuracies[i]?.[0] ?? NaN }));

  test('tell what they brought of the unseen ones, from the last evaluation that knew to the next', () => {
    expect(fallsOf(rowsOf([[0.2, 0], [1, 0.1], [0.95, 0.3], [0.5, 0.2], [0.4, 0], [0.95, 0.5], [0.99, 0.6], [0.8, 0], [1, 0.4]]))).toEqual([{ epoch: 30, gain: 0.5 }, { epoch: 70, gain: 0.4 - 0.6 }]); // prettier-ignore
  });

  test('are none before the pairs were known, above 0.9, or without return', () => {
    expect(fallsOf(rowsOf([[0.95, 0], [0.1, 0], [1, 0.1], [0.9, 0.5], [1, 0.6], [0.3, 0.2], [0.98, 0.9]]))).toEqual([]); // prettier-ignore
    expect(fallsOf([])).toEqual([]);
  });
});
