/** The nearest of some numbers, as checkpoints to a moment. */

/** Index of the one of `values` that is nearest to `wanted`, the first of two; −1 where none is. */
export function nearestIndex(values: ArrayLike<number>, wanted: number): number {
  let [nearest, least] = [-1, Infinity];
  for (let i = 0; i < values.length; i++) {
    const distance = Math.abs((values[i] ?? NaN) - wanted);
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/** Which of `epochs` is nearest to one that is wanted; 0 where there are none. */
export const nearestTo =
  (epochs: readonly number[]) =>
  (wanted: number): number =>
    epochs[nearestIndex(epochs, wanted)] ?? 0;
