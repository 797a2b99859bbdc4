/**
 * Two sets of runs, paired by seed: how many times sooner one gets there. The ratio of a pair is base over variant, so
 * above 1 the variant is faster. A run that did not get there in time bounds the ratio of its pair, and two such runs
 * say nothing of it; no pair is left out of what is said of all.
 */
import { mean } from '../mean.ts';
import type { Bounds } from './bounds.ts';
import { bootstrapBounds, type BootstrapMethod, type BootstrapOptions } from './bootstrap.ts';
import { studentQuantile } from './distributions.ts';
import type { EventTime } from './eventTime.ts';
import { medianInterval, turnbull, type Interval } from './turnbull.ts';

export interface Pair {
  readonly base: EventTime;
  readonly variant: EventTime;
}

/**
 * exact: both were seen; `ratio` of the evaluations at which they were, the true one in (after, at] between them.
 * atLeast: only the variant was seen. atMost: only the base was. unknown: neither.
 */
export type PairedRatio =
  | { readonly kind: 'exact'; readonly ratio: number; readonly after: number; readonly at: number }
  | { readonly kind: 'atLeast' | 'atMost'; readonly ratio: number }
  | { readonly kind: 'unknown' };

/** @throws TypeError where one of the times is 0, which has no ratio. */
export function ratioOf({ base, variant }: Pair): PairedRatio {
  if ([base, variant].some((time) => !time.isCensored && time.at <= 0)) {
    throw new TypeError('ratioOf: expected times above 0 epochs, got 0');
  }
  if (base.isCensored) {
    return variant.isCensored ? { kind: 'unknown' } : { kind: 'atLeast', ratio: base.after / variant.at };
  }
  if (variant.isCensored) return { kind: 'atMost', ratio: base.at / variant.after };
  return {
    kind: 'exact',
    ratio: base.at / variant.at,
    after: base.after / variant.at,
    at: variant.after > 0 ? base.at / variant.after : Infinity,
  };
}

interface OfSeed {
  readonly seed: number;
  readonly time: EventTime;
}

/** Runs of the same seed side by side, and the seeds that only one side has. */
export function pairBySeed(base: readonly OfSeed[], variant: readonly OfSeed[]): { pairs: Pair[]; unpaired: number[] } {
  const variants = new Map(variant.map(({ seed, time }) => [seed, time]));
  const bases = new Set(base.map(({ seed }) => seed));
  const pairs = base.flatMap(({ seed, time }) => {
    const other = variants.get(seed);
    return other ? [{ base: time, variant: other }] : [];
  });
  const unpaired = [...bases].filter((seed) => !variants.has(seed));
  return { pairs, unpaired: [...unpaired, ...[...variants.keys()].filter((seed) => !bases.has(seed))] };
}

/**
 * In how many pairs the variant got there sooner, later, or was seen at the same epoch. Undecided: the evaluations
 * around the two times overlap, or a bound allows both.
 */
export interface Signs {
  readonly sooner: number;
  readonly later: number;
  readonly level: number;
  readonly undecided: number;
  /** Probability of a split at least as uneven among the decided pairs if either were as likely; 1 where there is none. */
  readonly probability: number;
}

/** Source: Dixon & Mood 1946, J. Am. Stat. Assoc. 41, 557–566 (the sign test, two-sided). */
export function signsOf(ratios: readonly PairedRatio[]): Signs {
  const signs = ratios.map(signOf);
  const [sooner, later, level] = [1, -1, 0].map((wanted) => signs.filter((sign) => sign === wanted).length);
  const counts = { sooner: sooner ?? 0, later: later ?? 0, level: level ?? 0 };
  const undecided = signs.filter((sign) => sign === null).length;
  return { ...counts, undecided, probability: signTest(counts.sooner, counts.later) };
}

/** 1: the variant is sooner. A run seen at the very epoch up to which the other was not is the sooner one. */
function signOf(ratio: PairedRatio): 1 | -1 | 0 | null {
  switch (ratio.kind) {
    case 'exact':
      return ratio.ratio === 1 ? 0 : ratio.after >= 1 ? 1 : ratio.at <= 1 ? -1 : null;
    case 'atLeast':
      return ratio.ratio >= 1 ? 1 : null;
    case 'atMost':
      return ratio.ratio <= 1 ? -1 : null;
    case 'unknown':
      return null;
  }
}

