/** The moments that tell the story of a run, by name. */
import type { RunResults } from '../lab/store/results.ts';
import type { Evaluation } from '../lab/training/summary.ts';

export type MomentName = 'init' | 'memorized' | 'plateau' | 'onset' | 'grokked';

export interface Moment {
  readonly name: MomentName | 'final';
  readonly epoch: number;
  readonly row: Evaluation;
}

/** The evaluation at `epoch`, or the last before it. @throws TypeError for an empty curve. */
export function rowAt({ rows, record }: RunResults, epoch: number): Evaluation {
  const row = rows.findLast((candidate) => candidate.epoch <= epoch) ?? rows[0];
  if (!row) throw new TypeError(`rowAt: run ${record.id} has no evaluations`);
  return row;
}

/**
 * Of `epochs` (ascending), those nearest to: the start; train accuracy 99 %; the middle of the plateau (between
 * that and test accuracy 50 %, in log-epoch); test accuracy 50 %; the end. A run that did not generalize has no
 * onset, and its end is called "final".
 */
export function momentsOf(run: RunResults, epochs: readonly number[]): Moment[] {
  const { tMem, t50, outcome } = run.record.summary;
  const last = epochs.at(-1) ?? 0;
  const memorized = tMem?.at ?? last / 100;
  const nearest = (wanted: number): number =>
    epochs.reduce((best, x) => (Math.abs(x - wanted) < Math.abs(best - wanted) ? x : best), epochs[0] ?? 0);
  const wanted: [Moment['name'], number][] = [
    ['init', 0],
    ['memorized', memorized],
    ['plateau', Math.sqrt(memorized * (t50?.at ?? last))],
    ...(t50 ? [['onset', t50.at] as [Moment['name'], number]] : []),
    [outcome === 'grokked' ? 'grokked' : 'final', last],
  ];
  return wanted.map(([name, at]) => {
    const epoch = nearest(at);
    return { name, epoch, row: rowAt(run, epoch) };
  });
}
