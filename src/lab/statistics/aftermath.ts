/**
 * What becomes of a run once it has generalized, or knows its training pairs: a time alone does not say whether it stays
 * there.
 */
import type { Evaluation } from '../training/summary.ts';

export interface AftermathRule {
  /** @default testAccuracy */
  readonly of?: 'trainAccuracy' | 'testAccuracy';
  /** Accuracy that counts as having got there, and as being back. @default 0.99 */
  readonly reached?: number;
  /** Accuracy below which it has fallen. @default 0.9 */
  readonly fallen?: number;
}

export interface Aftermath {
  /** First evaluation at `reached`. */
  readonly start: number;
  /** Epochs it was followed from then on. */
  readonly epochs: number;
  /** The smallest accuracy from then on, and where it first was. */
  readonly lowest: { readonly epoch: number; readonly accuracy: number };
  /** How often it fell below `fallen`; it has to be back at `reached` to fall again. */
  readonly falls: number;
}

/**
 * Null for a run that never got there. Accuracies are compared as float32, as they are stored. Of a run that diverged they
 * say what its argmax says once nothing is a number any more: `summary.divergedAt` has to be told beside them.
 */
export function aftermathOf(
  rows: readonly Evaluation[],
  { of = 'testAccuracy', reached = 0.99, fallen = 0.9 }: AftermathRule = {},
): Aftermath | null {
  const [back, down] = [Math.fround(reached), Math.fround(fallen)];
  const first = rows.findIndex((row) => Math.fround(row[of]) >= back);
  const start = rows[first];
  if (!start) return null;
  let [lowest, isDown, falls] = [start, false, 0];
  for (const row of rows.slice(first)) {
    const accuracy = Math.fround(row[of]);
    if (accuracy < Math.fround(lowest[of])) lowest = row;
    if (isDown) isDown = accuracy < back;
    else if (accuracy < down) [isDown, falls] = [true, falls + 1];
  }
  return {
    start: start.epoch,
    epochs: (rows.at(-1)?.epoch ?? start.epoch) - start.epoch,
    lowest: { epoch: lowest.epoch, accuracy: lowest[of] },
    falls,
  };
}

/** A fall of the training pairs, and what it did to the unseen ones. */
export interface Fall {
  /** First evaluation below `fallen`. */
  readonly epoch: number;
  /** Test accuracy at the first evaluation that is back at `reached`, less that at the last one before the fall. */
  readonly gain: number;
}

/** Falls of the training pairs that the run came back from, by the rule of `aftermathOf`. */
export function fallsOf(
  rows: readonly Evaluation[],
  { reached = 0.99, fallen = 0.9 }: Omit<AftermathRule, 'of'> = {},
): Fall[] {
  const [back, down] = [Math.fround(reached), Math.fround(fallen)];
  const falls: Fall[] = [];
  let known: Evaluation | undefined;
  let fall: number | null = null;
  for (const row of rows) {
    const accuracy = Math.fround(row.trainAccuracy);
    if (accuracy >= back) {
      if (known && fall !== null) falls.push({ epoch: fall, gain: row.testAccuracy - known.testAccuracy });
      [known, fall] = [row, null];
    } else if (known && accuracy < down) fall ??= row.epoch;
  }
  return falls;
}
