/** When a curve of a measure falls below a level, to the resolution of its checkpoints. */
import type { Crossing } from '../training/summary.ts';

/** First checkpoint with a value below `level`, and the one before it; null where none is, or where the curve begins there. */
export function fallsBelow(epochs: readonly number[], values: readonly number[], level: number): Crossing | null {
  const i = values.findIndex((x) => x < level);
  const [after, at] = [epochs[i - 1], epochs[i]];
  return after === undefined || at === undefined ? null : { after, at };
}
