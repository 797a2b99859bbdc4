/** The final network of the one-layer oracle over all pairs, and the parts of definitions that are written out as sums. */
import * as tf from '@tensorflow/tfjs-core';
import { compile } from '../../../src/lab/engine/devices.ts';
import type { Program } from '../../../src/lab/engine/program.ts';
import { evaluate, type Measure } from '../../../src/lab/measures/measure.ts';
import { parameterInputs } from '../../../src/lab/measures/programs.ts';
import type { Parameters } from '../../../src/lab/models/parameters.ts';
import { residualStream } from '../../../src/lab/models/transformer.ts';
import { summarize } from '../../../src/lab/training/summary.ts';
import { readOracle } from '../oracle.ts';
import { readMeasureOracle } from './measureOracle.ts';

export const oracle = readMeasureOracle();
export const { spec, final, split } = readOracle('one-layer');
export const { p } = spec.task;
export const { dModel: d, dMlp: m } = spec.model;
export const keys = oracle.keyFrequencies;
export const weights = Object.fromEntries(Object.entries(final).map(([name, data]) => [name, Float32Array.from(data)]));
export const P = p * p;
export const range = (n: number): number[] => [...Array(n).keys()];
export const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

/** Hidden units and logits, [pair][·], by way of the program's own parts. */
export async function activationsOf(parameters: Parameters): Promise<{ hidden: number[][]; logits: number[][] }> {
  const program: Program = {
    inputs: parameterInputs(spec),
    run: (inputs) => {
      const [a, b] = [range(P).map((i) => Math.floor(i / p)), range(P).map((i) => i % p)];
      const at = residualStream(inputs, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      return { hidden: at.hidden, logits: tf.matMul(at.final, inputs['W_U'] as tf.Tensor2D) };
    },
  };
  const out = await evaluate(await compile(program, 'cpu'), parameters);
  const rowsOf = (name: string, n: number): number[][] => range(P).map((i) => Array.from((out[name] as Float32Array).subarray(i * n, (i + 1) * n))); // prettier-ignore
  return { hidden: rowsOf('hidden', m), logits: rowsOf('logits', p) };
}

export const { hidden, logits } = await activationsOf(weights);

export const lossesOf = (z: readonly (readonly number[])[]): number[] =>
  z.map((row, i) => {
    const answer = (Math.floor(i / p) + (i % p)) % p;
    return Math.log(sum(row.map((x) => Math.exp(x - (row[answer] ?? NaN)))));
  });
/** Logits of the network with other hidden units. */
export const withHidden = (changed: readonly (readonly number[])[]): number[][] =>
  logits.map((row, i) =>
    row.map((x, c) => {
      const toModel = range(d).map((j) => sum(range(m).map((n) => ((changed[i]?.[n] ?? NaN) - (hidden[i]?.[n] ?? NaN)) * (weights['blocks.0.W_out']?.[n * d + j] ?? NaN)))); // prettier-ignore
      return x + sum(toModel.map((y, j) => y * (weights['W_U']?.[j * p + c] ?? NaN)));
    }),
  );
/** Orthonormal functions of (a, b): products of 1 or a wave of frequency k in each. */
export const productsOf = (k: number): number[][] => {
  const waves = [() => 1 / Math.sqrt(p), (n: number) => Math.sqrt(2 / p) * Math.cos((2 * Math.PI * k * n) / p), (n: number) => Math.sqrt(2 / p) * Math.sin((2 * Math.PI * k * n) / p)]; // prettier-ignore
  return waves.flatMap((f) => waves.map((g) => range(P).map((i) => f(Math.floor(i / p)) * g(i % p))));
};
/** The part of a column [P] along orthonormal functions. */
export const projected = (column: readonly number[], functions: readonly (readonly number[])[]): number[] => {
  const coefficients = functions.map((f) => sum(f.map((x, i) => x * (column[i] ?? NaN))));
  return range(P).map((i) => sum(functions.map((f, j) => (coefficients[j] ?? NaN) * (f[i] ?? NaN))));
};
export const columnsToRows = (columns: readonly (readonly number[])[]): number[][] =>
  range(P).map((i) => columns.map((column) => column[i] ?? NaN));
export const columnOf = (rows: readonly (readonly number[])[], n: number): number[] => rows.map((row) => row[n] ?? NaN);

/** What a measure gives for checkpoints of a run; all of them the final network, where nothing else is said. */
export async function measured<T>(
  measure: Measure,
  at: Readonly<Record<number, Parameters>> = { 10: weights },
): Promise<T> {
  const rows = [{ epoch: 0, trainAccuracy: 0, testAccuracy: 0, trainLoss: 1, testLoss: 1, sumSquaredWeights: 1 }];
  const file = await measure.compute({
    spec,
    rows,
    summary: summarize(rows, spec, null),
    checkpointEpochs: Object.keys(at).map(Number),
    parametersAt: (epoch) => Promise.resolve(at[epoch] ?? {}),
    compile: (program) => compile(program, 'cpu'),
  });
  return (file as { json: unknown }).json as T;
}
