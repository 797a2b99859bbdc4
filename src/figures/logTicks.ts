/** Round numbers for a logarithmic axis that does not end at whole decades. */

/** Powers of ten within [low, high]; where that leaves fewer than `least`, 2 and 5 times them as well. */
export function logTicks(low: number, high: number, least = 3): number[] {
  const tens = Array.from({ length: 13 }, (_, i) => 10 ** (i - 6));
  const within = (factors: readonly number[]): number[] =>
    tens
      .flatMap((power) => factors.map((factor) => Number((factor * power).toPrecision(3))))
      .filter((tick) => tick >= low && tick <= high);
  const powers = within([1]);
  return powers.length >= least ? powers : within([1, 2, 5]);
}

/** Share of the way from `low` to `high` on a logarithmic axis. */
export const logShare = (value: number, [low, high]: readonly [number, number]): number =>
  Math.log(value / low) / Math.log(high / low);
