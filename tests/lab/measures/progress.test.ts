import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { circuitAt } from '../../../src/lab/measures/circuit.ts';
import { allocate, type Program } from '../../../src/lab/engine/program.ts';
import { fitEnergy, splitLogits, sumDirections } from '../../../src/lab/measures/logitDirections.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { progress, snapshotOf, type ProgressMeasure, type Snapshot } from '../../../src/lab/measures/progress.ts';
import { progressProgram } from '../../../src/lab/measures/progressProgram.ts';
import { splitLosses } from '../../../src/lab/measures/splitLoss.ts';
import type { Parameters } from '../../../src/lab/models/parameters.ts';
import { summarize, type Evaluation } from '../../../src/lab/training/summary.ts';
import { readOracle } from '../oracle.ts';
import { readMeasureOracle } from './measureOracle.ts';

const oracle = readMeasureOracle();
const { spec, final, split } = readOracle('one-layer');
const { p } = spec.task;
const weights = Object.fromEntries(Object.entries(final).map(([name, data]) => [name, Float32Array.from(data)]));
const onCpu = (program: Program): ReturnType<typeof compile> => compile(program, 'cpu');

async function snapshot(parameters: Parameters, keys: readonly number[] = oracle.keyFrequencies): Promise<Snapshot> {
  const out = await evaluate(await onCpu(progressProgram(spec, keys)), parameters);
  return snapshotOf(out, keys, p, splitLosses(split, p));
}

test('agrees with numpy in float64 on every number the oracle has', async () => {
  const { full, restricted, excluded, logitEnergies } = await snapshot(weights);
  expect([full.train, full.test, full.all]).toBeAllclose([oracle.fullLossTrain, oracle.fullLossTest, oracle.fullLossAll], { rtol: 1e-4 }); // prettier-ignore
  expect([restricted.train, restricted.test, restricted.all]).toBeAllclose([oracle.restrictedLossTrain, oracle.restrictedLossTest, oracle.restrictedLossAll], { rtol: 1e-4 }); // prettier-ignore
  expect([excluded.train]).toBeAllclose([oracle.excludedLossTrain], { rtol: 1e-4 });
  expect(logitEnergies).toBeAllclose(Object.values(oracle.energy), { rtol: 1e-4 });
});

test('agrees with `circuit`, which computes neurons, W_L and the fit of the logits in another way', async () => {
  const circuit = await circuitAt({ spec, compile: onCpu }, 200, weights, split);
  const { explained, wLResidual, logitFve } = await snapshot(weights);
  const expected = circuit.neuronFve.map((fve, i) => (fve > 0.85 ? circuit.neuronFrequency[i] : null));
  expect(explained).toEqual(expected);
  expect([wLResidual, logitFve]).toBeAllclose([circuit.wLResidual, circuit.logitFve], { rtol: 1e-4 });
});

test('logits Σ α_k cos w_k(a+b−c) are all restricted: what is left is constant, and its loss is ln p', async () => {
  const keys = [2, 5];
  const L = Float32Array.from({ length: p ** 3 }, (_, i) => {
    const [a, b, c] = [Math.floor(i / p ** 2), Math.floor(i / p) % p, i % p];
    return keys.reduce((sum, k) => sum + (k + 1) * Math.cos((2 * Math.PI * k * (a + b - c)) / p), 0);
  });
  const program: Program = {
    inputs: { L: { shape: [p * p, p], dtype: 'float32' } },
    run: (inputs) => {
      const logits = inputs['L'] as tf.Tensor2D;
      const { coefficients, restricted, excluded } = splitLogits(logits, sumDirections(p, keys));
      return { restricted, excluded, fit: fitEnergy(coefficients, p, keys), norm: tf.sum(tf.square(logits)) };
    },
  };
  const executable = await onCpu(program);
  const out = allocate(executable.outputs);
  await executable.run({ L }, out);
  expect(out['restricted']).toBeAllclose(L, { rtol: 0, atol: 1e-5 });
  expect(out['excluded']).toBeAllclose(new Float32Array(p ** 3), { rtol: 0, atol: 1e-5 });
  expect(out['fit']).toBeAllclose(out['norm'] ?? [], { rtol: 1e-5 });
});

