/** Whether a run that had generalized lost it again. A time to grok alone hides this: see both accuracies. */
import { crossing, type Crossing, type Evaluation } from '../training/summary.ts';

export interface CollapseRule {
  /** Test accuracy that counts as having generalized. @default 0.95 */
  readonly reached?: number;
  /** Test accuracy below which it is lost; never above `reached`. @default 0.9 */
  readonly lost?: number;
  /** Evaluations in a row below it that count; a shorter dip may be one that training comes back from. @default 10 */
  readonly evaluations?: number;
}

export interface Collapse {
  /** When test accuracy fell below, the first time that it counts. */
  readonly fell: Crossing;
  /** Evaluations in a row below. */
  readonly evaluations: number;
  /** When it next rose to `lost` again; null: below to the end of the run. */
  readonly recovered: Crossing | null;
}

export interface Endurance {
  readonly reached: Crossing | null;
  readonly collapse: Collapse | null;
  /** The first of the largest test accuracies, and the last: a collapsed run has to show both. */
  readonly max: { readonly epoch: number; readonly testAccuracy: number };
  readonly final: { readonly epoch: number; readonly testAccuracy: number };
}

/** @param rows the whole curve, at least one row. An accuracy that is not a number is lost. */
export function enduranceOf(
  rows: readonly Evaluation[],
  { reached: level = 0.95, lost = 0.9, evaluations = 10 }: CollapseRule = {},
): Endurance {
  const [first, final] = [rows[0], rows.at(-1)];
  if (!first || !final) throw new TypeError('enduranceOf: empty curve');
  const max = rows.reduce((best, row) => (row.testAccuracy > best.testAccuracy ? row : best), first);
  const reached = crossing(rows, ({ testAccuracy }) => testAccuracy >= level);
  return {
    reached,
    collapse: reached && collapseAfter(rows, { since: reached.at, lost: Math.min(lost, level), evaluations }),
    max: { epoch: max.epoch, testAccuracy: max.testAccuracy },
    final: { epoch: final.epoch, testAccuracy: final.testAccuracy },
  };
}

interface Search {
  readonly since: number;
  readonly lost: number;
  readonly evaluations: number;
}

/** The first stretch below `lost` that is long enough, or ends in no number, from which nothing comes back. */
function collapseAfter(rows: readonly Evaluation[], { since, lost, evaluations }: Search): Collapse | null {
  const later = rows.filter(({ epoch }) => epoch >= since);
  const stretch = (start: number, end: number): Collapse => {
    const [before, first, last, back] = [start - 1, start, end - 1, end].map((i) => later[i]?.epoch);
    return {
      fell: { after: before ?? null, at: first ?? NaN },
      evaluations: end - start,
      recovered: back === undefined ? null : { after: last ?? null, at: back },
    };
  };
  let start: number | null = null;
  for (const [i, { testAccuracy }] of later.entries()) {
    if (!(testAccuracy >= lost)) start ??= i;
    else if (start !== null && i - start >= evaluations) return stretch(start, i);
    else start = null;
  }
  if (start === null) return null;
  const isGone = Number.isNaN(later.at(-1)?.testAccuracy);
  return isGone || later.length - start >= evaluations ? stretch(start, later.length) : null;
}
