/** Against the definitions written out as sums, on the final weights of the one-layer oracle. */
import { beforeAll, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import type { Program } from '../../../src/lab/engine/program.ts';
import { ablationProgram } from '../../../src/lab/measures/ablationProgram.ts';
import { neuronMask, wLDirections } from '../../../src/lab/measures/ablations.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { readOracle } from '../oracle.ts';
import { readMeasureOracle } from './measureOracle.ts';

const oracle = readMeasureOracle();
const { spec, final } = readOracle('one-layer');
const { p } = spec.task;
const { dModel: d, dMlp: m } = spec.model;
const keys = oracle.keyFrequencies;
const weights = Object.fromEntries(Object.entries(final).map(([name, data]) => [name, Float32Array.from(data)]));
const P = p * p;
const range = (n: number): number[] => [...Array(n).keys()];
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

/** Logits, hidden units and the stream they are added to, [pair][·], in float64 by way of the program's own parts. */
let hidden: number[][] = [];
let logits: number[][] = [];
beforeAll(async () => {
  const { residualStream } = await import('../../../src/lab/models/transformer.ts');
  const { parameterInputs } = await import('../../../src/lab/measures/programs.ts');
  const tf = await import('@tensorflow/tfjs-core');
  const program: Program = {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const [a, b] = [range(P).map((i) => Math.floor(i / p)), range(P).map((i) => i % p)];
      const at = residualStream(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      return { hidden: at.hidden, logits: tf.matMul(at.final, parameters['W_U'] as never) };
    },
  };
  const out = await evaluate(await compile(program, 'cpu'), weights);
  const rowsOf = (name: string, n: number): number[][] => range(P).map((i) => Array.from((out[name] as Float32Array).subarray(i * n, (i + 1) * n))); // prettier-ignore
  hidden = rowsOf('hidden', m);
  logits = rowsOf('logits', p);
});

const lossesOf = (z: readonly (readonly number[])[]): number[] =>
  z.map((row, i) => {
    const answer = (Math.floor(i / p) + (i % p)) % p;
    return Math.log(sum(row.map((x) => Math.exp(x - (row[answer] ?? NaN)))));
  });
/** Logits of the network with other hidden units. */
const withHidden = (changed: readonly (readonly number[])[]): number[][] =>
  logits.map((row, i) =>
    row.map((x, c) => {
      const toModel = range(d).map((j) => sum(range(m).map((n) => ((changed[i]?.[n] ?? NaN) - (hidden[i]?.[n] ?? NaN)) * (weights['blocks.0.W_out']?.[n * d + j] ?? NaN)))); // prettier-ignore
      return x + sum(toModel.map((y, j) => y * (weights['W_U']?.[j * p + c] ?? NaN)));
    }),
  );
/** Orthonormal functions of (a, b): products of 1 or a wave of frequency k in each. */
const productsOf = (k: number): number[][] => {
  const waves = [() => 1 / Math.sqrt(p), (n: number) => Math.sqrt(2 / p) * Math.cos((2 * Math.PI * k * n) / p), (n: number) => Math.sqrt(2 / p) * Math.sin((2 * Math.PI * k * n) / p)]; // prettier-ignore
  return waves.flatMap((f) => waves.map((g) => range(P).map((i) => f(Math.floor(i / p)) * g(i % p))));
};
/** The part of a column [P] along orthonormal functions. */
const projected = (column: readonly number[], functions: readonly (readonly number[])[]): number[] => {
  const coefficients = functions.map((f) => sum(f.map((x, i) => x * (column[i] ?? NaN))));
  return range(P).map((i) => sum(functions.map((f, j) => (coefficients[j] ?? NaN) * (f[i] ?? NaN))));
};
const columnsToRows = (columns: readonly (readonly number[])[]): number[][] =>
  range(P).map((i) => columns.map((column) => column[i] ?? NaN));
const columnOf = (rows: readonly (readonly number[])[], n: number): number[] => rows.map((row) => row[n] ?? NaN);

/** The oracle's network explains no neuron that well yet: every other one is taken as if it did. */
const neuronFve = range(m).map((n) => (n % 2 === 0 ? 0.9 : 0.5));
const circuit = { neuronFve, neuronFrequency: oracle.neuronBestFrequency };
async function ablated(changes: Record<string, Float32Array> = {}): Promise<Record<string, Float32Array>> {
  const inputs = { mask: neuronMask(circuit, p), subspace: wLDirections(weights, keys, spec) };
  return evaluate(await compile(ablationProgram(spec, keys), 'cpu'), { ...weights, ...inputs, ...changes });
}
const close = (received: Float32Array | undefined, expected: number[]): void =>
  expect(received).toBeAllclose(expected, { rtol: 1e-3, atol: 1e-4 });

test('nothing taken away: the loss of the network', async () => {
  close((await ablated())['full'], lossesOf(logits));
  const all = new Float32Array(P * m).fill(1);
  close((await ablated({ mask: all }))['polynomials'], lossesOf(logits));
});

test('neurons that one frequency explains become polynomials of degree 2 in it', async () => {
  const changed = range(m).map((n) => {
    const column = columnOf(hidden, n);
    return n % 2 === 0 ? projected(column, productsOf(oracle.neuronBestFrequency[n] ?? 0)) : column;
  });
  close((await ablated())['polynomials'], lossesOf(withHidden(columnsToRows(changed))));
});

test('only the components of key frequencies, without the constant', async () => {
  const functions = keys.flatMap((k) => productsOf(k).slice(1));
  const kept = range(p).map((c) => projected(columnOf(logits, c), functions));
  // The waves of b alone and of a alone are in every frequency's list once: they differ between frequencies.
  expect(functions).toHaveLength(8 * keys.length);
  close((await ablated())['keyComponents'], lossesOf(columnsToRows(kept)));
});

test('only the waves of a + b; and the fit by cos w_k(a+b−c)', async () => {
  const out = await ablated();
  const wave = (k: number, phase: number): number[] => range(P).map((i) => (Math.sqrt(2) / p) * Math.cos((2 * Math.PI * k * (Math.floor(i / p) + (i % p))) / p - phase)); // prettier-ignore
  const kept = range(p).map((c) => projected(columnOf(logits, c), keys.flatMap((k) => [wave(k, 0), wave(k, Math.PI / 2)]))); // prettier-ignore
  close(out['sumOnly'], lossesOf(columnsToRows(kept)));
  const cosine = (k: number, i: number, c: number): number => Math.cos((2 * Math.PI * k * (Math.floor(i / p) + (i % p) - c)) / p); // prettier-ignore
  const alpha = keys.map(
    (k) => sum(logits.map((row, i) => sum(row.map((x, c) => x * cosine(k, i, c))))) / (p ** 3 / 2),
  );
  const fit = logits.map((row, i) => row.map((_, c) => sum(keys.map((k, j) => (alpha[j] ?? NaN) * cosine(k, i, c)))));
  close(out['fit'], lossesOf(fit));
});

test('inside and outside the subspace of W_L', async () => {
  const basis = wLDirections(weights, keys, spec);
  const directions = range(2 * keys.length).map((j) => range(m).map((n) => basis[n * 2 * keys.length + j] ?? NaN));
  // Orthonormal, and spanned by what W_L reads for the waves over outputs.
  directions.forEach((x, i) => directions.forEach((y, j) => expect(sum(x.map((v, n) => v * (y[n] ?? NaN)))).toBeCloseTo(Number(i === j), 5))); // prettier-ignore
  const inside = hidden.map((row) => {
    const along = directions.map((x) => sum(x.map((v, n) => v * (row[n] ?? NaN))));
    return range(m).map((n) => sum(directions.map((x, j) => (along[j] ?? NaN) * (x[n] ?? NaN))));
  });
  const out = await ablated();
  close(out['inSubspace'], lossesOf(withHidden(inside)));
  close(out['outsideSubspace'], lossesOf(withHidden(hidden.map((row, i) => row.map((x, n) => x - (inside[i]?.[n] ?? NaN)))))); // prettier-ignore
});
