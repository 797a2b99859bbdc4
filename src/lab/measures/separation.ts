/**
 * How far apart the waves of the logits hold two answers, and whether that is what wrong answers are made of. If the
 * logits are Σ α_k cos w_k(a+b−c), an answer that misses by d scores Σ α_k (1 − cos w_k d) less than the right one.
 * Source: ours.
 */

/**
 * Σ_k √E_k cos(2πkd/p) over Σ_k √E_k, [p], d = 0 … p − 1: 1 at d = 0, and the larger, the less a miss by d costs. The
 * energies of a frequency in the logits are squares of its amplitude α_k.
 * @param energies [(p − 1) / 2] of k = 1, 2, …
 */
export function likeness(energies: readonly number[], p: number): number[] {
  const amplitudes = energies.map(Math.sqrt);
  const total = amplitudes.reduce((sum, x) => sum + x, 0);
  return Array.from({ length: p }, (_, d) =>
    amplitudes.reduce((sum, x, i) => sum + (x / total) * Math.cos((2 * Math.PI * (((i + 1) * d) % p)) / p), 0),
  );
}

/** Spearman's rank correlation: of the ranks, ties sharing their mean. NaN where either is constant. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const [rx, ry] = [ranksOf(x), ranksOf(y)];
  const mean = (x.length + 1) / 2;
  const product = (u: readonly number[], v: readonly number[]): number =>
    u.reduce((sum, rank, i) => sum + (rank - mean) * ((v[i] ?? NaN) - mean), 0);
  return product(rx, ry) / Math.sqrt(product(rx, rx) * product(ry, ry));
}

/** From 1; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

/** Wrong answers by |d| = 1 … (p − 1) / 2. @param offsets [p], counts by d modulo p. */
const byDistance = (offsets: readonly number[]): number[] =>
  Array.from({ length: (offsets.length - 1) / 2 }, (_, i) => (offsets[i + 1] ?? NaN) + (offsets.at(-i - 1) ?? NaN));

/**
 * Rank correlation, over |d|, of how often answers miss by d with how little that costs: 1 where the waves of the logits
 * alone order the mistakes, 0 on average where they have nothing to do with them. @param offsets [p], counts.
 */
export function agreement(offsets: readonly number[], energies: readonly number[]): number {
  const counts = byDistance(offsets);
  return rankCorrelation(counts, likeness(energies, offsets.length).slice(1, counts.length + 1));
}

/** The energies of the n strongest frequencies; 0 for the others. */
export function strongest(energies: readonly number[], n: number): number[] {
  const least = energies.toSorted((x, y) => y - x)[n - 1] ?? -Infinity;
  return energies.map((x) => (x >= least ? x : 0));
}

/** Wrong answers by notches on the circle of frequency k: [(p − 1) / 2], of those 1, 2, … notches off either way. */
export function byNotch(offsets: readonly number[], k: number): number[] {
  const p = offsets.length;
  const counts = new Array<number>((p - 1) / 2).fill(0);
  for (let d = 1; d < p; d++) {
    const turned = (k * d) % p;
    const notch = Math.min(turned, p - turned) - 1;
    counts[notch] = (counts[notch] ?? NaN) + (offsets[d] ?? NaN);
  }
  return counts;
}

/** Half of the wrong answers are at most so many notches off. NaN where there are none. */
export function medianNotches(offsets: readonly number[], k: number): number {
  const counts = byNotch(offsets, k);
  const half = counts.reduce((sum, x) => sum + x, 0) / 2;
  let sum = 0;
  const i = counts.findIndex((count) => (sum += count) >= half);
  return half > 0 ? i + 1 : NaN;
}
