/** Against the definitions written out as sums and against numpy, on the final weights of the one-layer oracle. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { wLDirections } from '../../../src/lab/measures/ablations.ts';
import { isolation, writingOf, type IsolationMeasure } from '../../../src/lab/measures/isolation.ts';
import { isolationProgram } from '../../../src/lab/measures/isolationProgram.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { columnOf, columnsToRows, hidden, keys, logits, lossesOf, m, measured, oracle, p, productsOf, projected, range, spec, sum, weights, withHidden } from './finalNetwork.ts'; // prettier-ignore

/** Every other hidden unit. */
const kept = Float32Array.from(range(m), (n) => n % 2);
const isolated = async (frequencies: readonly number[]): Promise<Record<string, Float32Array>> =>
  evaluate(await compile(isolationProgram(spec, frequencies), 'cpu'), {
    ...weights,
    subspace: wLDirections(weights, frequencies, spec),
    kept,
  });
const close = (received: Float32Array | undefined, expected: readonly number[]): void =>
  expect(received).toBeAllclose(expected, { rtol: 1e-3, atol: 1e-4 });
const meanOf = (values: Float32Array | undefined): number => sum(Array.from(values ?? [NaN])) / p ** 2;

describe('the program', () => {
  const constant = range(p).map((c) => sum(columnOf(logits, c)) / p ** 2);

  test('keeps the components of key frequencies, without the constant and with it', async () => {
    const out = await isolated(keys);
    const functions = keys.flatMap((k) => productsOf(k).slice(1));
    const kept = columnsToRows(range(p).map((c) => projected(columnOf(logits, c), functions)));
    close(out['components'], lossesOf(kept));
    close(out['componentsAndConstant'], lossesOf(kept.map((row) => row.map((x, c) => x + (constant[c] ?? NaN)))));
    close(out['full'], lossesOf(logits));
  });

  test('holds the neurons that are not kept at their mean', async () => {
    const { keptNeurons } = await isolated(keys);
    const means = range(m).map((n) => sum(columnOf(hidden, n)) / p ** 2);
    close(
      keptNeurons,
      lossesOf(withHidden(hidden.map((row) => row.map((x, n) => (n % 2 === 1 ? x : (means[n] ?? NaN)))))),
    );
  });

  test('keeps the waves of a + b, with the constant as the restricted loss, and takes them out as the excluded one', async () => {
    const out = await isolated(keys);
    expect(meanOf(out['sumsAndConstant'])).toBeCloseTo(oracle.restrictedLossAll, 4);
    const wave = (k: number, phase: number): number[] => range(p * p).map((i) => (Math.sqrt(2) / p) * Math.cos((2 * Math.PI * k * (Math.floor(i / p) + (i % p))) / p - phase)); // prettier-ignore
    const waves = keys.flatMap((k) => [wave(k, 0), wave(k, Math.PI / 2)]);
    const kept = columnsToRows(range(p).map((c) => projected(columnOf(logits, c), waves)));
    close(out['sums'], lossesOf(kept));
    close(out['without'], lossesOf(logits.map((row, i) => row.map((x, c) => x - (kept[i]?.[c] ?? NaN)))));
  });
});

describe('the measure', () => {
  test('has the losses of every rule, with its own key frequencies', async () => {
    const { byRule, full, unexplainedHeld } = await measured<IsolationMeasure>(isolation);
    // No neuron of this network is explained yet: all are held, and one answer is given to all pairs.
    expect(unexplainedHeld.all).toBeGreaterThan(full.all);
    expect(byRule.logits.keyFrequencies).toEqual(keys);
    expect(full.all).toBeCloseTo(oracle.fullLossAll, 4);
    for (const rule of ['neurons', 'wL', 'logits'] as const) {
      const out = await isolated(byRule[rule].keyFrequencies);
      expect(byRule[rule].componentsAndConstant.all).toBeCloseTo(meanOf(out['componentsAndConstant']), 4);
      expect(byRule[rule].wLNullSpace.all).toBeCloseTo(meanOf(out['wLNullSpace']), 4);
    }
  });
});

describe('neurons by what they write', () => {
  const two = { task: { ...spec.task, p: 2 } };

  test('the variance of a neuron times the squared norm of its row, less the mean over outputs', () => {
    // Rows (1, −1) and (3, 3): the second writes the same to both outputs, and that is nothing.
    const W_L = Float64Array.from([1, -1, 3, 3]);
    expect(writingOf({ fve: [0.9, 0.1], deviation: [1, 5] }, W_L, two)).toEqual({ explained: 1, fve: 0.9 });
  });

  test('shares of two neurons', () => {
    const W_L = Float64Array.from([1, -1, 2, -2]);
    // 2² · 2 = 8 of it explained, 1² · 8 = 8 not.
    expect(writingOf({ fve: [0.9, 0.7], deviation: [2, 1] }, W_L, two)).toEqual({ explained: 0.5, fve: 0.8 });
  });

  test('a neuron that is the same for all pairs writes nothing, whatever its fit', () => {
    const W_L = Float64Array.from([1, -1, 2, -2]);
    expect(writingOf({ fve: [0.9, NaN], deviation: [2, 0] }, W_L, two)).toEqual({ explained: 1, fve: 0.9 });
  });
});
