/**
 * What the measure `mistakes` keeps of a run, and how near wrong answers are to the right ones on a circle. Nothing here
 * computes a network. Source: ours.
 */
import { frequenciesOf } from './fourier.ts';

/** measures/mistakes.json */
export interface MistakesMeasure {
  readonly measure: 'mistakes@1';
  readonly epochs: readonly number[];
  /** [T][p]: held-out pairs whose answer, the largest logit, is the right one plus d modulo p; d = 0: right. */
  readonly offsets: readonly (readonly number[])[];
}

/**
 * Mean over wrong answers of cos(2πkd/p), d their offset: 1 where they lie beside the right one on the circle of
 * frequency k, −1/(p − 1) on average where they are spread evenly. NaN where none is wrong.
 * @param offsets [p], counts
 */
export function nearnessOnCircle(offsets: readonly number[], k: number): number {
  const p = offsets.length;
  let [wrong, sum] = [0, 0];
  for (let d = 1; d < p; d++) {
    wrong += offsets[d] ?? NaN;
    sum += (offsets[d] ?? NaN) * Math.cos((2 * Math.PI * ((k * d) % p)) / p);
  }
  return sum / wrong;
}

/** Of fewer wrong answers a mean says little. */
export const LEAST_WRONG = 20;

/** How near the wrong answers are on the circle on which they are nearest. */
export interface NearestCircle {
  /** By the sum of its nearness over the checkpoints; null where no checkpoint has enough wrong answers. */
  readonly frequency: number | null;
  /** [T]: `nearnessOnCircle` there; NaN where too few answers are wrong. */
  readonly near: readonly number[];
  /** [T]: share of held-out pairs answered right. */
  readonly right: readonly number[];
}

export function nearestCircle({ offsets }: MistakesMeasure): NearestCircle {
  const p = offsets[0]?.length ?? 0;
  const pairs = offsets.map((counts) => counts.reduce((sum, x) => sum + x, 0));
  const isTold = offsets.map((counts, t) => (pairs[t] ?? 0) - (counts[0] ?? 0) >= LEAST_WRONG);
  const on = (k: number): number[] => offsets.map((counts, t) => (isTold[t] ? nearnessOnCircle(counts, k) : NaN));
  const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + (Number.isNaN(x) ? 0 : x), 0);
  const circles = frequenciesOf(p).map((k) => ({ k, near: on(k) }));
  const best = circles.reduce((x, y) => (total(y.near) > total(x.near) ? y : x));
  return {
    frequency: isTold.some(Boolean) ? best.k : null,
    near: best.near,
    right: offsets.map((counts, t) => (counts[0] ?? NaN) / (pairs[t] ?? NaN)),
  };
}

/** Index of the last checkpoint with at most a fifth of the held-out pairs right; −1 where there is none. */
export const plateauEnd = ({ right }: Pick<NearestCircle, 'right'>): number =>
  right.findLastIndex((share) => share <= 0.2);
