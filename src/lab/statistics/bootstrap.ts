/**
 * Bootstrap intervals. The random numbers are ours and named by a seed and a label, so an interval is the same to the
 * bit wherever and in whatever order it is computed.
 */
import { mean } from '../mean.ts';
import { randomStream } from '../tasks/random.ts';
import type { Bounds } from './bounds.ts';
import { normalCdf, normalQuantile } from './distributions.ts';

export type BootstrapMethod = 'percentile' | 'bca';

export interface BootstrapOptions {
  /** @default 'bca' */
  readonly method?: BootstrapMethod;
  /** @default 0.95 */
  readonly level?: number;
  /** @default 9_999 */
  readonly resamples?: number;
  /** Of the random numbers. @default 0 */
  readonly seed?: number;
  /** What the interval is of, so that two intervals do not share their numbers. @default 'bootstrap' */
  readonly label?: string;
}

/**
 * Interval for `statistic` of what `sample` (n independent items) was drawn from. Null where resampling says nothing:
 * fewer than two items, or the same value from every resample.
 */
export function bootstrapBounds<T>(
  sample: readonly T[],
  statistic: (items: readonly T[]) => number,
  { method = 'bca', level = 0.95, resamples = 9_999, seed = 0, label = 'bootstrap' }: BootstrapOptions = {},
): Bounds | null {
  if (sample.length < 2) return null;
  const random = randomStream(seed, label);
  const draw = (): T[] => sample.map(() => sample[random.integer(sample.length)] as T);
  const replicates = Array.from({ length: resamples }, () => statistic(draw()));
  if (method === 'percentile') return percentileBounds(replicates, level);
  const leftOut = sample.map((_, i) => statistic(sample.toSpliced(i, 1)));
  return bcaBounds(replicates, { estimate: statistic(sample), leftOut, level });
}

/** The middle `level` of the replicates. Source: Efron 1979, Ann. Stat. 7, 1–26. */
export function percentileBounds(replicates: readonly number[], level: number): Bounds | null {
  const sorted = replicates.toSorted((x, y) => x - y);
  if (sorted[0] === sorted.at(-1)) return null;
  const tail = (1 - level) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail), level };
}

interface Corrections {
  readonly estimate: number;
  /** The statistic without each item in turn, for the acceleration. */
  readonly leftOut: readonly number[];
  readonly level: number;
}

/**
 * Bias-corrected and accelerated. Replicates equal to the estimate count half for the bias.
 * Source: Efron 1987, J. Am. Stat. Assoc. 82, 171–185; Efron & Tibshirani 1993, §14.3.
 */
export function bcaBounds(replicates: readonly number[], { estimate, leftOut, level }: Corrections): Bounds | null {
  const sorted = replicates.toSorted((x, y) => x - y);
  const below = sorted.filter((x) => x < estimate).length;
  const level0 = (below + sorted.filter((x) => x === estimate).length / 2) / sorted.length;
  if (sorted[0] === sorted.at(-1) || level0 <= 0 || level0 >= 1) return null;
  const bias = normalQuantile(level0);
  const acceleration = accelerationOf(leftOut);
  const end = (tail: number): number => {
    const shifted = bias + normalQuantile(tail);
    return quantile(sorted, normalCdf(bias + shifted / (1 - acceleration * shifted)));
  };
  const tail = (1 - level) / 2;
  return { low: end(tail), high: end(1 - tail), level };
}

/** A sixth of the skewness of the jackknife's influence values; 0 where they are all the same. */
function accelerationOf(leftOut: readonly number[]): number {
  const centre = mean(leftOut);
  const [squares, cubes] = [2, 3].map((power) => leftOut.reduce((sum, x) => sum + (centre - x) ** power, 0));
  return squares && cubes ? cubes / (6 * squares ** 1.5) : 0;
}

/** Of `sorted` values, linear between them: position (n − 1)·share. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const [low = NaN, high = low] = sorted.slice(Math.floor(position), Math.floor(position) + 2);
  const rest = position - Math.floor(position);
  return rest === 0 ? low : low + (high - low) * rest;
}
