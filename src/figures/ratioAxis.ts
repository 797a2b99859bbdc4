/** A logarithmic axis of ratios, with 1 on it. */

export interface RatioAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** Free room at both ends, as a factor. */
const ROOM = 1.2;
/** How far beyond all `values` the ends of intervals can take the axis, as a factor. */
const REACH = 1.6;
const MOST_TICKS = 7;
/** From the finest to the coarsest: times powers of ten. */
const STEPS = [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 3, 5], [1, 2, 5], [1]];

/** From below the least to above the greatest of `values` and of 1; wider for the `ends` of intervals, within reason. */
export function ratioAxis(values: readonly number[], ends: readonly number[] = []): RatioAxis {
  const [least, greatest] = [Math.min(1, ...values), Math.max(1, ...values)];
  const low = Math.max(least / REACH, Math.min(least, ...ends)) / ROOM;
  const high = Math.min(greatest * REACH, Math.max(greatest, ...ends)) * ROOM;
  const powers = Array.from({ length: 13 }, (_, i) => 10 ** (i - 6));
  const within = STEPS.map((factors) =>
    powers
      .flatMap((power) => factors.map((factor) => Number((factor * power).toPrecision(2))))
      .filter((tick) => tick >= low && tick <= high),
  );
  return { low, high, ticks: within.find((ticks) => ticks.length <= MOST_TICKS) ?? within.at(-1) ?? [] };
}

/** Position of a ratio, px. */
export const ratioX = ({ low, high }: RatioAxis, [left, right]: readonly [number, number], ratio: number): number =>
  left + ((right - left) * Math.log(ratio / low)) / Math.log(high / low);
