/** Against closed forms, against numpy, and against the definitions written out as sums. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { allocate, type Program } from '../../../src/lab/engine/program.ts';
import { circuitAt } from '../../../src/lab/measures/circuit.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { parameterInputs } from '../../../src/lab/measures/programs.ts';
import { logitsOf, spectraAt, type LogitSpectrum, type SpectraMeasure } from '../../../src/lab/measures/spectra.ts';
import { logitSpectra } from '../../../src/lab/measures/spectraProgram.ts';
import { residualStream } from '../../../src/lab/models/transformer.ts';
import type { Parameters } from '../../../src/lab/models/parameters.ts';
import { readOracle } from '../oracle.ts';
import { readMeasureOracle } from './measureOracle.ts';

const oracle = readMeasureOracle();
const { spec, final, split } = readOracle('one-layer');
const { p } = spec.task;
const { dModel: d, dMlp: m } = spec.model;
const weights = Object.fromEntries(Object.entries(final).map(([name, data]) => [name, Float32Array.from(data)]));
const onCpu = (program: Program): ReturnType<typeof compile> => compile(program, 'cpu');
const measured = (parameters: Parameters): Promise<SpectraMeasure> =>
  spectraAt({ spec, compile: onCpu }, 200, parameters);
const range = (n: number): number[] => [...Array(n).keys()];
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

/** The spectrum of logits [q², q]. */
async function spectrumOf(L: Float32Array, q: number, keys: readonly number[]): Promise<LogitSpectrum> {
  const program: Program = {
    inputs: { L: { shape: [q * q, q], dtype: 'float32' } },
    run: (inputs) => logitSpectra(inputs['L'] as tf.Tensor2D, q),
  };
  const executable = await onCpu(program);
  const out = allocate(executable.outputs) as Record<string, Float32Array>;
  await executable.run({ L }, out);
  return logitsOf(out, keys, q);
}

describe('logits Σ α_k cos w_k(a+b−c)', () => {
  const q = 13;
  const alpha: Record<number, number> = { 2: 3, 5: -1.5 };
  const L = Float32Array.from({ length: q ** 3 }, (_, i) => {
    const [a, b, c] = [Math.floor(i / q ** 2), Math.floor(i / q) % q, i % q];
    const wave = (k: number): number => Math.cos((2 * Math.PI * k * (a + b - c)) / q);
    return sum(Object.entries(alpha).map(([k, x]) => x * wave(Number(k)))) + 7;
  });
  let spectrum: LogitSpectrum;
  beforeAll(async () => {
    spectrum = await spectrumOf(L, q, [2, 5]);
  });

  test('lie on the diagonal, each with α² p³/2, whatever is added to all of them', () => {
    expect(spectrum.diagonal).toBeCloseTo(1, 5);
    for (const [k, row] of spectrum.power2d.entries()) {
      const expected = range(7).map((j) => (j === k ? ((alpha[k] ?? 0) ** 2 * q ** 3) / 2 : 0));
      expect(row).toBeAllclose(expected, { rtol: 1e-3, atol: 1e-4 });
    }
  });

  test('have coefficients α_k √(p³/2), and all their variance in them', () => {
    const expected = range(6).map((i) => (alpha[i + 1] ?? 0) * Math.sqrt(q ** 3 / 2));
    expect(spectrum.cosCoefficients).toBeAllclose(expected, { rtol: 1e-5, atol: 1e-3 });
    expect(sum(spectrum.cosCoefficients.map((x) => x * x)) / spectrum.variance).toBeCloseTo(1, 5);
  });

  test('depend on the sum alone, on its cosine and its sine alike', () => {
    for (const { frequency, cosSum, sinSum, cosDifference, sinDifference, oneOperand } of spectrum.directions) {
      const half = ((alpha[frequency] ?? NaN) ** 2 * q ** 3) / 4;
      expect([cosSum, sinSum]).toBeAllclose([half, half], { rtol: 1e-5 });
      expect(cosDifference + sinDifference + oneOperand).toBeLessThan(1e-6 * half);
    }
  });
});

