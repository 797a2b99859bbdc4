import { expect, test } from 'vitest';
import { agreement, type Curve } from '../../../src/lab/store/grade.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';
import { summarize, type Evaluation } from '../../../src/lab/training/summary.ts';

const spec = runSpecSchema.parse({
  task: { p: 13, fracTrain: 0.5 },
  model: {},
  optimizer: { learningRate: 1e-3, weightDecay: 1 },
  epochs: 1000,
  stop: { accuracy: 0.99, basin: 100 },
});

/** A run that groks at `grok`, its losses multiplied by `factor`. */
function curve(grok: number, factor = 1, epochs = 1000): Curve {
  const rows = Array.from({ length: epochs / 10 + 1 }, (_, i): Evaluation => {
    const epoch = 10 * i;
    const testAccuracy = epoch >= grok ? 1 : 0.1;
    return { epoch, trainLoss: factor / (1 + epoch), testLoss: factor, trainAccuracy: epoch >= 50 ? 1 : 0.5, testAccuracy, sumSquaredWeights: 100 }; // prettier-ignore
  });
  return { rows, summary: summarize(rows, spec, null) };
}

test.each([
  ['the same bits', curve(500), { grade: 'bit-identical', worst: 0, t95Ratio: 1 }],
  ['losses off by 5e-4', curve(500, 1 + 5e-4), { grade: 'same curve', t95Ratio: 1 }],
  ['grokking 20 % later', curve(600), { grade: 'same phases', t95Ratio: 1.2 }],
  ['grokking 40 % later', curve(700), { grade: 'different', t95Ratio: 1.4 }],
  ['never grokking', curve(5000), { grade: 'different', t95Ratio: null }],
  ['a longer curve', curve(500, 1, 1010), { grade: 'same phases', worst: Infinity }],
])('%s', (_what, replicated, expected) => {
  expect(agreement(curve(500), replicated)).toMatchObject(expected);
});

test('two runs that never grok are in the same phases; NaN equals NaN', () => {
  const [first, second] = [curve(5000), curve(5000, 2)];
  expect(agreement(first, second)).toMatchObject({ grade: 'same phases', t95Ratio: null });
  const diverged = (rows: readonly Evaluation[]): Curve => {
    const all = [...rows.slice(0, -1), { ...(rows.at(-1) as Evaluation), trainLoss: NaN }];
    return { rows: all, summary: summarize(all, spec, 1000) };
  };
  expect(agreement(diverged(first.rows), diverged(first.rows)).grade).toBe('bit-identical');
  expect(agreement(first, diverged(first.rows))).toMatchObject({ grade: 'different', worst: Infinity });
});
