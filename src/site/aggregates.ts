/** How the numbers of several runs become one. Each takes the ends of what is known to the ends of what follows. */
import { exactly, type Bounds, type Scale } from './bounds.ts';
import type { Quantity } from './fields.ts';

/** What a combination makes of bounds, one for each run, in no order. At least one. */
export type Combine = (all: readonly Bounds[]) => Bounds;

/** What is not a number is last; where that is what comes out, it is not a number either. */
export function combineNumbers(combine: Combine, all: readonly Bounds[]): Bounds {
  const isNumber = ({ low }: Bounds): boolean => !Number.isNaN(low);
  const result = combine(all.map((bounds) => (isNumber(bounds) ? bounds : exactly(Infinity))));
  return all.every(isNumber) || result.low < Infinity ? result : exactly(NaN);
}

const lows = (all: readonly Bounds[]): number[] => all.map(({ low }) => low);
const highs = (all: readonly Bounds[]): number[] => all.map(({ high }) => high);

/** The middle one, or halfway between the middle two. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => (x < y ? -1 : x > y ? 1 : 0));
  const [low = NaN, high = NaN] = [Math.floor, Math.ceil].map((round) => sorted[round((sorted.length - 1) / 2)]);
  return low === high ? low : (low + high) / 2;
}

export function medianOf(all: readonly Bounds[]): Bounds {
  const low = median(lows(all));
  // Halfway between nothing known and never is nothing known.
  return { low: Number.isNaN(low) ? -Infinity : low, high: median(highs(all)) };
}
const minOf: Combine = (all) => ({ low: Math.min(...lows(all)), high: Math.min(...highs(all)) });
const maxOf: Combine = (all) => ({ low: Math.max(...lows(all)), high: Math.max(...highs(all)) });

/** Largest over smallest, of numbers above 0. */
function spreadOf(all: readonly Bounds[]): Bounds {
  const over = (larger: number, smaller: number): number => (smaller === Infinity ? 1 : larger / Math.max(0, smaller));
  const low = Math.max(1, over(maxOf(all).low, minOf(all).high));
  // The largest and the smallest are two runs, each within its own bounds.
  const pairs = all.flatMap((one, i) => all.flatMap((other, j) => (i === j ? [] : [over(one.high, other.low)])));
  return { low, high: Math.max(low, ...pairs) };
}

interface Aggregate {
  readonly combine: Combine;
  readonly options?: { readonly kind: Quantity['kind']; readonly scale: Scale };
}

/** A new aggregate is one line here. */
export const aggregates = {
  median: { combine: medianOf },
  min: { combine: minOf },
  max: { combine: maxOf },
  /** A factor, whatever the field. */
  spread: { combine: spreadOf, options: { kind: 'number', scale: 'ratio' } },
} as const satisfies Record<string, Aggregate>;
