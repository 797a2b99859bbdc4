/**
 * `attention`: what "=" attends to, per head, at every checkpoint of a one-layer network: the fit of its weight on the
 * first operand by one frequency, and the weight on "=" itself.
 * Source: Nanda et al. 2023, arXiv:2301.05217, §4.1: A ≈ 0.5 + α (cos w_k a − cos w_k b) + β (sin w_k a − sin w_k b).
 */
import { significant } from './round.ts';
import type { Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { frequenciesOf } from './fourier.ts';
import type { Measure } from './measure.ts';

/** measures/attention.json; T checkpoints, H heads. */
export interface AttentionMeasure {
  readonly measure: 'attention@1';
  readonly epochs: readonly number[];
  /** [H][T]: the frequency that explains most of the weight of "=" on the first operand. */
  readonly frequency: readonly (readonly number[])[];
  /** [H][T]: the coefficients of its fit. */
  readonly alpha: readonly (readonly number[])[];
  readonly beta: readonly (readonly number[])[];
  /** [H][T]: share of the variance of that weight over all pairs which the fit explains. */
  readonly fve: readonly (readonly number[])[];
  /** [H][T]: mean weight of "=" on itself. */
  readonly onEquals: readonly (readonly number[])[];
  /** Scores of the final network before the softmax: on the first operand [H][p], the second [H][p], "=" [H]. */
  readonly finalScores: {
    readonly first: readonly (readonly number[])[];
    readonly second: readonly (readonly number[])[];
    readonly equals: readonly number[];
  };
}

const rounded = (x: number): number => significant(x, 5);

export const attention: Measure = {
  compute: async ({ spec, checkpointEpochs: epochs, parametersAt }) => {
    const heads = Array.from({ length: spec.model.nHeads }, (_, head) => head);
    const fits: HeadFit[][] = [];
    let last: HeadScores[] = [];
    for (const epoch of epochs) {
      last = scoresOf(await parametersAt(epoch), spec);
      fits.push(last.map((scores) => fitHead(scores, spec.task.p)));
    }
    const column = (name: keyof HeadFit): number[][] =>
      heads.map((head) => fits.map((at) => rounded(at[head]?.[name] ?? NaN)));
    const json: AttentionMeasure = {
      measure: 'attention@1',
      epochs,
      frequency: column('frequency'),
      alpha: column('alpha'),
      beta: column('beta'),
      fve: column('fve'),
      onEquals: column('onEquals'),
      finalScores: {
        first: last.map(({ first }) => Array.from(first, rounded)),
        second: last.map(({ second }) => Array.from(second, rounded)),
        equals: last.map(({ equals }) => rounded(equals)),
      },
    };
    return { name: 'attention.json', json };
  },
};

/** Scores of the query of "=" with the keys at the three positions. */
export interface HeadScores {
  /** [p], by the residue there. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly equals: number;
}

/** The query and the key of "=" are the same in every pair: the scores depend on one residue each. */
export function scoresOf(parameters: Parameters, { task: { p }, model }: RunSpec): HeadScores[] {
  const { dModel: d, nHeads, dHead } = model;
  const get = (name: string): Float32Array => parameters[name] ?? new Float32Array();
  const [W_E, W_pos, W_Q, W_K] = [get('W_E'), get('W_pos'), get('blocks.0.W_Q'), get('blocks.0.W_K')];
  const row = (token: number, position: number): Float64Array =>
    Float64Array.from({ length: d }, (_, j) => (W_E[token * d + j] ?? NaN) + (W_pos[position * d + j] ?? NaN));
  return Array.from({ length: nHeads }, (_, head) => {
    const query = new Float64Array(dHead);
    const from = row(p, 2);
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < dHead; j++)
        query[j] = (query[j] ?? 0) + (from[i] ?? 0) * (W_Q[(head * d + i) * dHead + j] ?? NaN);
    }
    // q W_Kᵀ once, then a dot product per residue.
    const sought = Float64Array.from({ length: d }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < dHead; j++) sum += (query[j] ?? 0) * (W_K[(head * d + i) * dHead + j] ?? NaN);
      return sum / Math.sqrt(dHead);
    });
    const score = (token: number, position: number): number =>
      row(token, position).reduce((sum, x, i) => sum + x * (sought[i] ?? 0), 0);
    const residues = Array.from({ length: p }, (_, n) => n);
    return {
      first: Float64Array.from(residues, (n) => score(n, 0)),
      second: Float64Array.from(residues, (n) => score(n, 1)),
      equals: score(p, 2),
    };
  });
}

/** The frequency that explains most of how a head weighs the first operand, and the coefficients of its fit. */
export interface WaveFit {
  readonly frequency: number;
  readonly alpha: number;
  readonly beta: number;
  readonly fve: number;
}

export interface HeadFit extends WaveFit {
  readonly onEquals: number;
}

/** The fit of the softmax of a head's scores over all p² pairs, and the mean weight of "=" on itself. */
export function fitHead({ first, second, equals }: HeadScores, p: number): HeadFit {
  const weights = new Float64Array(p * p);
  let onEquals = 0;
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < p; b++) {
      const scores = [first[a] ?? NaN, second[b] ?? NaN, equals];
      const highest = Math.max(...scores);
      const [x = NaN, y = NaN, z = NaN] = scores.map((score) => Math.exp(score - highest));
      weights[a * p + b] = x / (x + y + z);
      onEquals += z / (x + y + z) / (p * p);
    }
  }
  return { ...fitWeights(weights, p), onEquals };
}

/**
 * Least squares over all p² pairs; the regressors of different frequencies are orthogonal, to each other and to 1.
 * @param weights on the first operand, [p²] with a outer.
 */
export function fitWeights(weights: ArrayLike<number>, p: number): WaveFit {
  const overB = new Float64Array(p);
  const overA = new Float64Array(p);
  let [sum, squares] = [0, 0];
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < p; b++) {
      const weight = weights[a * p + b] ?? NaN;
      overB[a] = (overB[a] ?? 0) + weight;
      overA[b] = (overA[b] ?? 0) + weight;
      sum += weight;
      squares += weight * weight;
    }
  }
  const variance = squares - (sum * sum) / (p * p);
  const along = (k: number, wave: (angle: number) => number): number => {
    let total = 0;
    for (let n = 0; n < p; n++) total += ((overB[n] ?? 0) - (overA[n] ?? 0)) * wave((2 * Math.PI * k * n) / p);
    return total / (p * p);
  };
  const fits = frequenciesOf(p).map((frequency) => {
    const [alpha, beta] = [along(frequency, Math.cos), along(frequency, Math.sin)];
    return { frequency, alpha, beta, fve: variance > 0 ? (p * p * (alpha ** 2 + beta ** 2)) / variance : 0 };
  });
  return fits.reduce((best, fit) => (fit.fve > best.fve ? fit : best));
}
