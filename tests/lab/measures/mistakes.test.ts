import { expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { mistakes, offsetsOf } from '../../../src/lab/measures/mistakes.ts';
import type { MistakesMeasure } from '../../../src/lab/measures/wrongAnswers.ts';
import { initialParameters } from '../../../src/lab/models/parameters.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';
import { splitTask } from '../../../src/lab/tasks/modular.ts';
import { summarize, type Evaluation } from '../../../src/lab/training/summary.ts';

const p = 13;

/** Logits of N pairs whose right answers are `target`: largest at target + shift(i). */
function logitsMissingBy(target: Int32Array, shift: (i: number) => number): Float32Array {
  const z = new Float32Array(target.length * p);
  target.forEach((answer, i) => (z[i * p + ((answer + shift(i) + 2 * p) % p)] = 1));
  return z;
}

test('offsets count by how much the largest logit misses, modulo p', () => {
  const target = Int32Array.from({ length: 26 }, (_, i) => i % p);
  const z = logitsMissingBy(target, (i) => (i < 20 ? 0 : -1));
  const expected = new Array<number>(p).fill(0);
  expected[0] = 20;
  expected[12] = 6;
  expect(offsetsOf(z, target, p)).toEqual(expected);
});

test('is taken of the held-out pairs at every checkpoint', async () => {
  const spec = runSpecSchema.parse({
    task: { p, fracTrain: 0.5 },
    model: { dModel: 16, nHeads: 2, dMlp: 8 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: 20,
    evaluateEvery: 10,
  });
  const row: Evaluation = {
    epoch: 0,
    trainLoss: 1,
    testLoss: 1,
    trainAccuracy: 0,
    testAccuracy: 0,
    sumSquaredWeights: 1,
  };
  const networks = [3, 4].map((seed) => initialParameters(spec.model, p, seed));
  const file = await mistakes.compute({
    spec,
    rows: [row],
    summary: summarize([row], spec, null),
    checkpointEpochs: [0, 10],
    parametersAt: (epoch) => Promise.resolve(networks[epoch / 10] ?? {}),
    compile: (program) => compile(program, 'cpu'),
  });
  const { epochs, offsets } = (file as { json: MistakesMeasure }).json;
  const { test } = splitTask(spec.task, spec.seed);
  expect(epochs).toEqual([0, 10]);
  for (const counts of offsets) {
    expect(counts).toHaveLength(p);
    expect(counts.reduce((sum, x) => sum + x, 0)).toBe(test.target.length);
  }
  expect(offsets[0]).not.toEqual(offsets[1]);
});
