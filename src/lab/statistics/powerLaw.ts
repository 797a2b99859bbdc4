/**
 * How a time depends on a parameter: the exponent of time ∝ parameter^slope, from the runs of a sweep; where the sweep
 * varies others besides, of time ∝ parameter^slope · other^…, all exponents fitted together.
 *
 * The line goes through cells, a cell being all runs with the same parameters, by the median of their times: how far it is
 * off a power law is a property of the cell, and more seeds in it do not tell more cells.
 * Source: Moulton 1990, Rev. Econ. Stat. 72, 334–338 (what errors that are shared within groups do to an interval).
 */
import type { Bounds } from './bounds.ts';
import {
  fitCensored,
  leastSquares,
  profileBounds,
  studentBounds,
  type LeastSquares,
  type RegressionPoint,
} from './censoredRegression.ts';
import { censored, seen, type EventTime } from './eventTime.ts';
import { medianTime } from './timeCells.ts';

export interface SweepPoint {
  /** Value of the parameter, above 0. */
  readonly x: number;
  /** Values of the others, above 0; as many for every run. @default none */
  readonly beside?: readonly number[];
  readonly time: EventTime;
}

/**
 * What becomes of cells that did not get there in time. "left out": least squares of the others; it flattens the slope
 * where the slow end is what is missing. "bounded": the line of greatest likelihood, above their budgets.
 */
export type CensoredAre = 'left out' | 'bounded';

export interface PowerLaw {
  readonly censoredAre: CensoredAre;
  readonly slope: number;
  /** Epochs by the fit where all parameters are 1. */
  readonly atOne: number;
  /** Null: not estimable. Student's where no cell is censored or left out, otherwise by the profile of the likelihood. */
  readonly bounds: Bounds | null;
  /** Cells whose median was seen, and cells of which it was not. */
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
 * Log–log fit through the epochs at which the cells were seen; errors of log time alike and normal. Null where the
 * slope cannot be told: by cells seen at too few values, or, with bounded ones, by fewer of them than parameters and one.
 * @throws TypeError for an x or a time that has no logarithm.
 */
export function powerLaw(
  points: readonly SweepPoint[],
  { censoredAre = 'bounded', level = 0.95 }: PowerLawOptions = {},
): PowerLaw | null {
  const all = cellsOf(points).map(logPoint);
  const known = all.filter(({ isCensored }) => !isCensored);
  const counts = { seen: known.length, censored: all.length - known.length };
  if (censoredAre === 'left out' || counts.censored === 0) {
    const fit = leastSquares(known);
    return fit && { censoredAre, ...lawOf(fit), bounds: studentBounds(known, 0, level), ...counts };
  }
  const fit = fitCensored(all);
  return fit && { censoredAre, ...lawOf(fit), bounds: profileBounds(all, fit, { index: 0, level }), ...counts };
}

function cellsOf(points: readonly SweepPoint[]): SweepPoint[] {
  const cells = Map.groupBy(points, ({ x, beside = [] }) => [x, ...beside].join());
  return [...cells.values()].flatMap(([first, ...others]) => {
    if (!first || others.length === 0) return first ?? [];
    const { after, at } = medianTime([first, ...others].map(({ time }) => time));
    return { ...first, time: at === null ? censored(after) : seen(at, after) };
  });
}

const lawOf = ({ slopes, intercept }: LeastSquares): Pick<PowerLaw, 'slope' | 'atOne'> => ({
  slope: slopes[0] ?? NaN,
  atOne: Math.exp(intercept),
});

function logPoint({ x, beside = [], time }: SweepPoint): RegressionPoint {
  const epochs = time.isCensored ? time.after : time.at;
  const values = [x, ...beside];
  if (!values.every((value) => value > 0) || !(epochs > 0)) {
    throw new TypeError(`powerLaw: expected x and time above 0, got ${values.join(', ')} and ${epochs}`);
  }
  return { x: values.map(Math.log), y: Math.log(epochs), isCensored: time.isCensored };
}
