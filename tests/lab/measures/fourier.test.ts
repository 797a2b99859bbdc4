import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import type { Program } from '../../../src/lab/engine/program.ts';
import { circuitAt } from '../../../src/lab/measures/circuit.ts';
import { foldedNorms, fourierBasis, frequenciesOf, gini, keyFrequencies } from '../../../src/lab/measures/fourier.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { logitEnergyProgram, pairProgram } from '../../../src/lab/measures/programs.ts';
import { readOracle } from '../oracle.ts';
import { readMeasureOracle } from './measureOracle.ts';

const oracle = readMeasureOracle();
const { spec, final } = readOracle('one-layer');
const parameters = Object.fromEntries(Object.entries(final).map(([name, data]) => [name, Float32Array.from(data)]));

describe('closed forms', () => {
  test.each([7, 12, 113])('the basis for p = %i is orthonormal', (p) => {
    const basis = fourierBasis(p);
    const products = Array.from({ length: p * p }, (_, i) => {
      const [row, column] = [Math.floor(i / p), i % p];
      return Array.from({ length: p }, (_, n) => basis[row * p + n]! * basis[column * p + n]!).reduce((x, y) => x + y);
    });
    const identity = products.map((_, i) => Number(Math.floor(i / p) === i % p));
    expect(products).toBeAllclose(identity, { rtol: 0, atol: 1e-12 });
  });

  test('a cosine of frequency k has all its norm at k, also written as p − k', () => {
    const p = 113;
    for (const k of [14, 113 - 14]) {
      const wave = Float64Array.from({ length: p }, (_, n) => Math.cos((2 * Math.PI * k * n) / p));
      const norms = foldedNorms(wave, p, 1);
      expect(norms[14 - 1]).toBeCloseTo(Math.sqrt(p / 2), 10);
      expect(norms.filter((x) => x > 1e-9)).toHaveLength(1);
    }
    expect(frequenciesOf(p)).toHaveLength(56);
  });

  test('the Gini coefficient is 0 for equal numbers and 1 − 1/n for a single one', () => {
    expect(gini(new Array(56).fill(3))).toBeCloseTo(0, 12);
    expect(gini([0, 0, 5, 0])).toBeCloseTo(0.75, 12);
    expect(gini([1, 3])).toBeCloseTo(0.25, 12);
  });

  test('key frequencies have the least share, or are needed to reach the whole share', () => {
    expect(keyFrequencies([1, 60, 1, 35, 3])).toEqual([2, 4, 5]);
    expect(keyFrequencies([1, 60, 1, 35, 3], { least: 0.1 })).toEqual([2, 4]);
    expect(keyFrequencies([50, 1.5, 48.5], { share: 0.99, least: 0.1 })).toEqual([1, 2, 3]);
  });
});

describe('against numpy in float64, on the final weights of the one-layer oracle', () => {
  const { p } = spec.task;

  test('norms of W_E per folded frequency and their Gini coefficient', () => {
    const norms = foldedNorms(final['W_E'] ?? [], p, spec.model.dModel);
    expect(norms).toBeAllclose(oracle.embeddingNorms, { rtol: 1e-6 });
    expect(gini(norms)).toBeCloseTo(oracle.giniEmbedding, 6);
  });

  test('logit energies and key frequencies', async () => {
    const { energy } = await evaluate(await compile(logitEnergyProgram(spec), 'cpu'), parameters);
    expect(energy).toBeAllclose(Object.values(oracle.energy), { rtol: 1e-4 });
    expect(keyFrequencies(energy!)).toEqual(oracle.keyFrequencies);
  });

  test('mean loss over all pairs', async () => {
    const { loss, correctLogit } = await evaluate(await compile(pairProgram(spec), 'cpu'), parameters);
    expect([loss!.reduce((sum, x) => sum + x, 0) / loss!.length]).toBeAllclose([oracle.fullLossAll], { rtol: 1e-4 });
    expect(correctLogit).toHaveLength(p * p);
  });
});

test('`circuit` agrees with numpy in float64 on every number the oracle has', async () => {
  const { split } = readOracle('one-layer');
  const context = { spec, compile: (program: Program) => compile(program, 'cpu') };
  const measured = await circuitAt(context, 200, parameters, split);
  const { full, restricted, excluded } = measured.loss;
  expect(measured.keyFrequencies).toEqual(oracle.keyFrequencies);
  expect([full.train, full.test, full.all]).toBeAllclose(
    [oracle.fullLossTrain, oracle.fullLossTest, oracle.fullLossAll],
    { rtol: 1e-4 },
  );
  expect([restricted.train, restricted.test, restricted.all]).toBeAllclose(
    [oracle.restrictedLossTrain, oracle.restrictedLossTest, oracle.restrictedLossAll],
    { rtol: 1e-4 },
  );
  expect(excluded.train).toBeCloseTo(oracle.excludedLossTrain, 3);
  expect(measured.neuronFve).toBeAllclose(oracle.neuronFve, { rtol: 1e-4 });
  expect(measured.neuronFrequency).toEqual(oracle.neuronBestFrequency);
});

describe('the residual of W_L', () => {
  const p = 11;

  test('is nothing when both of its frequencies are key, and the share of the other when one is', async () => {
    const context = { spec, compile: (program: Program) => compile(program, 'cpu') };
    const d = spec.model.dModel;
    const wave = (k: number, c: number): number => Math.cos((2 * Math.PI * k * c) / p);
    const W_U = Float32Array.from({ length: d * p }, (_, i) => (i < p ? wave(3, i) : i < 2 * p ? wave(5, i % p) : 0));
    const W_out = Float32Array.from({ length: spec.model.dMlp * d }, (_, i) => Number(i % d < 2));
    const measured = await circuitAt(context, 0, { ...parameters, W_U, 'blocks.0.W_out': W_out });
    const [kept, lost] = [measured.keyFrequencies, [3, 5].filter((k) => !measured.keyFrequencies.includes(k))];
    expect(kept.every((k) => [3, 5].includes(k))).toBe(true);
    expect(measured.wLResidual).toBeCloseTo(Math.sqrt(lost.length / 2), 5);
  });
});

test('pair losses over the training pairs average to the training loss of the evaluation', async () => {
  const { split, initial, curve } = readOracle('one-layer');
  const { loss } = await evaluate(await compile(pairProgram(spec), 'cpu'), initial);
  const mean = ({ a, b }: { a: Int32Array; b: Int32Array }): number =>
    Array.from(a, (x, i) => loss![x * spec.task.p + b[i]!]!).reduce((sum, x) => sum + x, 0) / a.length;
  expect([mean(split.train), mean(split.test)]).toBeAllclose([curve[0]!.trainLoss, curve[0]!.testLoss], { rtol: 1e-6 });
});
