import { describe, expect, test } from 'vitest';
import { enduranceOf } from '../../../src/lab/statistics/collapse.ts';
import { curveOf, held } from './curves.ts';

describe('a run that generalized', () => {
  test('and stayed has not collapsed', () => {
    expect(enduranceOf(curveOf([0, 0.5, 0.96, 1, 1]))).toEqual({
      reached: { after: 10, at: 20 },
      collapse: null,
      max: { epoch: 30, testAccuracy: 1 },
      final: { epoch: 40, testAccuracy: 1 },
    });
  });

  test('and lost it for good shows when, and both accuracies', () => {
    expect(enduranceOf(curveOf([0, 0.97, 0.98, 0.5, ...held(0.3, 9), 0.28]))).toEqual({
      reached: { after: 0, at: 10 },
      collapse: { fell: { after: 20, at: 30 }, evaluations: 11, recovered: null },
      max: { epoch: 20, testAccuracy: 0.98 },
      final: { epoch: 130, testAccuracy: 0.28 },
    });
  });

  test('and ends in a dip that is too short to count has not collapsed, and shows its last accuracy', () => {
    const { collapse, final } = enduranceOf(curveOf([0, 0.97, ...held(0.5, 9)]));
    expect(collapse).toBeNull();
    expect(final).toEqual({ epoch: 100, testAccuracy: 0.5 });
  });

  test('and came back collapsed if it was long enough away', () => {
    const away = (evaluations: number) => enduranceOf(curveOf([0, 1, ...held(0.5, evaluations), 1, 1])).collapse;
    expect(away(9)).toBeNull();
    expect(away(10)).toEqual({
      fell: { after: 10, at: 20 },
      evaluations: 10,
      recovered: { after: 110, at: 120 },
    });
  });

  test('is told of the first stretch that counts', () => {
    const curve = curveOf([1, 0.5, 1, ...held(0.2, 4), 1, ...held(0.1, 5)]);
    expect(enduranceOf(curve, { evaluations: 4 }).collapse).toMatchObject({ fell: { after: 20, at: 30 } });
    expect(enduranceOf(curve, { evaluations: 5 }).collapse).toMatchObject({ fell: { after: 70, at: 80 }, recovered: null }); // prettier-ignore
  });

  test('may waver between the two levels', () => {
    expect(enduranceOf(curveOf([0, 0.96, ...held(0.92, 50)])).collapse).toBeNull();
  });

  test('has lost it where the accuracy is not a number', () => {
    expect(enduranceOf(curveOf([0, 1, NaN])).collapse).toMatchObject({ fell: { after: 10, at: 20 } });
  });
});

test('a run that never generalized cannot collapse', () => {
  const curve = curveOf([0, 0.94, ...held(0.1, 20)]);
  expect(enduranceOf(curve)).toMatchObject({ reached: null, collapse: null, max: { testAccuracy: 0.94 } });
  expect(enduranceOf(curve, { reached: 0.9 }).collapse).toMatchObject({ fell: { after: 10, at: 20 } });
});

test('a rise through a level below the one that counts as lost is no collapse', () => {
  expect(enduranceOf(curveOf([0, ...held(0.7, 20), 1, 1]), { reached: 0.6 }).collapse).toBeNull();
});
