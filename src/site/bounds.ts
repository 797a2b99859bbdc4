/**
 * What is known of a number, and what follows for a comparison. A crossing lies in (previous evaluation, this one], and
 * epochs are whole; what was not reached within the budget lies beyond it; of a run that is not stored nothing is known.
 * A comparison that is true at one end and false at the other is undecided. Nothing is taken from the middle.
 */
import type { RunResults } from '../lab/store/results.ts';
import { epochsWithin, isReached, type Field, type Quantity } from './fields.ts';

/** A number lies from low to high, both included. NaN at both ends: it is none. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const COMPARISONS = {
  '<': (x: number, y: number) => x < y,
  '<=': (x: number, y: number) => x <= y,
  '>': (x: number, y: number) => x > y,
  '>=': (x: number, y: number) => x >= y,
} as const;
export type Comparison = keyof typeof COMPARISONS;

/** "in" asks whether a number lies within bounds. */
export type Sign = Comparison | 'in';

/** Null: it depends on where within its bounds a number lies. */
export type Truth = boolean | null;

export const ANYTHING: Bounds = { low: -Infinity, high: Infinity };

export const exactly = (value: number): Bounds => ({ low: value, high: value });

/** Of one run; `ANYTHING` where it is not stored or does not have the field. */
export function boundsOf(field: Field, run: RunResults | null): Bounds {
  const quantity = run && field(run);
  if (!quantity) return ANYTHING;
  if (isReached(quantity)) {
    return epochsWithin(quantity.value, { ...run.record.summary, epochs: quantity.budget });
  }
  if (quantity.kind === 'list') return exactly(quantity.value.length);
  return quantity.within ?? exactly(quantity.value);
}

/** Times and losses are told apart by factors; shares and counts by differences. */
export type Scale = 'difference' | 'ratio';

export const isMultiplicative = (kind: Quantity['kind']): boolean => !['fraction', 'integer', 'list'].includes(kind);

/**
 * By how much a comparison is true, at the worst and at the best ends of what is compared. A difference is positive, and
 * a ratio above 1, where it is true.
 */
export interface Slack {
  readonly worst: number;
  readonly best: number;
}

export interface Compared {
  readonly truth: Truth;
  readonly slack: Slack;
}

/** @param right for "in" the band, else what is known of the right side. */
export function compare(left: Bounds, sign: Sign, right: Bounds, scale: Scale = 'difference'): Compared {
  if (sign === 'in') {
    const sure = left.low >= right.low && left.high <= right.high;
    const possible = left.high >= right.low && left.low <= right.high;
    const worst = Math.min(gap(right.low, left.low, scale), gap(left.high, right.high, scale));
    const best = Math.min(gap(right.low, left.high, scale), gap(left.low, right.high, scale));
    return { truth: truthOf(sure, possible), slack: { worst, best } };
  }
  const holds = COMPARISONS[sign];
  if (isUpper(sign)) {
    const slack = { worst: gap(left.high, right.low, scale), best: gap(left.low, right.high, scale) };
    return { truth: truthOf(holds(left.high, right.low), holds(left.low, right.high)), slack };
  }
  const slack = { worst: gap(right.high, left.low, scale), best: gap(right.low, left.high, scale) };
  return { truth: truthOf(holds(left.low, right.high), holds(left.high, right.low)), slack };
}

const isUpper = (sign: Comparison): boolean => sign === '<' || sign === '<=';

const truthOf = (sure: boolean, possible: boolean): Truth => (sure ? true : possible ? null : false);

/** How far the larger one is above the smaller. */
const gap = (smaller: number, larger: number, scale: Scale): number =>
  scale === 'difference' ? larger - smaller : larger / smaller;
