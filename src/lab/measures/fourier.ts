/**
 * Fourier components over the residues modulo p. Frequencies k and p − k are one: k = 1 … ⌊p/2⌋ ("folded").
 * Source: Nanda et al. 2023, arXiv:2301.05217, §4; the fold is ours (design: always).
 */

/** A neuron counts as explained by one frequency where it explains more than this share of its variance. */
export const EXPLAINED = 0.85;

/** Folded frequencies of modulus p. */
export const frequenciesOf = (p: number): number[] => Array.from({ length: Math.floor(p / 2) }, (_, i) => i + 1);

/**
 * The real orthonormal basis over residues, row-major [p, p]: row 0 constant; rows 2k−1 and 2k the cosine
 * and sine of frequency k (for even p the last row is the cosine of p/2 alone).
 */
export function fourierBasis(p: number): Float64Array {
  const basis = new Float64Array(p * p).fill(1 / Math.sqrt(p), 0, p);
  for (const k of frequenciesOf(p)) {
    const scale = Math.sqrt((2 * k === p ? 1 : 2) / p);
    for (let n = 0; n < p; n++) {
      const angle = (2 * Math.PI * ((k * n) % p)) / p;
      basis[(2 * k - 1) * p + n] = scale * Math.cos(angle);
      if (2 * k !== p) basis[2 * k * p + n] = scale * Math.sin(angle);
    }
  }
  return basis;
}

/**
 * Norm of the component of each folded frequency in the rows of a matrix.
 * @param matrix row-major, its first p rows indexed by residue, d columns. @returns [⌊p/2⌋], k = 1 first.
 */
export function foldedNorms(matrix: ArrayLike<number>, p: number, d: number, basis = fourierBasis(p)): Float64Array {
  const squares = new Float64Array(Math.floor(p / 2));
  const component = new Float64Array(d);
  for (let row = 1; row < p; row++) {
    component.fill(0);
    for (let n = 0; n < p; n++) {
      const weight = basis[row * p + n] as number;
      for (let j = 0; j < d; j++) (component[j] as number) += weight * (matrix[n * d + j] as number);
    }
    const k = Math.ceil(row / 2);
    (squares[k - 1] as number) += component.reduce((sum, x) => sum + x * x, 0);
  }
  return squares.map(Math.sqrt);
}

/** Squared norms along the rows of the basis, [p] → per folded frequency, [(p − 1)/2]; the constant is left out. p is odd. */
export const foldedEnergies = (power: Float32Array): number[] =>
  frequenciesOf(power.length).map((k) => (power[2 * k - 1] ?? NaN) + (power[2 * k] ?? NaN));

/**
 * Gini coefficient of non-negative numbers: 0 when all are equal, 1 − 1/n when one has everything.
 * Source: Hurley & Rickard 2009, arXiv:0811.4706.
 */
export function gini(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const total = sorted.reduce((sum, x) => sum + x, 0);
  if (total === 0) return 0;
  const n = sorted.length;
  return 1 - 2 * sorted.reduce((sum, x, i) => sum + (x / total) * ((n - i - 0.5) / n), 0);
}

/**
 * Key frequencies: every folded frequency with at least `least` of the energy, and the next largest until
 * together they hold `share` of it; in ascending order. Source: ours; Nanda et al. 2023 choose by eye.
 */
export function keyFrequencies(energies: ArrayLike<number>, { share = 0.95, least = 0.02 } = {}): number[] {
  const total = Array.from(energies).reduce((sum, x) => sum + x, 0);
  const ranked = Array.from(energies, (energy, i) => ({ k: i + 1, energy })).sort((x, y) => y.energy - x.energy);
  let covered = 0;
  const keys = ranked.filter(({ energy }) => {
    const isKey = energy >= least * total || covered < share * total;
    covered += energy;
    return isKey;
  });
  return keys.map(({ k }) => k).sort((x, y) => x - y);
}
