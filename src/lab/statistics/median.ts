/** The median of numbers; of times, which may be censored, timeCells.ts. */

/** Middle of the sorted values; mean of the middle two where their number is even; NaN where one of them is. */
export function median(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return NaN;
  const sorted = [...values].sort((x, y) => x - y);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  return lower === upper ? upper : (lower + upper) / 2;
}
