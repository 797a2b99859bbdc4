import { Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import {
  centredGram,
  effectiveRankOf,
  principalOfGram,
  trajectory,
  type TrajectoryMeasure,
} from '../../../src/lab/measures/trajectory.ts';
import { initialParameters } from '../../../src/lab/models/parameters.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';
import { summarize, type Evaluation } from '../../../src/lab/training/summary.ts';

test('points on a line have all their variance along it, at their distances from the mean', () => {
  const points = [0, 1, 5].map((t) => Float32Array.from([3 * t, 4 * t, 7]));
  const { coordinates, share } = principalOfGram(centredGram(points), 2);
  expect(share).toBeAllclose([1, 0], { rtol: 1e-6, atol: 1e-9 });
  // The largest is made positive.
  expect(coordinates.map(([x]) => x ?? NaN)).toBeAllclose([-10, -5, 15], { rtol: 1e-5 });
});

test('a rectangle has the shares of its sides squared', () => {
  const corners = [[0, 0], [6, 0], [0, 2], [6, 2]].map((corner) => Float32Array.from(corner)); // prettier-ignore
  expect(principalOfGram(centredGram(corners), 2).share).toBeAllclose([0.9, 0.1], { rtol: 1e-6 });
});

test('the effective rank of equal singular values is their number, of a single one 1', () => {
  expect(effectiveRankOf(Matrix.eye(5, 9))).toBeCloseTo(5, 8);
  expect(effectiveRankOf(Matrix.columnVector([1, 2, 3]).mmul(Matrix.rowVector([4, 5])))).toBeCloseTo(1, 5);
  // Shares 3/4 and 1/4.
  expect(effectiveRankOf(Matrix.diag([3, 1]))).toBeCloseTo(Math.exp(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25))), 8); // prettier-ignore
});

test('over checkpoints: a path of the weights, six panels of the embedding at most, two ranks', async () => {
  const spec = runSpecSchema.parse({
    task: { p: 7, fracTrain: 0.5 },
    model: { dModel: 16, nHeads: 2, dMlp: 8 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: 20,
  });
  const rows = [0, 10, 20].map((epoch): Evaluation => ({ epoch, trainLoss: 1, testLoss: 2, trainAccuracy: 0, testAccuracy: 0, sumSquaredWeights: 1 })); // prettier-ignore
  const { json } = (await trajectory.compute({
    spec,
    rows,
    summary: summarize(rows, spec, null),
    checkpointEpochs: [0, 10, 20],
    parametersAt: (epoch) => Promise.resolve(initialParameters(spec.model, 7, epoch)),
    compile: () => Promise.reject(new Error('not needed')),
  })) as { json: TrajectoryMeasure };
  expect(json.weights.coordinates.map((row) => row.length)).toEqual([3, 3, 3]);
  // Three points lie in a plane.
  expect((json.weights.share[0] ?? 0) + (json.weights.share[1] ?? 0)).toBeCloseTo(1, 4);
  expect(json.embedding.coordinates.map((panel) => panel.length)).toEqual(json.embedding.epochs.map(() => 7));
  expect(json.embedding.epochs.at(-1)).toBe(20);
  expect(json.effectiveRank.W_E.every((rank) => rank > 1 && rank <= 7)).toBe(true);
});

test('the path of a diverged run ends where its weights do', async () => {
  const spec = runSpecSchema.parse({ task: { p: 7, fracTrain: 0.5 }, model: { dModel: 16, nHeads: 2, dMlp: 8 }, optimizer: { learningRate: 1, weightDecay: 1 }, epochs: 20 }); // prettier-ignore
  const rows = [0, 10, 20].map((epoch): Evaluation => ({ epoch, trainLoss: 1, testLoss: 2, trainAccuracy: 0, testAccuracy: 0, sumSquaredWeights: 1 })); // prettier-ignore
  const { json } = (await trajectory.compute({
    spec,
    rows,
    summary: summarize(rows, spec, 20),
    checkpointEpochs: [0, 10, 20],
    parametersAt: (epoch) => {
      const parameters = initialParameters(spec.model, 7, epoch);
      return Promise.resolve(epoch < 20 ? parameters : { ...parameters, W_U: new Float32Array(16 * 7).fill(NaN) });
    },
    compile: () => Promise.reject(new Error('not needed')),
  })) as { json: TrajectoryMeasure };
  expect(json.epochs).toEqual([0, 10]);
  expect(json.effectiveRank.W_L).toHaveLength(2);
});
