/** How a time depends on a parameter: the exponent of time ∝ parameter^slope, from the runs of a sweep. */
import type { Bounds } from './bounds.ts';
import { fitLine, leastSquares, slopeBounds, type LinePoint } from './censoredLine.ts';
import { studentQuantile } from './distributions.ts';
import type { EventTime } from './eventTime.ts';

export interface SweepPoint {
  /** Value of the parameter, above 0. */
  readonly x: number;
  readonly time: EventTime;
}

/**
 * What becomes of runs that did not get there in time. "left out": least squares of the others; it flattens the slope
 * where the slow end is what is missing. "bounded": the line of greatest likelihood, above their budgets.
 */
export type CensoredAre = 'left out' | 'bounded';

export interface PowerLaw {
  readonly censoredAre: CensoredAre;
  readonly slope: number;
  /** Epochs at x = 1 by the line. */
  readonly atOne: number;
  /** Null: not estimable. Student's where no run is censored or left out, otherwise by the profile of the likelihood. */
  readonly bounds: Bounds | null;
  /** Runs that were seen to get there, and runs that were not. */
  readonly seen: number;
  readonly censored: number;
}

interface PowerLawOptions {
  /** @default 'bounded' */
  readonly censoredAre?: CensoredAre;
  /** @default 0.95 */
  readonly level?: number;
}

/**
 * Log–log line through the epochs at which the runs were seen; errors of log time alike and normal. Null where the
 * slope cannot be told: runs seen at fewer than two values of x, or, with bounded ones, fewer than three runs seen.
 * @throws TypeError for an x or a time that has no logarithm.
 */
export function powerLaw(
  points: readonly SweepPoint[],
  { censoredAre = 'bounded', level = 0.95 }: PowerLawOptions = {},
): PowerLaw | null {
  const all = points.map(logPoint);
  const known = all.filter(({ isCensored }) => !isCensored);
  if (new Set(known.map(({ x }) => x)).size < 2) return null;
  const counts = { seen: known.length, censored: all.length - known.length };
  if (censoredAre === 'left out' || counts.censored === 0) {
    const { slope, intercept } = leastSquares(known);
    return { censoredAre, slope, atOne: Math.exp(intercept), bounds: studentBounds(known, level), ...counts };
  }
  const line = fitLine(all);
  if (!line) return null;
  const { slope, intercept } = line;
  return { censoredAre, slope, atOne: Math.exp(intercept), bounds: slopeBounds(all, line, level), ...counts };
}

function logPoint({ x, time }: SweepPoint): LinePoint {
  const epochs = time.isCensored ? time.after : time.at;
  if (!(x > 0 && epochs > 0)) throw new TypeError(`powerLaw: expected x and time above 0, got ${x} and ${epochs}`);
  return { x: Math.log(x), y: Math.log(epochs), isCensored: time.isCensored };
}

/** Null where no residual is left to tell: two points, or all on one line. */
function studentBounds(points: readonly LinePoint[], level: number): Bounds | null {
  const n = points.length;
  const { slope, sigma } = leastSquares(points);
  if (n < 3 || sigma === 0) return null;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / n;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const reach = studentQuantile(level, n - 2) * Math.sqrt((sigma ** 2 * n) / (n - 2) / spread);
  return { low: slope - reach, high: slope + reach, level };
}