function signTest(sooner: number, later: number): number {
  const n = sooner + later;
  let [term, tail] = [2 ** -n, 0];
  for (let k = 0; k <= Math.min(sooner, later); k++) {
    tail += term;
    term *= (n - k) / (k + 1);
  }
  return Math.min(1, 2 * tail);
}

export interface SpeedUpOptions extends Omit<BootstrapOptions, 'method'> {
  /** Of the interval of the geometric mean; "t": Student's, of the mean logarithm. @default 't' */
  readonly method?: BootstrapMethod | 't';
}

export interface GeometricMean {
  /** atLeast, atMost: pairs that were only bounded are in it with their bounds. */
  readonly kind: 'exact' | 'atLeast' | 'atMost';
  readonly ratio: number;
  /** Null: not estimable. So it is where a pair is only bounded: however far beyond its bound it lies, nothing tells. */
  readonly bounds: Bounds | null;
  /**
   * Where the ratio of one more pair would lie, with the same confidence: what a single run that is reported elsewhere is to
   * be held against. Student's; null where it is not estimable.
   * Source: Hahn & Meeker 1991, Statistical Intervals, §4.7.
   */
  readonly oneMore: Bounds | null;
}

export interface SpeedUp {
  /** How many pairs were known how well. */
  readonly pairs: Readonly<Record<PairedRatio['kind'], number>>;
  readonly signs: Signs;
  /** Null where some pairs are bounded from below and others from above, or one is not known at all. */
  readonly geometricMean: GeometricMean | null;
  /** The ratio half the pairs exceed, by greatest likelihood: in (after, at], 0 and Infinity where it is not bounded. */
  readonly median: Interval | null;
}

export function speedUp(pairs: readonly Pair[], options: SpeedUpOptions = {}): SpeedUp {
  const ratios = pairs.map(ratioOf);
  const count = (kind: PairedRatio['kind']): number => ratios.filter((ratio) => ratio.kind === kind).length;
  return {
    pairs: { exact: count('exact'), atLeast: count('atLeast'), atMost: count('atMost'), unknown: count('unknown') },
    signs: signsOf(ratios),
    geometricMean: geometricMean(ratios, options),
    median: medianInterval(turnbull(ratios.map(ratioInterval))),
  };
}

function ratioInterval(ratio: PairedRatio): Interval {
  switch (ratio.kind) {
    case 'exact':
      return { after: ratio.ratio, at: ratio.ratio };
    case 'atLeast':
      return { after: ratio.ratio, at: Infinity };
    case 'atMost':
      return { after: 0, at: ratio.ratio };
    case 'unknown':
      return { after: 0, at: Infinity };
  }
}

function geometricMean(ratios: readonly PairedRatio[], options: SpeedUpOptions): GeometricMean | null {
  const kinds = new Set(ratios.map(({ kind }) => kind));
  if (ratios.length === 0 || kinds.has('unknown') || (kinds.has('atLeast') && kinds.has('atMost'))) return null;
  const logs = ratios.flatMap((ratio) => (ratio.kind === 'unknown' ? [] : [Math.log(ratio.ratio)]));
  const kind = kinds.has('atLeast') ? 'atLeast' : kinds.has('atMost') ? 'atMost' : 'exact';
  const [bounds, oneMore] =
    kind === 'exact'
      ? [meanBounds(logs, options), studentBounds(logs, 1 + 1 / logs.length, options.level)].map(ofRatios)
      : [];
  return { kind, ratio: Math.exp(mean(logs)), bounds: bounds ?? null, oneMore: oneMore ?? null };
}

const ofRatios = (logs: Bounds | null): Bounds | null =>
  logs && { ...logs, low: Math.exp(logs.low), high: Math.exp(logs.high) };

function meanBounds(values: readonly number[], { method = 't', ...options }: SpeedUpOptions): Bounds | null {
  if (method !== 't') return bootstrapBounds(values, mean, { ...options, method });
  return studentBounds(values, 1 / values.length, options.level);
}

/** @param spread variance of what is bounded around the mean of `values`, over that of one value. */
function studentBounds(values: readonly number[], spread: number, level = 0.95): Bounds | null {
  const n = values.length;
  if (n < 2) return null;
  const centre = mean(values);
  const variance = values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (n - 1);
  if (variance === 0) return null;
  const reach = studentQuantile(level, n - 1) * Math.sqrt(variance * spread);
  return { low: centre - reach, high: centre + reach, level };
}
