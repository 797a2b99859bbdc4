import { describe, expect, test } from 'vitest';
import { runSpecSchema, type RunSpec } from '../../../src/lab/spec.ts';
import { crossing, isStable, outcomeOf, summarize, type Evaluation } from '../../../src/lab/training/summary.ts';

const row = (epoch: number, trainAccuracy: number, testAccuracy: number): Evaluation => ({
  epoch,
  trainAccuracy,
  testAccuracy,
  trainLoss: 1 / (epoch + 1),
  testLoss: Math.abs(50 - epoch) < 1 ? 20 : 5,
  sumSquaredWeights: 100 - epoch / 10,
});

const curve = [
  row(0, 0.01, 0.01),
  row(10, 0.99, 0.02),
  row(50, 1, 0.5),
  row(60, 1, 0.96),
  row(70, 1, 0.995),
  row(80, 1, 1),
];
const spec = runSpecSchema.parse({
  task: { p: 11, fracTrain: 0.5 },
  model: {},
  optimizer: { learningRate: 0.01, weightDecay: 1 },
  epochs: 100,
  stop: { basin: 10 },
});

test('crossings are intervals (previous evaluation, this one]', () => {
  expect(crossing(curve, (r) => r.testAccuracy >= 0.95)).toEqual({ after: 50, at: 60 });
  expect(crossing(curve, (r) => r.trainAccuracy >= 0)).toEqual({ after: null, at: 0 });
  expect(crossing(curve, (r) => r.testAccuracy > 1)).toBeNull();
});

describe('the stop rule', () => {
  test('wants both accuracies at every evaluation of the basin', () => {
    expect(isStable(curve, { accuracy: 0.99, basin: 10 })).toBe(true);
    expect(isStable(curve, { accuracy: 0.99, basin: 11 })).toBe(false);
    expect(isStable([...curve, row(90, 1, 0.9), row(100, 1, 1)], { accuracy: 0.99, basin: 10 })).toBe(false);
    expect(isStable([...curve, row(90, 0.98, 1)], { accuracy: 0.99, basin: 10 })).toBe(false);
    expect(isStable(curve, null)).toBe(false);
  });
});

describe('summarize', () => {
  test('finds crossings, peaks and the outcome', () => {
    expect(summarize(curve, spec, null)).toMatchObject({
      outcome: 'grokked',
      epochs: 80,
      tMem: { after: 0, at: 10 },
      t50: { after: 10, at: 50 },
      t95: { after: 50, at: 60 },
      t99: { after: 60, at: 70 },
      peakTestLoss: { epoch: 50, value: 20 },
      peakSumSquaredWeights: { epoch: 0, value: 100 },
      maxTestAccuracy: 1,
    });
  });

  test('a run that never got there is censored, not missing', () => {
    expect(summarize(curve.slice(0, 3), spec, null)).toMatchObject({
      outcome: 'not within budget',
      t95: null,
      epochs: 50,
    });
  });

  test('a run whose loss was not finite is diverged, also after it had grokked', () => {
    const broken = [...curve, { ...row(90, 0, 0), trainLoss: NaN, testLoss: NaN }];
    expect(summarize(broken, spec, 87)).toMatchObject({ outcome: 'diverged', divergedAt: 87 });
  });
});

test('a run that no stop rule ended is told by where its budget ends: at 99 % of the test pairs, lost again, or neither', () => {
  const told = (stop: RunSpec['stop'], ...accuracies: number[]): string => {
    const rows = accuracies.map((testAccuracy, i) => ({
      epoch: 10 * i,
      trainLoss: 1,
      testLoss: 1,
      trainAccuracy: 1,
      testAccuracy,
      sumSquaredWeights: 1,
    }));
    return outcomeOf({ summary: summarize(rows, { stop } as RunSpec, null) });
  };
  for (const stop of [null, { accuracy: 0.99, basin: 100 }]) {
    expect([told(stop, 0.99), told(stop, 0.98)]).toEqual(['grokked', 'not within budget']);
    expect([told(stop, 0.95, 0.9), told(stop, 0.95, 0.89)]).toEqual(['not within budget', 'lost again']);
    expect(told(stop, 0.94, 0.1)).toBe('not within budget');
  }
});
