/** Against a forward pass written out, on the final weights of the one-layer oracle; and where holding changes nothing. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { oppositeRatio } from '../../../src/lab/measures/clock.ts';
import { heldAttention, heldAttentionProgram } from '../../../src/lab/measures/heldAttention.ts';
import type { HeldAttentionMeasure } from '../../../src/lab/measures/heldAttention.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { splitTask } from '../../../src/lab/tasks/modular.ts';
import type { Parameters } from '../../../src/lab/models/parameters.ts';
import { activationsOf, d, keys, measured, P, p, range, spec, sum, weights } from './finalNetwork.ts';

const { nHeads: H, dHead: h, dMlp: m } = spec.model;
const at = (name: string, i: number): number => weights[name]?.[i] ?? NaN;
/** What enters at a position with a token. */
const entering = (token: number, position: number): number[] =>
  range(d).map((j) => at('W_E', token * d + j) + at('W_pos', position * d + j));
/** x through head i of W_Q, W_K or W_V, [H, d, h]. */
const through = (name: string, head: number, x: readonly number[]): number[] =>
  range(h).map((k) => sum(x.map((v, j) => v * at(`blocks.0.${name}`, (head * d + j) * h + k))));
const dotOf = (x: readonly number[], y: readonly number[]): number => sum(x.map((v, i) => v * (y[i] ?? NaN)));
const inputsOf = (pair: number): number[][] => [entering(Math.floor(pair / p), 0), entering(pair % p, 1), entering(p, 2)]; // prettier-ignore

/** [pair][head][position]: weights of "=". */
const attention = range(P).map((pair) =>
  range(H).map((head) => {
    const xs = inputsOf(pair);
    const query = through('W_Q', head, xs[2] ?? []);
    const scores = xs.map((x) => Math.exp(dotOf(query, through('W_K', head, x)) / Math.sqrt(h)));
    return scores.map((score) => score / sum(scores));
  }),
);
const meanAttention = range(H).map((head) => range(3).map((s) => sum(attention.map((of) => of[head]?.[s] ?? NaN)) / P));

/** Logits of a pair with the mean attention, in float64. */
function heldLogits(pair: number): number[] {
  const xs = inputsOf(pair);
  const middle = [...(xs[2] ?? [])];
  for (const head of range(H)) {
    const mixed = range(h).map((k) => sum(xs.map((x, s) => (meanAttention[head]?.[s] ?? NaN) * (through('W_V', head, x)[k] ?? NaN)))); // prettier-ignore
    for (const j of range(d)) middle[j] = (middle[j] ?? NaN) + sum(mixed.map((v, k) => v * at('blocks.0.W_O', (head * h + k) * d + j))); // prettier-ignore
  }
  const hidden = range(m).map((n) => Math.max(0, at('blocks.0.b_in', n) + sum(middle.map((v, j) => v * at('blocks.0.W_in', j * m + n))))); // prettier-ignore
  const final = middle.map((v, j) => v + at('blocks.0.b_out', j) + sum(hidden.map((x, n) => x * at('blocks.0.W_out', n * d + j)))); // prettier-ignore
  return range(p).map((c) => sum(final.map((v, j) => v * at('W_U', j * p + c))));
}

const run = async (parameters: Parameters): Promise<Record<string, Float32Array>> =>
  evaluate(await compile(heldAttentionProgram(spec, keys), 'cpu'), parameters);
const amplitudesOf = (logits: readonly (readonly number[])[]): number[] =>
  range(p).flatMap((difference) =>
    keys.map((k) => {
      const perPair = range(p).map((a) => {
        const b = (a + difference) % p;
        return (2 / p) * sum((logits[a * p + b] ?? []).map((z, c) => z * Math.cos((2 * Math.PI * k * (a + b - c)) / p))); // prettier-ignore
      });
      return sum(perPair) / p;
    }),
  );

describe('the program', () => {
  const held = range(P).map(heldLogits);

  test('gives every pair the mean weights of each head', async () => {
    const { heldAmplitude, right, deviation } = await run(weights);
    expect(heldAmplitude).toBeAllclose(amplitudesOf(held), { rtol: 2e-3, atol: 2e-4 });
    const expected = held.map((z, i) => Number(z.indexOf(Math.max(...z)) === (Math.floor(i / p) + (i % p)) % p));
    expect(Array.from(right ?? [])).toEqual(expected);
    const deviations = range(H).map((head) => {
      const onFirst = attention.map((of) => of[head]?.[0] ?? NaN);
      const mean = sum(onFirst) / P;
      return Math.sqrt(sum(onFirst.map((x) => (x - mean) ** 2)) / P);
    });
    expect(deviation).toBeAllclose(deviations, { rtol: 1e-3, atol: 1e-5 });
  });

  test('changes nothing where attention does not depend on the pair', async () => {
    const even = { ...weights, 'blocks.0.W_Q': new Float32Array(weights['blocks.0.W_Q']?.length ?? 0) };
    const { amplitude, heldAmplitude, deviation } = await run(even);
    expect(heldAmplitude).toBeAllclose(Array.from(amplitude ?? []), { rtol: 1e-4, atol: 1e-5 });
    expect(Array.from(deviation ?? []).every((x) => x < 1e-6)).toBe(true);
    expect(amplitude).toBeAllclose(amplitudesOf((await activationsOf(even)).logits), { rtol: 2e-3, atol: 2e-4 });
  });
});

test('the measure has shares of both splits and what is left across the circle', async () => {
  const json = await measured<HeldAttentionMeasure>(heldAttention, { 10: weights, 20: weights });
  const { right = new Float32Array(), heldAmplitude = new Float32Array() } = await run(weights);
  const { train, test: unseen } = splitTask(spec.task, spec.seed);
  const share = ({ a, b }: typeof train): number => sum(Array.from(a, (x, i) => right[x * p + (b[i] ?? 0)] ?? NaN)) / a.length; // prettier-ignore
  expect(json.epochs).toEqual([10, 20]);
  expect(json.accuracy.train[1]).toBeCloseTo(share(train), 5);
  expect(json.accuracy.test[0]).toBeCloseTo(share(unseen), 5);
  const byDifference = range(p).map((difference) => heldAmplitude[difference * keys.length] ?? NaN);
  expect(json.held.across[0]?.[0]).toBeCloseTo(oppositeRatio(byDifference, keys[0] ?? NaN), 3);
  expect(json.whole.across).toHaveLength(keys.length);
});
