/** Against the definitions written out as sums, on the final weights of the one-layer oracle. */
import { expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { ablationProgram } from '../../../src/lab/measures/ablationProgram.ts';
import { neuronMask, wLDirections } from '../../../src/lab/measures/ablations.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { columnOf, columnsToRows, hidden, keys, logits, lossesOf, m, oracle, P, p, productsOf, projected, range, spec, sum, weights, withHidden } from './finalNetwork.ts'; // prettier-ignore

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
