/**
 * Regression y = intercept + slopes·x with normal errors of greatest likelihood, where of some points only "y is above"
 * is known. In Olsen's parameters (1/σ, intercept/σ, slopes/σ) the log-likelihood is concave: Newton's method finds the
 * one maximum.
 * Source: Tobin 1958, Econometrica 26, 24–36; Olsen 1978, Econometrica 46, 1211–1215.
 */
import { inverse, Matrix, solve, SingularValueDecomposition } from 'ml-matrix';
import { mean } from '../mean.ts';
import { logUpperTail, normalHazard, studentQuantile } from './distributions.ts';
import type { Bounds } from './bounds.ts';

export interface RegressionPoint {
  /** Values of the predictors; equally many in all points. */
  readonly x: readonly number[];
  readonly y: number;
  /** The true y is above `y`. */
  readonly isCensored: boolean;
}

/** Parameters of a least-squares fit; `slopes` in the order of the predictors. */
export interface LeastSquares {
  readonly slopes: readonly number[];
  readonly intercept: number;
  /** Standard deviation of the errors, by greatest likelihood: the mean is over all n points. */
  readonly sigma: number;
}

export interface Regression extends LeastSquares {
  readonly logLikelihood: number;
}

/** Newton steps, and halvings of one, before it is given up. */
const MOST_STEPS = 200;
const MOST_HALVINGS = 60;
/** Singular values of the centred predictors; below this part of the largest, one is a combination of the others. */
const RANK_TOLERANCE = 1e-9;
/** Relative to the largest |y|: below it, all points lie on the fit. */
const NO_ERROR = 1e-9;

/** Null where no fit is best: too few points with known y to leave an error, or predictors that they cannot tell apart. */
export function fitCensored(points: readonly RegressionPoint[]): Regression | null {
  const known = points.filter(({ isCensored }) => !isCensored);
  const start = leastSquares(known);
  if (!start || known.length < start.slopes.length + 2) return null;
  if (!(start.sigma > NO_ERROR * Math.max(...known.map(({ y }) => Math.abs(y))))) return null;
  // z = (y − intercept − slopes·x)/σ is linear in the parameters: the product of these rows with them.
  const rows = points.map(({ x, y }) => [y, -1, ...x.map((value) => -value)]);
  let parameters = [1, start.intercept, ...start.slopes].map((x) => x / start.sigma);
  let best = logLikelihood(parameters, points, rows);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = newtonStep(parameters, points, rows);
    const [next, value] = climb(parameters, direction, (tried) => logLikelihood(tried, points, rows));
    const gained = value - best;
    [parameters, best] = [next, value];
    if (gained < 1e-13 * Math.max(1, Math.abs(best))) break;
  }
  const [precision = NaN, interceptRatio = NaN, ...slopeRatios] = parameters;
  return {
    slopes: slopeRatios.map((ratio) => ratio / precision),
    intercept: interceptRatio / precision,
    sigma: 1 / precision,
    logLikelihood: best,
  };
}

/** Predictors less their means, a row per point. */
function centred(points: readonly RegressionPoint[]): Matrix {
  const means = (points[0]?.x ?? []).map((_, i) => mean(points.map(({ x }) => x[i] ?? NaN)));
  return new Matrix(points.map(({ x }) => x.map((value, i) => value - (means[i] ?? NaN))));
}

/** Least squares of the points as they stand. Null where the points cannot tell the predictors apart. */
export function leastSquares(points: readonly RegressionPoint[]): LeastSquares | null {
  const predictors = points[0]?.x.length;
  if (predictors === undefined) return null;
  const meanY = mean(points.map(({ y }) => y));
  let slopes: number[] = [];
  if (predictors > 0) {
    const design = centred(points);
    const { diagonal } = new SingularValueDecomposition(design, { autoTranspose: true });
    const [largest, smallest] = [Math.max(...diagonal), Math.min(...diagonal)];
    if (points.length <= predictors || !(smallest > RANK_TOLERANCE * largest)) return null;
    const response = Matrix.columnVector(points.map(({ y }) => y - meanY));
    slopes = solve(design.transpose().mmul(design), design.transpose().mmul(response)).to1DArray();
  }
  const intercept = mean(points.map(({ x, y }) => y - dot(slopes, x)));
  const sigma = Math.sqrt(mean(points.map(({ x, y }) => (y - intercept - dot(slopes, x)) ** 2)));
  return { slopes, intercept, sigma };
}

/**
 * Student's interval of a slope where no point is censored. Null where no residual is left to tell: as many parameters
 * as points, or all of them on the fit.
 */
