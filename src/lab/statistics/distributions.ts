/** The normal and Student's t distribution, as far as intervals need them. */
import { inverseNormal } from '../tasks/random.ts';

/** Beyond this the series cancels and the continued fraction is short. */
const FAR = 2.5;
const FRACTION_TERMS = 100;

export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Quantile of the standard normal at `probability` in (0, 1). */
export const normalQuantile = inverseNormal;

/**
 * Probability that a standard normal is at most x, relative error below 1e-12 also in the lower tail.
 * Source: Marsaglia 2004, J. Stat. Softw. 11(4) (series); Abramowitz & Stegun 26.2.14 (continued fraction).
 */
export function normalCdf(x: number): number {
  if (x > FAR) return 1 - normalDensity(x) * fractionRatio(x);
  if (x < -FAR) return normalDensity(x) * fractionRatio(-x);
  let sum = x;
  for (let term = x, k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}

/** Density over upper tail, φ(x) / (1 − Φ(x)): the hazard of a standard normal. */
export const normalHazard = (x: number): number => (x > FAR ? 1 / fractionRatio(x) : normalDensity(x) / normalCdf(-x));

/** Logarithm of the upper tail, also where the tail itself is below the smallest number. */
export const logUpperTail = (x: number): number =>
  x > FAR ? -(x * x) / 2 - Math.log(2 * Math.PI) / 2 + Math.log(fractionRatio(x)) : Math.log(normalCdf(-x));

/** Upper tail over density, 1/(x + 1/(x + 2/(x + 3/…))), for x above FAR. */
function fractionRatio(x: number): number {
  let denominator = x;
  for (let k = FRACTION_TERMS; k >= 1; k--) denominator = x + k / denominator;
  return 1 / denominator;
}

/**
 * The t with P(|T| ≤ t) = `level` for Student's T with a whole number of degrees of freedom.
 * Source: Abramowitz & Stegun 26.7.3 and 26.7.4, inverted by bisection of the angle atan(t/√ν).
 */
export function studentQuantile(level: number, degrees: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const angle = (low + high) / 2;
    if (withinAngle(angle, degrees) < level) low = angle;
    else high = angle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** P(|T| ≤ √ν·tan(angle)) as a finite sum. */
function withinAngle(angle: number, degrees: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
