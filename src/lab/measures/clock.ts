/** What the amplitudes of the measure `symmetry` say of the clock and of the pizza. Nothing here computes a network. */

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

/**
 * Mean amplitude for numbers that lie within an eighth of a turn of opposite, over that for numbers within an eighth of
 * each other: 1 on the clock, 0.20 on the pizza of Zhong et al. 2023, arXiv:2306.17844, which goes as |cos| of half the
 * angle. NaN without amplitudes. @param amplitudes [p], by difference from 0.
 */
export function oppositeRatio(amplitudes: readonly number[], k: number, p: number): number {
  const angles = amplitudes.map((_, difference) => angleBetween(difference, k, p));
  const meanWhere = (holds: (angle: number) => boolean): number => {
    const chosen = amplitudes.filter((_, difference) => holds(angles[difference] ?? NaN));
    return chosen.reduce((sum, x) => sum + x, 0) / chosen.length;
  };
  return meanWhere((angle) => angle >= Math.PI - NEAR) / meanWhere((angle) => angle <= NEAR);
}
