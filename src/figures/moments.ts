/** The moments that tell the story of a run, by name. */
import { nearestTo } from '../lab/measures/nearest.ts';
import { chooseMoments } from '../lab/measures/stages.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { Evaluation } from '../lab/training/summary.ts';

export interface Moment {
  readonly name: 'init' | 'memorized' | 'plateau' | 'onset' | 'grokked' | 'diverged' | 'final';
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
 * Epochs of init, memorized, plateau and end: those of the measure `pairs` where it was taken, otherwise what
 * `chooseMoments` makes of the evaluations. So all figures of a run mean the same epochs.
 */
function storyEpochs({ rows, record: { summary }, pairs }: RunResults): readonly [number, number, number, number] {
  const measured = pairs?.momentEpochs ?? [];
  const evaluated = rows.map(({ epoch }) => epoch);
  const chosen =
    measured.length === 4
      ? measured
      : chooseMoments(evaluated, summary).map(nearestTo(measured.length > 0 ? measured : evaluated));
  // Moments that fall together are listed once.
  const [init = 0, memorized = init, plateau = memorized] = chosen.slice(0, -1);
  return [init, memorized, plateau, chosen.at(-1) ?? init];
}

/**
 * Of `epochs` (ascending), those nearest to the run's moments: init, memorized and plateau (`chooseMoments`);
 * onset, test accuracy 50 %, where the run got there; the end, named after the run's outcome.
 */
export function momentsOf(run: RunResults, epochs: readonly number[]): Moment[] {
  const { t50, outcome } = run.record.summary;
  const [init, memorized, plateau, end] = storyEpochs(run);
  const wanted: [Moment['name'], number][] = [
    ['init', init],
    ['memorized', memorized],
    ['plateau', plateau],
    ...(t50 ? [['onset', t50.at] as [Moment['name'], number]] : []),
    [outcome === 'not within budget' ? 'final' : outcome, end],
  ];
  return wanted.map(([name, at]) => {
    const epoch = nearestTo(epochs)(at);
    return { name, epoch, row: rowAt(run, epoch) };
  });
}
