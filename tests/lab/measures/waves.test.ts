import { describe, expect, test } from 'vitest';
import { foldedNorms, fourierBasis, frequenciesOf, gini } from '../../../src/lab/measures/fourier.ts';
import { additiveBasis, operationBasis } from '../../../src/lab/measures/operationBasis.ts';
import { shareByLabel, waveNormsOver } from '../../../src/lab/measures/waves.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';

/** [rows, d] row-major, from a function of (row, column). */
const matrixOf = (rows: number, d: number, value: (row: number, column: number) => number): Float64Array =>
  Float64Array.from({ length: rows * d }, (_, i) => value(Math.floor(i / d), i % d));

function noise(rows: number, d: number, seed = 0): Float64Array {
  const random = randomStream(seed, 'waves.test');
  return matrixOf(rows, d, () => random.normal());
}

/** Cosine (even columns) and sine of the given frequencies of a label. */
const wavesOf = (labels: Int32Array, n: number, frequencies: readonly number[]): Float64Array =>
  matrixOf(labels.length, 2 * frequencies.length, (residue, column) => {
    const angle = (2 * Math.PI * (frequencies[Math.floor(column / 2)] ?? 0) * (labels[residue] ?? 0)) / n;
    return labels[residue] === -1 ? 7 : column % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });

describe('labels that take every value', () => {
  test('of the residues themselves give the norms of the additive basis', () => {
    const W_E = noise(13, 5);
    expect(waveNormsOver(additiveBasis(13).first, 13)(W_E, 5)).toBeAllclose(foldedNorms(W_E, 13, 5), { rtol: 1e-12 });
  });

  test('that are logarithms agree with sums over residues of the characters, one by one', () => {
    const [p, d] = [11, 3];
    const { first, n } = operationBasis('a*b', p)!;
    const W_E = noise(p, d);
    const expected = frequenciesOf(n).map((k) => {
      let total = 0;
      for (let j = 0; j < d; j++) {
        let [re, im] = [0, 0];
        for (let a = 1; a < p; a++) {
          re += (W_E[a * d + j] ?? 0) * Math.cos((2 * Math.PI * k * (first[a] ?? 0)) / n);
          im += (W_E[a * d + j] ?? 0) * Math.sin((2 * Math.PI * k * (first[a] ?? 0)) / n);
        }
        // k and n − k are one, but n/2 is its own.
        total += ((2 * k === n ? 1 : 2) / n) * (re ** 2 + im ** 2);
      }
      return Math.sqrt(total);
    });
    expect(waveNormsOver(first, n)(W_E, d)).toBeAllclose(expected, { rtol: 1e-10 });
  });

  test.each([53, 113])('a wave of the logarithm has Gini 1 − 1/h there and 0 in the additive basis, p = %i', (p) => {
    const { first, n } = operationBasis('a*b', p)!;
    const W_E = wavesOf(first, n, [11]);
    const own = waveNormsOver(first, n)(W_E, 2);
    expect(gini(own)).toBeCloseTo(1 - 1 / frequenciesOf(n).length, 10);
    expect(own[10]).toBeCloseTo(Math.sqrt(n), 10);
    // By Gauss: |Σ_a χ(a) e^{i w_k a}| = √p for every k. 0 has no logarithm, and here no embedding.
    const flat = waveNormsOver(additiveBasis(p).first, p)(W_E.fill(0, 0, 2), 2);
    expect(gini(flat)).toBeCloseTo(0, 10);
  });

  test('the frequency n/2, which tells squares from other residues, has a cosine alone', () => {
    const { first, n } = operationBasis('a*b', 13)!;
    const norms = waveNormsOver(first, n)(matrixOf(13, 1, (a) => (-1) ** (first[a] ?? 0)), 1); // prettier-ignore
    expect(norms).toBeAllclose([0, 0, 0, 0, 0, Math.sqrt(12)], { rtol: 1e-12, atol: 1e-12 });
  });
});