describe("the oracle's network, changed", () => {
  test('without all its key frequencies it is without each of them in turn', async () => {
    const { without, excluded } = await snapshot(weights, [3]);
    expect(without).toEqual([excluded.train]);
  });

  test('a network that answers nothing has ln p everywhere', async () => {
    const nothing = { ...weights, W_U: new Float32Array(weights['W_U']?.length ?? 0) };
    const { full, restricted, excluded, without } = await snapshot(nothing);
    const all = [full.train, restricted.test, excluded.all, ...without];
    expect(all).toBeAllclose(
      all.map(() => Math.log(p)),
      { rtol: 1e-6 },
    );
  });

  test('a unit that is one wave of a is explained by its frequency, a sum of two is not', async () => {
    const { explained } = await snapshot(await oneUnitPerWave([[2], [4], [2, 4]]));
    expect(explained.slice(0, 3)).toEqual([2, 4, null]);
  });
});

/**
 * The oracle's network with an embedding of waves and no attention: hidden unit i sees Σ_k cos w_k b over `waves[i]`, made
 * positive. ("=" and b stand at the last position's stream only through attention, so the wave comes in by values.)
 */
async function oneUnitPerWave(waves: readonly (readonly number[])[]): Promise<Parameters> {
  const { dModel: d, nHeads, dHead, dMlp } = spec.model;
  const zero = (name: string): Float32Array => new Float32Array(weights[name]?.length ?? 0);
  const W_E = zero('W_E');
  for (let n = 0; n < p; n++) waves.forEach((ks, i) => (W_E[n * d + i] = ks.reduce((sum, k) => sum + Math.cos((2 * Math.PI * k * n) / p), 0))); // prettier-ignore
  // Head 0 copies the first dimensions, equally from every position.
  const [W_V, W_O, W_in] = [zero('blocks.0.W_V'), zero('blocks.0.W_O'), zero('blocks.0.W_in')];
  const layout = await layoutOf();
  waves.forEach((_, i) => {
    W_V[layout.value(i, i)] = 1;
    W_O[layout.out(i, i)] = 1;
    W_in[i * dMlp + i] = 1;
  });
  expect(nHeads * dHead).toBe(d);
  const b_in = zero('blocks.0.b_in').fill(5);
  return { ...weights, W_E, W_pos: zero('W_pos'), 'blocks.0.W_Q': zero('blocks.0.W_Q'), 'blocks.0.W_K': zero('blocks.0.W_K'), 'blocks.0.W_V': W_V, 'blocks.0.W_O': W_O, 'blocks.0.W_in': W_in, 'blocks.0.b_in': b_in }; // prettier-ignore
}

/** Index of (input i, head dimension j) in W_V and of (head dimension i, output j) in W_O, for head 0. */
async function layoutOf(): Promise<{ value: (i: number, j: number) => number; out: (i: number, j: number) => number }> {
  const { parameterShapes } = await import('../../../src/lab/models/parameters.ts');
  const shapes = parameterShapes(spec.model, p);
  const [value, out] = [shapes['blocks.0.W_V'] ?? [], shapes['blocks.0.W_O'] ?? []];
  return { value: (i, j) => i * (value.at(-1) ?? 0) + j, out: (i, j) => i * (out.at(-1) ?? 0) + j };
}

test('over checkpoints: every column has one number for each', async () => {
  const rows = [0, 200].map((epoch): Evaluation => ({ epoch, trainLoss: 1, testLoss: 2, trainAccuracy: 0, testAccuracy: 0, sumSquaredWeights: 1 })); // prettier-ignore
  const result = await progress.compute({
    spec,
    rows,
    summary: summarize(rows, spec, null),
    checkpointEpochs: [0, 200],
    parametersAt: (epoch) => Promise.resolve(epoch === 0 ? readOracle('one-layer').initial : weights),
    compile: onCpu,
  });
  const { json } = result as { json: ProgressMeasure };
  expect(json.keyFrequencies).toEqual(oracle.keyFrequencies);
  expect([json.loss.full.all.length, json.logitFve.length, json.wLGini.length]).toEqual([2, 2, 2]);
  expect(json.excludedByFrequency.map((column) => column.length)).toEqual([2, 2]);
  expect(json.logitEnergies.map((row) => row.length)).toEqual([(p - 1) / 2, (p - 1) / 2]);
});