test('any logits have the 2-D spectrum of the discrete Fourier transform by definition, in float64', async () => {
  const q = 7;
  const L = Float32Array.from({ length: q ** 3 }, (_, i) => Math.sin(12.9898 * i + 78.233) + 0.01 * (i % 5) ** 2);
  const mean = sum([...L]) / q ** 3;
  const power = (k1: number, k2: number): number =>
    sum(
      range(q).map((c) => {
        const angle = (i: number): number => (2 * Math.PI * (k1 * Math.floor(i / q) + k2 * (i % q))) / q;
        const part = (wave: (x: number) => number): number =>
          sum(range(q * q).map((i) => ((L[i * q + c] ?? NaN) - mean) * wave(angle(i))));
        return (part(Math.cos) ** 2 + part(Math.sin) ** 2) / q ** 2;
      }),
    );
  const signs = (k: number): number[] => (k === 0 ? [0] : [k, -k]);
  const { power2d, directions, variance } = await spectrumOf(L, q, [1, 3]);
  for (const [k1, row] of power2d.entries()) {
    const expected = range(4).map((k2) => sum(signs(k1).flatMap((x) => signs(k2).map((y) => power(x, y)))));
    expect(row).toBeAllclose(expected, { rtol: 1e-3 });
  }
  expect(sum(power2d.flat())).toBeCloseTo(variance, 1);
  for (const { frequency: k, ...at } of directions) {
    // The waves of the sum are the frequencies (k, k) and (−k, −k), those of the difference (k, −k) and (−k, k).
    expect([at.cosSum + at.sinSum, at.cosDifference + at.sinDifference, at.oneOperand]).toBeAllclose(
      [power(k, k), power(k, -k), power(k, 0) + power(0, k)].map((x) => 2 * x),
      { rtol: 1e-4 },
    );
    const along = (wave: (x: number) => number, sign: number): number =>
      sum(range(q).map((c) => sum(range(q * q).map((i) => (L[i * q + c] ?? NaN) * wave((2 * Math.PI * k * (Math.floor(i / q) + sign * (i % q))) / q) * (Math.SQRT2 / q))) ** 2)); // prettier-ignore
    expect([at.cosSum, at.sinSum, at.cosDifference, at.sinDifference]).toBeAllclose(
      [along(Math.cos, 1), along(Math.sin, 1), along(Math.cos, -1), along(Math.sin, -1)],
      { rtol: 1e-4 },
    );
  }
});

