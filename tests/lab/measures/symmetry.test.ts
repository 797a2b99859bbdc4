/** Against closed forms for the clock and the pizza, and against differences of the logits of a small network. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { distanceIrrelevance, symmetry, symmetryPath, answersByChance } from '../../../src/lab/measures/symmetry.ts';
import type { SymmetryMeasure, SymmetryPathMeasure } from '../../../src/lab/measures/symmetry.ts';
import { amplitudeProgram, symmetryProgram } from '../../../src/lab/measures/symmetryProgram.ts';
import { initialParameters } from '../../../src/lab/models/parameters.ts';
import { activationsOf, d, keys, logits, measured, P, p, range, spec, sum, weights } from './finalNetwork.ts';

describe('distance irrelevance', () => {
  const q = 13;
  const table = (logit: (a: number, b: number) => number): number[] =>
    range(q * q).map((i) => logit(Math.floor(i / q), i % q));

  test('0 where the difference says everything, as on an exact pizza', () => {
    expect(
      distanceIrrelevance(
        table((a, b) => Math.abs(Math.cos((Math.PI * 3 * (b - a)) / q))),
        q,
      ),
    ).toBeCloseTo(0, 12);
  });

  test('1 where it says nothing: the sum alone counts', () => {
    expect(
      distanceIrrelevance(
        table((a, b) => Math.cos((2 * Math.PI * (a + b)) / q)),
        q,
      ),
    ).toBeCloseTo(1, 12);
  });

  test('of a sum of both, √(variance within) over √(all variance)', () => {
    const waves = table((a, b) => Math.cos((2 * Math.PI * (a + b)) / q) + 2 * Math.cos((2 * Math.PI * (b - a)) / q));
    expect(distanceIrrelevance(waves, q)).toBeCloseTo(1 / Math.sqrt(5), 12);
  });
});

describe('gradient symmetricity', () => {
  test('is the cosine of the gradients, by differences of the logits', async () => {
    const answer = answersByChance(spec);
    const executable = await compile(symmetryProgram(spec, answer), 'cpu');
    const { similarity, correctLogit } = await evaluate(executable, weights);
    // What enters at position i moves with row i of W_pos, and with it no other pair's logits.
    const step = 0.003;
    const gradients: number[][][] = [];
    for (const position of [0, 1]) {
      const columns: number[][] = [];
      for (const j of range(d)) {
        const [above, below] = await Promise.all(
          [step, -step].map(async (by) => {
            const W_pos = Float32Array.from(weights['W_pos'] ?? []);
            (W_pos[position * d + j] as number) += by;
            return (await activationsOf({ ...weights, W_pos })).logits;
          }),
        );
        columns.push(range(P).map((i) => ((above?.[i]?.[answer[i] ?? 0] ?? NaN) - (below?.[i]?.[answer[i] ?? 0] ?? NaN)) / (2 * step))); // prettier-ignore
      }
      gradients.push(columns);
    }
    const [byA = [], byB = []] = gradients;
    const dotOf = (x: number[][], y: number[][], i: number): number => sum(range(d).map((j) => (x[j]?.[i] ?? NaN) * (y[j]?.[i] ?? NaN))); // prettier-ignore
    const expected = range(P).map((i) => dotOf(byA, byB, i) / Math.sqrt(dotOf(byA, byA, i) * dotOf(byB, byB, i)));
    // ReLUs have a corner: differences over it are no gradient.
    const off = expected.filter((x, i) => Math.abs(x - (similarity?.[i] ?? NaN)) > 0.03);
    expect(off.length).toBeLessThan(0.05 * P);
    expect(sum(expected) / P).toBeCloseTo(sum(Array.from(similarity ?? [])) / P, 2);
    expect(correctLogit).toBeAllclose(logits.map((row, i) => row[(Math.floor(i / p) + (i % p)) % p] ?? NaN));
  });

  test('is nearly 1 before training, where attention cannot tell the operands apart, and 0 without a gradient', async () => {
    const untrained = initialParameters(spec.model, p, 0);
    const silent = { ...untrained, W_U: new Float32Array(untrained['W_U']?.length ?? 0) };
    const path = await measured<SymmetryPathMeasure>(symmetryPath, { 0: untrained, 10: silent });
    expect(path.epochs).toEqual([0, 10]);
    expect(path.gradientSymmetricity[0]).toBeGreaterThan(0.9);
    expect(path.gradientSymmetricity[1]).toBe(0);
  });
});

describe('amplitudes by difference', () => {
  test('mean over pairs of a difference of the amplitude of cos w_k(a+b−c)', async () => {
    const { amplitude } = await evaluate(await compile(amplitudeProgram(spec, keys), 'cpu'), weights);
    const expected = range(p).flatMap((difference) =>
      keys.map((k) => {
        const perPair = range(p).map((a) => {
          const b = (a + difference) % p;
          return (2 / p) * sum((logits[a * p + b] ?? []).map((z, c) => z * Math.cos((2 * Math.PI * k * (a + b - c)) / p))); // prettier-ignore
        });
        return sum(perPair) / p;
      }),
    );
    expect(amplitude).toBeAllclose(expected, { rtol: 1e-3, atol: 1e-4 });
  });

  test('are those of the key frequencies, in the measure', async () => {
    const { amplitudes, keyFrequencies, epoch } = await measured<SymmetryMeasure>(symmetry); // prettier-ignore
    expect(epoch).toBe(10);
    expect(keyFrequencies).toEqual(keys);
    const { amplitude = new Float32Array() } = await evaluate(await compile(amplitudeProgram(spec, keys), 'cpu'), weights); // prettier-ignore
    expect(amplitudes).toHaveLength(keys.length);
    expect(amplitudes[1]?.[3]).toBeCloseTo(amplitude[3 * keys.length + 1] ?? NaN, 3);
  });
});
