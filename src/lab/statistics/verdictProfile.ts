/**
 * All that a curve has to say about its verdict, whatever the thresholds: a few numbers in place of thousands of
 * evaluations, small enough to be sent to a reader who moves them.
 *
 * A run is judged by its first evaluation at or above the level `grokked`, which can only be a record of test accuracy,
 * and by the lowest level that it stayed below afterwards for `evaluations` in a row, or for good if it ended in no number. So it is enough to
 * keep both for every record; and records after which the run stayed above where it then was, and so lost nothing by any
 * threshold, can be told together. Nothing is approximated but the accuracies, to 0.0001. Source: ours.
 */
import type { Evaluation } from '../training/summary.ts';
import type { Thresholds, Verdict } from './verdict.ts';

/** Accuracies in ten-thousandths, rounded down. */
export interface VerdictProfile {
  /** Largest train accuracy. */
  readonly train: number;
  /** Numbers of evaluations in a row that were asked for. */
  readonly counts: readonly number[];
  /**
   * In order of time, those at or above `LEAST`: a record of test accuracy and, for each count, the lowest level below
   * which the run stayed so long afterwards; one number where all are alike. `NEVER`: below no level that matters.
   */
  readonly records: readonly (readonly [reached: number, lowest: number | readonly number[]])[];
}

/** Lowest level of test accuracy that can be asked for. */
export const LEAST = 0.4;
const UNIT = 10_000;
const NEVER = UNIT + 1;

/** Largest whole t with x ≥ t / 10 000; −1 for what is not a number. */
function units(x: number): number {
  if (Number.isNaN(x)) return -1;
  const near = Math.round(x * UNIT);
  return x >= near / UNIT ? near : near - 1;
}

export function profileOf(rows: readonly Evaluation[], counts: readonly number[]): VerdictProfile {
  const test = rows.map(({ testAccuracy }) => units(testAccuracy));
  const lowest = counts.map((count) => lowestAfter(test, count));
  const records: [number, number[]][] = [];
  let best = Math.round(LEAST * UNIT) - 1;
  test.forEach((reached, i) => {
    if (reached <= best) return;
    best = reached;
    const levels = lowest.map((after) => ((after[i] ?? 0) >= reached ? NEVER : (after[i] ?? 0)));
    if (records.at(-1)?.[1].join() === levels.join()) records.pop();
    records.push([reached, levels]);
  });
  return {
    train: Math.max(...rows.map(({ trainAccuracy }) => units(trainAccuracy))),
    counts,
    records: records.map(([reached, levels]) => [reached, new Set(levels).size === 1 ? (levels[0] ?? 0) : levels]),
  };
}

/** [i]: from i on, the lowest value that is the largest of `count` in a row; −1 where the last is no number. */
function lowestAfter(values: readonly number[], count: number): number[] {
  const lowest = new Array<number>(values.length);
  let least = values.at(-1) === -1 ? -1 : NEVER;
  for (let i = values.length - 1; i >= 0; i--) {
    if (i + count <= values.length) least = Math.min(least, Math.max(...values.slice(i, i + count)));
    lowest[i] = least;
  }
  return lowest;
}

/**
 * The verdict of the curve the profile was made of: `verdictOf`, at accuracies that are whole ten-thousandths.
 * @throws RangeError for a level below `LEAST` or a count that was not asked for.
 */
export function verdictFrom({ train, counts, records }: VerdictProfile, thresholds: Thresholds): Verdict {
  const which = counts.indexOf(thresholds.evaluations);
  if (which < 0 || thresholds.grokked < LEAST) {
    const { grokked, evaluations } = thresholds;
    throw new RangeError(`verdictFrom: the profile does not tell of level ${grokked} and ${evaluations} evaluations`);
  }
  const [memorized, grokked, lost] = [thresholds.memorized, thresholds.grokked, thresholds.lost].map((level) =>
    Math.round(level * UNIT),
  ) as [number, number, number];
  const record = records.find(([reached]) => reached >= grokked);
  if (!record) return train >= memorized ? 'memorized' : 'neither';
  const [, lowest] = record;
  const level = typeof lowest === 'number' ? lowest : (lowest[which] ?? 0);
  return level < Math.min(lost, grokked) ? 'collapsed' : 'grokked';
}
