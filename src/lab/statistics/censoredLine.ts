/**
 * The straight line y = intercept + slope·x with normal errors of greatest likelihood, where of some points only
 * "y is above" is known. In Olsen's parameters (1/σ, intercept/σ, slope/σ) the log-likelihood is concave: Newton's
 * method finds the one maximum.
 * Source: Tobin 1958, Econometrica 26, 24–36; Olsen 1978, Econometrica 46, 1211–1215.
 */
import { Matrix, solve } from 'ml-matrix';
import { logUpperTail, normalHazard, studentQuantile } from './distributions.ts';
import type { Bounds } from './bounds.ts';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  /** The true y is above `y`. */
  readonly isCensored: boolean;
}

export interface CensoredLine {
  readonly slope: number;
  readonly intercept: number;
  /** Standard deviation of the errors. */
  readonly sigma: number;
  readonly logLikelihood: number;
}

/** Newton steps, and halvings of one, before it is given up. */
const MOST_STEPS = 200;
const MOST_HALVINGS = 60;

/**
 * @param slope fixes it. Null where no line is best: fewer than three points with known y, at fewer than two x, or
 * all of them on one line.
 */
export function fitLine(points: readonly LinePoint[], slope?: number): CensoredLine | null {
  const known = points.filter(({ isCensored }) => !isCensored);
  if (known.length < 3 || new Set(known.map(({ x }) => x)).size < 2) return null;
  // z = (y − intercept − slope·x)/σ is linear in the parameters: the product of these rows with them.
  const rows = points.map(({ x, y }) => (slope === undefined ? [y, -1, -x] : [y - slope * x, -1]));
  const start = leastSquares(known, slope);
  if (!(start.sigma > 1e-9 * Math.max(...known.map(({ y }) => Math.abs(y))))) return null;
  let parameters = [1, start.intercept, ...(slope === undefined ? [start.slope] : [])].map((x) => x / start.sigma);
  let best = logLikelihood(parameters, points, rows);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = newtonStep(parameters, points, rows);
    const [next, value] = climb(parameters, direction, (tried) => logLikelihood(tried, points, rows));
    const gained = value - best;
    [parameters, best] = [next, value];
    if (gained < 1e-13 * Math.max(1, Math.abs(best))) break;
  }
  const [precision = NaN, interceptRatio = NaN, slopeRatio = NaN] = parameters;
  return {
    slope: slope ?? slopeRatio / precision,
    intercept: interceptRatio / precision,
    sigma: 1 / precision,
    logLikelihood: best,
  };
}

/** Least squares of the points as they stand; `sigma` by greatest likelihood, divided by n. */
export function leastSquares(points: readonly LinePoint[], fixedSlope?: number): Omit<CensoredLine, 'logLikelihood'> {
  const mean = (of: (point: LinePoint) => number): number => points.reduce((s, p) => s + of(p), 0) / points.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const slope = fixedSlope ?? mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) ** 2);
  const intercept = meanY - slope * meanX;
  return { slope, intercept, sigma: Math.sqrt(mean(({ x, y }) => (y - intercept - slope * x) ** 2)) };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

/** −∞ where the precision is not above 0. */
function logLikelihood(parameters: readonly number[], points: readonly LinePoint[], rows: readonly number[][]): number {
  const [precision = 0] = parameters;
  if (!(precision > 0)) return -Infinity;
  const ofKnown = Math.log(precision) - Math.log(2 * Math.PI) / 2;
  return rows.reduce((sum, row, i) => {
    const z = dot(row, parameters);
    return sum + (points[i]?.isCensored ? logUpperTail(z) : ofKnown - (z * z) / 2);
  }, 0);
}

function newtonStep(parameters: readonly number[], points: readonly LinePoint[], rows: readonly number[][]): number[] {
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

/**
 * Slopes whose best line is not much less likely than `best`. The margin is such that without censored points the
 * interval is exactly Student's: m·ln(1 + t²/(m − 2)) for m points with known y, in twice the log-likelihood.
 */
export function slopeBounds(points: readonly LinePoint[], best: CensoredLine, level: number): Bounds {
  const m = points.filter(({ isCensored }) => !isCensored).length;
  const margin = m * Math.log1p(studentQuantile(level, m - 2) ** 2 / (m - 2));
  const isLikely = (slope: number): boolean =>
    2 * (best.logLikelihood - (fitLine(points, slope)?.logLikelihood ?? -Infinity)) <= margin;
  const end = (direction: 1 | -1): number => {
    let [inside, reach] = [0, best.sigma];
    while (isLikely(best.slope + direction * reach)) [inside, reach] = [reach, 2 * reach];
    let outside = reach;
    for (let i = 0; i < 60; i++) {
      const middle = (inside + outside) / 2;
      if (isLikely(best.slope + direction * middle)) inside = middle;
      else outside = middle;
    }
    return best.slope + direction * inside;
  };
  return { low: end(-1), high: end(1), level };
}