/** Hidden units and logits of all pairs. */
const activations: Program = {
  inputs: parameterInputs(spec),
  run: (parameters) => {
    const [a, b] = [range(p * p).map((i) => Math.floor(i / p)), range(p * p).map((i) => i % p)];
    const at = residualStream(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
    return { hidden: at.hidden, logits: tf.matMul(at.final, parameters['W_U'] as tf.Tensor) };
  },
};

describe("on the oracle's network", () => {
  let result: SpectraMeasure;
  let hidden: Float32Array;
  let logits: Float32Array;
  beforeAll(async () => {
    result = await measured(weights);
    ({ hidden = new Float32Array(), logits = new Float32Array() } = await evaluate(await onCpu(activations), weights));
  });

  test('agrees with numpy in float64 on every number both have', () => {
    const { keyFrequencies, neurons, embedding } = result;
    expect(result.logits.energies).toBeAllclose(Object.values(oracle.energy), { rtol: 1e-4 });
    expect(keyFrequencies.logits).toEqual(oracle.keyFrequencies);
    expect(neurons.fve).toBeAllclose(oracle.neuronFve, { rtol: 1e-4 });
    expect(neurons.frequency).toEqual(oracle.neuronBestFrequency);
    expect(keyFrequencies.neurons).toEqual([...new Set(oracle.neuronBestFrequency)].sort((x, y) => x - y));
    const norms = embedding.cosine.map((x, i) => Math.hypot(x, embedding.sine[i] ?? NaN));
    expect(norms).toBeAllclose(oracle.embeddingNorms, { rtol: 2e-4 });
    expect(embedding.gini).toBeCloseTo(oracle.giniEmbedding, 4);
  });

  test('has the share of low frequencies on the torus that numpy finds', () => {
    // The tenth of the frequencies (k1, k2) with the least 2 − cos − cos, ties included; the fold keeps them together.
    const smoothness = (k: number): number => 1 - Math.cos((2 * Math.PI * k) / p);
    const cost = range(p * p).map((i) => smoothness(Math.floor(i / p)) + smoothness(i % p));
    const threshold = [...cost].sort((x, y) => x - y)[Math.ceil(0.1 * p * p) - 1] ?? NaN;
    const { power2d, variance } = result.logits;
    const low = power2d.flatMap((row, k1) =>
      row.filter((_, k2) => smoothness(k1) + smoothness(k2) <= threshold + 1e-9),
    );
    // numpy leaves the overall mean in.
    const mean = sum([...logits]) / p ** 3;
    const constant = p ** 3 * mean ** 2;
    expect((sum(low) + constant) / (variance + constant)).toBeCloseTo(oracle.torusLowFraction10, 4);
  });

  test('agrees with `circuit`, which computes neurons and W_L in another way', async () => {
    const circuit = await circuitAt({ spec, compile: onCpu }, 200, weights, split);
    expect(result.wL.residual.logits).toBeCloseTo(circuit.wLResidual, 5);
    const { cosCoefficients, variance } = result.logits;
    const fitted = sum(circuit.keyFrequencies.map((k) => (cosCoefficients[k - 1] ?? NaN) ** 2));
    expect(fitted / variance).toBeCloseTo(circuit.logitFve, 5);
  });

  test('reads from the hidden units what the sums say', () => {
    const W_L = (n: number, c: number): number =>
      sum(range(d).map((j) => (final['blocks.0.W_out']?.[n * d + j] ?? NaN) * (final['W_U']?.[j * p + c] ?? NaN)));
    for (const { frequency: k, ...fits } of result.wL.readings) {
      for (const [name, wave] of [
        ['cosine', Math.cos],
        ['sine', Math.sin],
      ] as const) {
        // prettier-ignore
        const at = (n: number): number => wave((2 * Math.PI * k * n) / p);
        const u = range(m).map((n) => sum(range(p).map((c) => Math.sqrt(2 / p) * at(c) * W_L(n, c))));
        const read = range(p * p).map((i) => sum(u.map((x, n) => x * (hidden[i * m + n] ?? NaN))));
        const term = range(p * p).map((i) => at(Math.floor(i / p) + (i % p)));
        const amplitude = sum(read.map((x, i) => x * (term[i] ?? NaN))) / sum(term.map((x) => x * x));
        const mean = sum(read) / (p * p);
        const left = sum(read.map((x, i) => (x - mean - amplitude * (term[i] ?? NaN)) ** 2));
        const fve = 1 - left / sum(read.map((x) => (x - mean) ** 2));
        expect([fits[name].amplitude, fits[name].fve]).toBeAllclose([amplitude, fve], { rtol: 1e-4 });
      }
    }
  });

  test('has shares of neurons to three decimals, the best of them the one published in full', () => {
    const { shares, fve, frequency } = result.neurons;
    expect(shares.map((row) => row.length)).toEqual(Array(m).fill((p - 1) / 2));
    shares.forEach((row, n) => {
      expect(Math.max(...row)).toBe(row[(frequency[n] ?? NaN) - 1]);
      expect(Math.max(...row)).toBeCloseTo(fve[n] ?? NaN, 3);
    });
  });
});

describe('a neuron–logit map made of waves', () => {
  const wave = (k: number, c: number): number => Math.cos((2 * Math.PI * k * c) / p);
  /** Even neurons write frequency 3, odd ones twice frequency 5; no neuron writes anything else. */
  const W_U = Float32Array.from({ length: d * p }, (_, i) => (i < p ? wave(3, i) : i < 2 * p ? 2 * wave(5, i % p) : 0));
  const W_out = Float32Array.from({ length: m * d }, (_, i) => Number(i % d === Math.floor(i / d) % 2));
  let wL: SpectraMeasure['wL'];
  let keys: SpectraMeasure['keyFrequencies'];
  beforeAll(async () => {
    ({ wL, keyFrequencies: keys } = await measured({ ...weights, W_U, 'blocks.0.W_out': W_out }));
  });

  test('has its norms at their frequencies, which are key, and the Gini coefficient of those', () => {
    const [three, five] = [1, 2].map((scale) => scale * Math.sqrt((m / 2) * (p / 2)));
    expect(wL.norms).toBeAllclose([0, 0, three ?? NaN, 0, five ?? NaN], { rtol: 1e-3, atol: 1e-5 });
    expect(wL.gini).toBeCloseTo(1 - 2 * ((1 / 3) * 0.3 + (2 / 3) * 0.1), 5);
    expect(keys.wL).toEqual([3, 5]);
    expect(wL.residual.wL).toBeLessThan(1e-3);
  });

  test('has one singular value a wave, and nothing beyond', () => {
    const [three, five] = [1, 2].map((scale) => scale * Math.sqrt((m / 2) * (p / 2)));
    expect(wL.singularValues.slice(0, 3)).toBeAllclose([five ?? NaN, three ?? NaN, 0], { rtol: 1e-3, atol: 1e-4 });
    expect(wL.singularValues).toHaveLength(Math.min(m, p));
    expect([wL.energyBeyond10, wL.energyBeyondKeys.wL]).toBeAllclose([0, 0], { atol: 1e-9 });
  });
});

test('neurons that are the same for all pairs have no frequency, and make none key', async () => {
  const silent = { 'blocks.0.W_in': new Float32Array(d * m), 'blocks.0.b_in': new Float32Array(m).fill(-1) };
  const { neurons, keyFrequencies } = await measured({ ...weights, ...silent });
  expect(new Set(neurons.frequency)).toEqual(new Set([null]));
  expect(new Set([...neurons.fve, ...neurons.deviation])).toEqual(new Set([0]));
  expect(keyFrequencies.neurons).toEqual([]);
});

test('of weights that are no numbers: a measure of no numbers, and no key frequencies', async () => {
  const broken = Object.fromEntries(Object.entries(weights).map(([name, x]) => [name, x.map(() => NaN)]));
  const { keyFrequencies, wL } = await measured(broken);
  expect(keyFrequencies).toEqual({ neurons: [], wL: [], logits: [] });
  expect(wL.singularValues.every(Number.isNaN)).toBe(true);
});
