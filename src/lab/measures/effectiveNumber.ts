/** How many things share a total: a count that weighs each by its share. */

/**
 * exp of the entropy of the shares of non-negative `energies` in their sum: n where n are equal and the others 0.
 * NaN where the sum is 0. Source: Hill 1973, doi:10.2307/1934352, number of order 1; as "effective rank": Roy & Vetterli 2007.
 */
export function effectiveNumber(energies: ArrayLike<number>): number {
  const values = Array.from(energies);
  const total = values.reduce((sum, x) => sum + x, 0);
  const shares = values.map((x) => x / total).filter((x) => x !== 0);
  return total > 0 ? Math.exp(-shares.reduce((sum, x) => sum + x * Math.log(x), 0)) : NaN;
}
