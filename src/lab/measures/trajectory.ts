/**
 * `trajectory`: the path of the weights through training, seen in their own principal components; the embedding in its
 * principal components at six moments; and the effective rank of W_E and W_L.
 */
import { effectiveNumber } from './effectiveNumber.ts';
import { significant } from './round.ts';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { chooseFrames } from './frames.ts';
import type { Measure } from './measure.ts';
import { neuronLogitMap } from './neuronLogitMap.ts';
import { dot } from './vectors.ts';
import { flatten } from './weightPlane.ts';

/** measures/trajectory.json; T checkpoints, those whose weights are finite. */
export interface TrajectoryMeasure {
  readonly measure: 'trajectory@1';
  readonly epochs: readonly number[];
  readonly weights: {
    /** [T][3]: all weights, less their mean over the checkpoints, along the first principal components. */
    readonly coordinates: readonly (readonly number[])[];
    /** [3]: share of the variance over the checkpoints. */
    readonly share: readonly number[];
  };
  /** The residues' rows of W_E, less their mean, at some checkpoints, each along its own first two components. */
  readonly embedding: {
    readonly epochs: readonly number[];
    /** [epoch][p][2] */
    readonly coordinates: readonly (readonly (readonly number[])[])[];
    /** [epoch][2] */
    readonly share: readonly (readonly number[])[];
  };
  /** [T]: exp of the entropy of the singular values over their sum. Source: Roy & Vetterli 2007. */
  readonly effectiveRank: { readonly W_E: readonly number[]; readonly W_L: readonly number[] };
}

const rounded = (x: number): number => significant(x, 5);
const PANELS = 6;

export const trajectory: Measure = {
  compute: async ({ spec, rows, checkpointEpochs, parametersAt }) => {
    const points: Float32Array[] = [];
    const epochs: number[] = [];
    const effectiveRank = { W_E: [] as number[], W_L: [] as number[] };
    for (const epoch of checkpointEpochs) {
      const parameters = await parametersAt(epoch);
      const point = flatten(parameters);
      // A diverged run ends in weights that are no numbers: its path ends before.
      if (!point.every(Number.isFinite)) continue;
      epochs.push(epoch);
      points.push(point);
      const W_L = Matrix.from1DArray(spec.model.dMlp, spec.task.p, neuronLogitMap(parameters, spec));
      effectiveRank.W_E.push(rounded(effectiveRankOf(embeddingOf(parameters, spec))));
      effectiveRank.W_L.push(rounded(effectiveRankOf(W_L)));
    }
    const panels = chooseFrames(rows, epochs, PANELS);
    const embeddings = [];
    for (const epoch of panels) embeddings.push(principal(centred(embeddingOf(await parametersAt(epoch), spec)), 2));
    const weights = principalOfGram(centredGram(points), 3);
    const json: TrajectoryMeasure = {
      measure: 'trajectory@1',
      epochs,
      weights: { coordinates: weights.coordinates.map((row) => row.map(rounded)), share: weights.share.map(rounded) },
      embedding: {
        epochs: panels,
        coordinates: embeddings.map(({ coordinates }) => coordinates.map((row) => row.map(rounded))),
        share: embeddings.map(({ share }) => share.map(rounded)),
      },
      effectiveRank,
    };
    return { name: 'trajectory.json', json };
  },
};

/** The residues' rows of W_E, [p, d]. */
function embeddingOf({ W_E = new Float32Array() }: Parameters, { task: { p }, model: { dModel } }: RunSpec): Matrix {
  return Matrix.from1DArray(p, dModel, W_E.subarray(0, p * dModel));
}

const centred = (matrix: Matrix): Matrix => matrix.clone().subRowVector(matrix.mean('column'));

/** Eigenvalues of X Xᵀ or Xᵀ X, whichever is smaller: the squares of the singular values. */
export function effectiveRankOf(matrix: Matrix): number {
  const transposed = matrix.transpose();
  const gram = matrix.rows <= matrix.columns ? matrix.mmul(transposed) : transposed.mmul(matrix);
  const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const singular = realEigenvalues.map((x) => Math.sqrt(Math.max(0, x)));
  return effectiveNumber(singular);
}

interface Principal {
  /** [rows][count] */
  readonly coordinates: readonly (readonly number[])[];
  /** [count] */
  readonly share: readonly number[];
}

const principal = (matrix: Matrix, count: number): Principal => principalOfGram(matrix.mmul(matrix.transpose()), count);

/** Principal coordinates of points from their inner products about their mean. */
export function principalOfGram(gram: Matrix, count: number): Principal {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => (realEigenvalues[j] ?? 0) - (realEigenvalues[i] ?? 0));
  const first = order.slice(0, count);
  const total = realEigenvalues.reduce((sum, x) => sum + Math.max(0, x), 0);
  const signs = first.map((i) => signOf(eigenvectorMatrix.getColumn(i)));
  return {
    share: first.map((i) => (total > 0 ? Math.max(0, realEigenvalues[i] ?? 0) / total : 0)),
    coordinates: Array.from({ length: gram.rows }, (_, row) =>
      first.map(
        (i, c) => (signs[c] ?? 1) * Math.sqrt(Math.max(0, realEigenvalues[i] ?? 0)) * eigenvectorMatrix.get(row, i),
      ),
    ),
  };
}

/** An eigenvector's sign is arbitrary: its largest entry is made positive. */
const signOf = (vector: readonly number[]): number =>
  vector.reduce((largest, x) => (Math.abs(x) > Math.abs(largest) ? x : largest), 0) < 0 ? -1 : 1;

/** Inner products of points less their mean, [T, T]; the points are moved by it. */
export function centredGram(points: readonly Float32Array[]): Matrix {
  const mean = new Float64Array(points[0]?.length ?? 0);
  for (const point of points) point.forEach((x, i) => (mean[i] = (mean[i] ?? 0) + x / points.length));
  // In place: together they are hundreds of MB.
  for (const point of points) point.forEach((x, i) => (point[i] = x - (mean[i] ?? 0)));
  const gram = Matrix.zeros(points.length, points.length);
  points.forEach((x, i) => {
    for (let j = 0; j <= i; j++) {
      const product = dot(x, points[j] as Float32Array);
      gram.set(i, j, product).set(j, i, product);
    }
  });
  return gram;
}