describe('squares', () => {
  test.each([13, 23, 53])('waves of a² are nearly orthogonal, two by two: |Σ e^{i(w_k − w_l)a²}| = √p for p = %i', (p) => {
    const { first } = operationBasis('a^2+b^2', p)!;
    for (let difference = 1; difference < p; difference++) {
      const angles = Array.from(first, (square) => (2 * Math.PI * difference * square) / p);
      const [re, im] = [Math.cos, Math.sin].map((wave) => angles.reduce((sum, angle) => sum + wave(angle), 0));
      expect(Math.hypot(re ?? NaN, im ?? NaN)).toBeCloseTo(Math.sqrt(p), 8);
    }
  }); // prettier-ignore

  test.each([29, 53, 113])('a wave of a² comes out as itself, where a projection spreads half of it, p = %i', (p) => {
    const { first, n } = operationBasis('a^2+b^2', p)!;
    const h = (p - 1) / 2;
    const W_E = wavesOf(first, n, [3]);
    const norms = waveNormsOver(first, n)(W_E, 2);
    expect(norms[2]).toBeCloseTo(Math.sqrt(n), 3);
    expect(gini(norms)).toBeGreaterThan(1 - 1 / h - 0.001);
    // Σ over a ∈ Z_p of its product with every wave of a², by the sums at each square: Parseval on Z_p.
    const sums = new Float64Array(2 * p);
    first.forEach((square, a) => {
      for (const j of [0, 1]) sums[2 * square + j] = (sums[2 * square + j] ?? 0) + (W_E[2 * a + j] ?? 0);
    });
    const projected = foldedNorms(sums, p, 2).map((norm) => norm ** 2);
    const others = projected.reduce((sum, energy) => sum + energy, 0) - (projected[2] ?? 0);
    // p² + p at k and −k together, p at each of the p − 3 others.
    expect(others / (projected[2] ?? 0)).toBeCloseTo((p - 3) / (p + 1), 10);
  });

  test('some waves of a² at once come out as themselves', () => {
    const { first, n } = operationBasis('a^2+b^2', 53)!;
    const norms = waveNormsOver(first, n)(wavesOf(first, n, [4, 9, 20]), 6);
    const expected = frequenciesOf(n).map((k) => ([4, 9, 20].includes(k) ? Math.sqrt(n) : 0));
    expect(norms).toBeAllclose(expected, { atol: 0.01 });
  });

  test('noise has no frequency: its spectrum is as flat as in a basis', () => {
    const { first, n } = operationBasis('a^2+b^2', 53)!;
    const W_E = noise(53, 64);
    expect(gini(waveNormsOver(first, n)(W_E, 64))).toBeLessThan(0.1);
    expect(gini(foldedNorms(W_E, 53, 64))).toBeLessThan(0.06);
  });

  test.each([0, 1, 2])('agrees with a slow method that only thresholds and projects, seed %i', (seed) => {
    const [p, d] = [11, 3];
    const { first, n } = operationBasis('a^2+b^2', p)!;
    const W_E = noise(p, d, seed);
    const norms = waveNormsOver(first, n)(W_E, d);
    const slow = bySplitting(W_E, first, n, d);
    const total = (list: ArrayLike<number>): number => Array.from(list).reduce((sum, x) => sum + x, 0);
    expect(total(norms)).toBeCloseTo(total(slow), 2);
    expect(gini(norms)).toBeCloseTo(gini(slow), 2);
  });

  test('nothing has no waves, and what is not finite has no norms', () => {
    const { first, n } = operationBasis('a^2+b^2', 7)!;
    expect(waveNormsOver(first, n)(new Float32Array(7), 1)).toEqual(new Float64Array(3));
    expect(waveNormsOver(first, n)(new Float32Array(7).fill(NaN), 1)).toEqual(new Float64Array(3).fill(NaN));
  });
});

/**
 * Douglas–Rachford splitting for the smallest Σ_k ‖Cᵏ‖ with wavesᵀ C = target. The columns of `waves` are orthonormal, so
 * that the projection on what satisfies the equation is C − waves (wavesᵀ C − target).
 */
function bySplitting(W_E: Float64Array, labels: Int32Array, n: number, d: number): number[] {
  const basis = fourierBasis(n);
  const taken = [...new Set(labels)];
  const target = taken.map((label) => {
    const rows = Array.from(labels.keys()).filter((a) => labels[a] === label);
    return Array.from({ length: d }, (_, j) => rows.reduce((sum, a) => sum + (W_E[a * d + j] ?? 0), 0) / rows.length);
  });
  const wave = (row: number, i: number): number => basis[row * n + (taken[i] ?? 0)] ?? NaN;
  const project = (C: number[][]): number[][] => {
    const excess = target.map((values, i) => values.map((x, j) => C.reduce((sum, c, row) => sum + wave(row, i) * (c[j] ?? 0), -x))); // prettier-ignore
    return C.map((c, row) => c.map((x, j) => x - excess.reduce((sum, e, i) => sum + wave(row, i) * (e[j] ?? 0), 0)));
  };
  const normsOf = (C: number[][]): number[] =>
    Array.from({ length: (n + 1) / 2 }, (_, k) => Math.hypot(...C.flatMap((c, row) => (Math.ceil(row / 2) === k ? c : [])))); // prettier-ignore
  let Z = project(Array.from({ length: n }, () => new Array<number>(d).fill(0)));
  let C = Z;
  for (let step = 0; step < 4000; step++) {
    C = project(Z);
    const reflected = C.map((c, row) => c.map((x, j) => 2 * x - (Z[row]?.[j] ?? 0)));
    const norms = normsOf(reflected);
    Z = Z.map((z, row) => {
      const norm = norms[Math.ceil(row / 2)] ?? 0;
      const kept = norm > 0.1 ? 1 - 0.1 / norm : 0;
      return z.map((x, j) => x + kept * (reflected[row]?.[j] ?? 0) - (C[row]?.[j] ?? 0));
    });
  }
  return normsOf(C).slice(1);
}

describe('the share that depends on the label alone', () => {
  const { first, n } = operationBasis('a^2+b^2', 11)!;

  test('is 1 for functions of a², 0 for odd functions, and half for both', () => {
    const even = matrixOf(11, 1, (a) => ((a * a) % 11) - 3);
    const odd = matrixOf(11, 1, (a) => (a === 0 ? 0 : a < 6 ? a : a - 11));
    expect(shareByLabel(even, 1, first, n)).toBeCloseTo(1, 12);
    expect(shareByLabel(odd, 1, first, n)).toBeCloseTo(0, 12);
    const centred = even.map((x) => x - even.reduce((sum, y) => sum + y, 0) / 11);
    const [size, oddSize] = [centred, odd].map((f) => Math.sqrt(f.reduce((sum, x) => sum + x * x, 0)));
    const both = even.map((x, a) => x / (size ?? NaN) + (odd[a] ?? NaN) / (oddSize ?? NaN));
    expect(shareByLabel(both, 1, first, n)).toBeCloseTo(0.5, 12);
  });

  test('is 1 where no two labels are equal', () => {
    const logarithms = operationBasis('a*b', 11)!;
    expect(shareByLabel(noise(11, 4), 4, logarithms.first, logarithms.n)).toBeCloseTo(1, 12);
  });
});