export function studentBounds(points: readonly RegressionPoint[], index: number, level: number): Bounds | null {
  const fit = leastSquares(points);
  const freedom = points.length - (fit?.slopes.length ?? 0) - 1;
  if (!fit || freedom < 1 || fit.sigma === 0) return null;
  const design = centred(points);
  const variance = inverse(design.transpose().mmul(design)).get(index, index);
  const slope = fit.slopes[index] ?? NaN;
  const reach = studentQuantile(level, freedom) * Math.sqrt(((fit.sigma ** 2 * points.length) / freedom) * variance);
  return { low: slope - reach, high: slope + reach, level };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

/** −∞ where the precision is not above 0. */
function logLikelihood(
  parameters: readonly number[],
  points: readonly RegressionPoint[],
  rows: readonly number[][],
): number {
  const [precision = 0] = parameters;
  if (!(precision > 0)) return -Infinity;
  const ofKnown = Math.log(precision) - Math.log(2 * Math.PI) / 2;
  return rows.reduce((sum, row, i) => {
    const z = dot(row, parameters);
    return sum + (points[i]?.isCensored ? logUpperTail(z) : ofKnown - (z * z) / 2);
  }, 0);
}

function newtonStep(
  parameters: readonly number[],
  points: readonly RegressionPoint[],
  rows: readonly number[][],
): number[] {
  const [size, precision] = [parameters.length, parameters[0] ?? NaN];
  const gradient = Matrix.zeros(size, 1);
  const curvature = Matrix.zeros(size, size);
  rows.forEach((row, i) => {
    const z = dot(row, parameters);
    const isCensored = points[i]?.isCensored ?? false;
    const hazard = normalHazard(z);
    const [pull, bend] = isCensored ? [hazard, hazard * (hazard - z)] : [z, 1];
    const column = Matrix.columnVector(row);
    gradient.sub(column.clone().mul(pull));
    curvature.add(column.mmul(column.transpose()).mul(bend));
    if (isCensored) return;
    gradient.set(0, 0, gradient.get(0, 0) + 1 / precision);
    curvature.set(0, 0, curvature.get(0, 0) + 1 / precision ** 2);
  });
  return solve(curvature, gradient).to1DArray();
}

/** Along `direction`, halved until the value does not fall. */
function climb(
  from: readonly number[],
  direction: readonly number[],
  value: (parameters: readonly number[]) => number,
): [number[], number] {
  const start = value(from);
  for (let halving = 0, length = 1; halving < MOST_HALVINGS; halving++, length /= 2) {
    const tried = from.map((x, i) => x + length * (direction[i] ?? 0));
    const reached = value(tried);
    if (reached >= start) return [tried, reached];
  }
  return [[...from], start];
}

/** The points as they would be if a slope were known: what it explains is taken off, and its predictor. */
const holding = (points: readonly RegressionPoint[], index: number, slope: number): RegressionPoint[] =>
  points.map(({ x, y, isCensored }) => ({
    x: x.filter((_, i) => i !== index),
    y: y - slope * (x[index] ?? NaN),
    isCensored,
  }));

/**
 * Values of a slope whose best fit is not much less likely than `best`. The margin is such that without censored points
 * the interval is exactly Student's: m·ln(1 + t²/f) for m points with known y and f = m − parameters, in twice the
 * log-likelihood.
 */
export function profileBounds(
  points: readonly RegressionPoint[],
  best: Regression,
  { index, level }: { readonly index: number; readonly level: number },
): Bounds {
  const m = points.filter(({ isCensored }) => !isCensored).length;
  const freedom = m - best.slopes.length - 1;
  const margin = m * Math.log1p(studentQuantile(level, freedom) ** 2 / freedom);
  const slope = best.slopes[index] ?? NaN;
  const isLikely = (tried: number): boolean => {
    const { logLikelihood: value } = fitCensored(holding(points, index, tried)) ?? { logLikelihood: -Infinity };
    return 2 * (best.logLikelihood - value) <= margin;
  };
  const end = (direction: 1 | -1): number => {
    let [inside, reach] = [0, best.sigma];
    while (isLikely(slope + direction * reach)) [inside, reach] = [reach, 2 * reach];
    let outside = reach;
    for (let i = 0; i < 60; i++) {
      const middle = (inside + outside) / 2;
      if (isLikely(slope + direction * middle)) inside = middle;
      else outside = middle;
    }
    return slope + direction * inside;
  };
  return { low: end(-1), high: end(1), level };
}
