/** Curves of accuracies alone, evaluated every ten epochs. */
import type { Evaluation } from '../../../src/lab/training/summary.ts';

export const curveOf = (testAccuracies: readonly number[], trainAccuracy = 1): Evaluation[] =>
  testAccuracies.map((testAccuracy, i) => ({
    epoch: 10 * i,
    trainLoss: 1,
    testLoss: 1,
    trainAccuracy,
    testAccuracy,
    sumSquaredWeights: 1,
  }));

/** `value`, so many times. */
export const held = (value: number, times: number): number[] => Array.from({ length: times }, () => value);
