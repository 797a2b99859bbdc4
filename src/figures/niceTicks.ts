/** Round numbers for linear axes. */

/** Multiples of 1, 2 or 5 times a power of ten from 0 to the first that is at least `peak`: at most `steps` + 1 of them. */
export function niceTicks(peak: number, steps = 5): number[] {
  const power = 10 ** Math.floor(Math.log10(peak / 3));
  const step = [1, 2, 5, 10, 20].map((n) => n * power).find((size) => peak / size <= steps) ?? 20 * power;
  const count = Math.ceil(peak / step);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(3)));
}
