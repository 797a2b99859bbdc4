/**
 * What could be known when a claim was stated: how many of its runs had begun. A claim that none had begun is a prediction.
 * A run counts from its first epoch on, not from its end: its curve can be watched.
 */
import type { RunResults } from '../../lab/store/results.ts';
import { counted } from '../format.ts';

/** How many of `runs` were first carried out, or begun to be, by then. */
export const begunBy = (time: Date, runs: readonly RunResults[]): number =>
  runs.filter(({ record }) => new Date(record.executions[0]?.startedAt ?? 0) <= time).length;

interface Known {
  /** How many of its runs had begun when a claim was stated. */
  readonly begun: number;
  /** How many runs it is about. */
  readonly planned: number;
}

/** "before any of its 6 runs", "after 3 of its 15 runs", as the end of a sentence about a claim. */
export function foreknowledge({ begun, planned }: Known): string {
  if (planned === 1) return begun === 0 ? 'before its run' : 'after its run';
  const runs = counted(planned, 'run');
  if (begun === 0) return `before any of its ${runs}`;
  return begun === planned ? `after all of its ${runs}` : `after ${begun} of its ${runs}`;
}
