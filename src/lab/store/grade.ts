/** How far a second carrying-out of a spec agrees with the published one. */
import type { Evaluation, Summary } from '../training/summary.ts';

export type Grade = 'bit-identical' | 'same curve' | 'same phases' | 'different';

export interface Agreement {
  readonly grade: Grade;
  /** Largest relative difference of losses and weight norm, absolute difference of accuracies, at any evaluation. */
  readonly worst: number;
  /** t95 of the replication over that of the published run; null where one of them has none. */
  readonly t95Ratio: number | null;
}

/** "Same curve": every number of every evaluation within this. */
export const SAME_CURVE = 1e-3;
/** "Same phases": memorization and grokking come in the same order, and t95 differs by no more than this. */
export const SAME_PHASES = 0.25;

export interface Curve {
  readonly rows: readonly Evaluation[];
  readonly summary: Summary;
}

export function agreement(published: Curve, replicated: Curve): Agreement {
  const worst = worstDifference(published.rows, replicated.rows);
  const [before, after] = [published.summary.t95?.at, replicated.summary.t95?.at];
  const t95Ratio = before && after ? after / before : null;
  return { grade: gradeOf(published.summary, replicated.summary, worst, t95Ratio), worst, t95Ratio };
}

function gradeOf(published: Summary, replicated: Summary, worst: number, t95Ratio: number | null): Grade {
  if (worst === 0) return 'bit-identical';
  if (worst <= SAME_CURVE) return 'same curve';
  const samePhases =
    published.outcome === replicated.outcome &&
    (published.tMem === null) === (replicated.tMem === null) &&
    (published.t95 === null) === (replicated.t95 === null) &&
    (t95Ratio === null || Math.abs(t95Ratio - 1) <= SAME_PHASES);
  return samePhases ? 'same phases' : 'different';
}

const COLUMNS = ['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy', 'sumSquaredWeights'] as const;

/** Infinity where the curves were not evaluated at the same epochs. */
function worstDifference(xs: readonly Evaluation[], ys: readonly Evaluation[]): number {
  if (xs.length !== ys.length || xs.some(({ epoch }, i) => epoch !== ys[i]?.epoch)) return Infinity;
  const differences = xs.flatMap((x, i) =>
    COLUMNS.map((column) => {
      const y = ys[i]?.[column] ?? NaN;
      if (Object.is(x[column], y)) return 0;
      const scale = column.endsWith('Accuracy') ? 1 : Math.abs(x[column]);
      const difference = Math.abs(x[column] - y) / scale;
      return Number.isNaN(difference) ? Infinity : difference;
    }),
  );
  return differences.reduce((worst, difference) => Math.max(worst, difference), 0);
}
