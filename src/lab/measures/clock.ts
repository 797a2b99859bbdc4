/** What the amplitudes of the measure `symmetry` say of the clock and of the pizza. Nothing here computes a network. */
import { mean } from '../mean.ts';

/** An eighth of a turn. */
const NEAR = Math.PI / 4;

/**
 * Angle between two numbers that differ by d, on the circle of frequency k: 2π k d / p, folded to [0, π].
 * @param difference integer
 */
export function angleBetween(difference: number, k: number, p: number): number {
  const notches = (((k * difference) % p) + p) % p;
  return (2 * Math.PI * Math.min(notches, p - notches)) / p;
}

/** Mean over the differences whose angle `holds`. @param amplitudes [p], by difference from 0 */
function meanWhere(amplitudes: readonly number[], k: number, holds: (angle: number) => boolean): number {
  const p = amplitudes.length;
  return mean(amplitudes.filter((_, difference) => holds(angleBetween(difference, k, p))));
}

/** Mean amplitude for numbers within an eighth of a turn of each other. @param amplitudes [p], by difference from 0 */
export const sideBySide = (amplitudes: readonly number[], k: number): number =>
  meanWhere(amplitudes, k, (angle) => angle <= NEAR);

/**
 * Mean amplitude for numbers that lie within an eighth of a turn of opposite, over that for numbers side by side: 1 on the
 * clock, PIZZA_RATIO on the pizza of Zhong et al. 2023, arXiv:2306.17844, which goes as |cos| of half the angle. NaN
 * without amplitudes. @param amplitudes [p], by difference from 0
 */
export const oppositeRatio = (amplitudes: readonly number[], k: number): number =>
  meanWhere(amplitudes, k, (angle) => angle >= Math.PI - NEAR) / sideBySide(amplitudes, k);

/** Means of cos x/2 over the last and over the first eighth of a turn: 0.20. */
export const PIZZA_RATIO = (1 - Math.sin((3 * Math.PI) / 8)) / Math.sin(Math.PI / 8);
