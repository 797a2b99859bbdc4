/** Several tests at once: what chance alone would let pass. */

/**
 * Probabilities adjusted so that all tests with at most α can be rejected together, with a chance of at most α that one
 * of them is wrongly, however they hang together. In the order given.
 * Source: Holm 1979, Scand. J. Stat. 6, 65–70.
 * @param probabilities each in [0, 1].
 */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, i) => i).sort((i, j) => (probabilities[i] ?? 1) - (probabilities[j] ?? 1));
  const adjusted = probabilities.map(() => 1);
  let least = 0;
  order.forEach((i, rank) => {
    least = Math.max(least, Math.min(1, (probabilities.length - rank) * (probabilities[i] ?? 1)));
    adjusted[i] = least;
  });
  return adjusted;
}
