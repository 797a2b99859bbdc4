/** The arithmetic mean; of times, which may be censored, there is none: their medians are in statistics/timeCells.ts. */

/** Summed in float64, in the order given; NaN of none. */
export function mean(values: Iterable<number> & { readonly length: number }): number {
  let sum = 0;
  for (const x of values) sum += x;
  return sum / values.length;
}
