/**
 * Times to an event over a set of runs. `measures` reads the checkpoints of one run; this folder reads what several
 * runs have become, so it comes after it in the order of imports and needs nothing of it.
 *
 * A run is looked at every so many epochs and not for ever: its time is known up to the evaluations around it, or known
 * to be later than the last one. Nothing here leaves such a run out, and nothing averages the others.
 */
import type { RunSpec } from '../spec.ts';
import type { Crossing, Evaluation, Summary } from '../training/summary.ts';

/** Seen at evaluation `at` and not at the one before: in (after, at], in epochs. Exactly `at` where both are equal. */
export interface Seen {
  readonly isCensored: false;
  readonly after: number;
  readonly at: number;
}

/** Not seen up to epoch `after`, the last one looked at. */
export interface Censored {
  readonly isCensored: true;
  readonly after: number;
}

export type EventTime = Seen | Censored;

export const seen = (at: number, after = at): Seen => ({ isCensored: false, after, at });
export const censored = (after: number): Censored => ({ isCensored: true, after });

/** @param followedTo last epoch at which the run was evaluated. */
export function timeOf(crossing: Crossing | null, followedTo: number): EventTime {
  if (!crossing) return censored(followedTo);
  // What held at the first evaluation began at epoch 0 at the earliest.
  return seen(crossing.at, crossing.after ?? 0);
}

/** Training accuracy of 99 %, then test accuracy of 50, 95 and 99 %. */
export const CROSSINGS = ['tMem', 't50', 't95', 't99'] as const;
export type CrossingName = (typeof CROSSINGS)[number];

interface Told {
  readonly spec: Pick<RunSpec, 'epochs'>;
  readonly summary: Pick<Summary, CrossingName | 'outcome' | 'epochs'>;
}

/**
 * Time of a run to one of the crossings of its summary. A run that diverged first will not get there however long it
 * is trained: it counts as not there within its whole budget, and not as lost from sight when it diverged, which would
 * let it grok like the others.
 * Source: Fine & Gray 1999, J. Am. Stat. Assoc. 94, 496–509 (risk set of the subdistribution).
 */
export const timeTo = (event: CrossingName, { spec, summary }: Told): EventTime =>
  timeOf(summary[event], summary.outcome === 'diverged' ? spec.epochs : summary.epochs);

/**
 * First evaluation from which on both accuracies are at least 99 % for so many epochs: some runs get there, fall back and
 * come again, some of them after longer than that. Later than the last evaluation that was below, where they were not
 * followed for long enough.
 * Source: the "stable basin" of the stop rule (training/summary.ts), with one length for all runs.
 * @param basin epochs
 */
export function timeToStay(rows: readonly Evaluation[], { spec, summary }: Told, basin: number): EventTime {
  const level = Math.fround(0.99);
  const isIn = (row: Evaluation): boolean =>
    Math.fround(row.trainAccuracy) >= level && Math.fround(row.testAccuracy) >= level;
  let start: number | null = null;
  for (const [i, row] of rows.entries()) {
    if (!isIn(row)) start = null;
    else {
      start ??= i;
      const first = rows[start]?.epoch ?? 0;
      if (row.epoch - first >= basin) return seen(first, rows[start - 1]?.epoch ?? 0);
    }
  }
  if (summary.outcome === 'diverged') return censored(spec.epochs);
  return censored(rows.findLast((row) => !isIn(row))?.epoch ?? 0);
}

/** Last epoch at which the run was still waited for. */
export const lastSeen = (time: EventTime): number => (time.isCensored ? time.after : time.at);
