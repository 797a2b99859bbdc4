/** Against a fit by normal equations of our own, and against networks for which it is known. */
import { Matrix, solve } from 'ml-matrix';
import { expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { unseenRestricted, unseenRestrictedProgram } from '../../../src/lab/measures/unseenRestricted.ts';
import type { UnseenRestrictedMeasure } from '../../../src/lab/measures/unseenRestricted.ts';
import { splitTask } from '../../../src/lab/tasks/modular.ts';
import { keys, logits, measured, oracle, p, range, spec, split, sum, weights } from './finalNetwork.ts';

const { test: unseen } = split;
const losses = async (examples: typeof unseen): Promise<Float32Array> => {
  const executable = await compile(unseenRestrictedProgram(spec, keys, examples), 'cpu');
  return (await evaluate(executable, weights))['loss'] ?? new Float32Array();
};

test('is the loss of the least-squares fit to the pairs given, by 1 and the waves of a + b', async () => {
  const pairs = Array.from(unseen.a, (a, i) => [a, unseen.b[i] ?? NaN] as const);
  const angle = (k: number, s: number): number => (2 * Math.PI * k * s) / p;
  const design = new Matrix(pairs.map(([a, b]) => [1, ...keys.flatMap((k) => [Math.cos(angle(k, a + b)), Math.sin(angle(k, a + b))])])); // prettier-ignore
  const fitted = design.mmul(solve(design, new Matrix(pairs.map(([a, b]) => logits[a * p + b] ?? []))));
  const expected = pairs.map((_, i) => Math.log(sum(range(p).map((c) => Math.exp(fitted.get(i, c) - fitted.get(i, unseen.target[i] ?? 0)))))); // prettier-ignore
  expect(await losses(unseen)).toBeAllclose(expected, { rtol: 1e-3, atol: 1e-4 });
});

test('of all pairs it is the restricted loss', async () => {
  const all = range(p * p).map((i) => [Math.floor(i / p), i % p] as const);
  const found = await losses({
    a: Int32Array.from(all, ([a]) => a),
    b: Int32Array.from(all, ([, b]) => b),
    target: Int32Array.from(all, ([a, b]) => (a + b) % p),
  });
  expect(sum(Array.from(found)) / p ** 2).toBeCloseTo(oracle.restrictedLossAll, 4);
});

test('the measure leaves pairs out whose swapped pair is trained on', async () => {
  const { test: found, withoutTwins } = await measured<UnseenRestrictedMeasure>(unseenRestricted);
  const { train, test: all } = splitTask(spec.task, spec.seed);
  const trained = new Set(Array.from(train.a, (a, i) => a * p + (train.b[i] ?? NaN)));
  const alone = range(all.a.length).filter((i) => !trained.has((all.b[i] ?? NaN) * p + (all.a[i] ?? NaN)));
  expect(alone.length).toBeGreaterThan(0);
  expect(alone.length).toBeLessThan(all.a.length);
  const pick = (values: Int32Array): Int32Array => Int32Array.from(alone, (i) => values[i] ?? NaN);
  const expected = await losses({ a: pick(all.a), b: pick(all.b), target: pick(all.target) });
  expect(withoutTwins[0]).toBeCloseTo(sum(Array.from(expected)) / alone.length, 4);
  expect(found[0]).toBeCloseTo(sum(Array.from(await losses(all))) / all.a.length, 4);
  expect(withoutTwins[0]).not.toBeCloseTo(found[0] ?? NaN, 4);
});
