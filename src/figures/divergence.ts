/** Runs whose numbers end in NaN or Infinity: when it happened, and how sentences and tables say so. */
import type { RunResults } from '../lab/store/results.ts';
import type { Evaluation } from '../lab/training/summary.ts';
import { formatCount } from './format.ts';
import { variation } from './seeds.ts';

const isFiniteRow = ({ trainLoss, testLoss, sumSquaredWeights }: Evaluation): boolean =>
  Number.isFinite(trainLoss) && Number.isFinite(testLoss) && Number.isFinite(sumSquaredWeights);

/** First epoch at which the loss or the weights of a run are not finite; null where they stay finite. */
export const divergenceEpoch = ({ record, rows }: RunResults): number | null =>
  record.summary.divergedAt ?? rows.find((row) => !isFiniteRow(row))?.epoch ?? null;

/** "diverged at epoch 2 000". @param seenAt where a measure shows it though the curve does not */
export const divergedAt = (run: RunResults, seenAt: number): string =>
  `diverged at epoch ${formatCount(divergenceEpoch(run) ?? seenAt)}`;

/** "the run diverged at epoch 2 000", for several "seed 1 diverged at epoch 2 000, seed 3 …"; null where none did. */
export function divergenceInWords(runs: readonly RunResults[]): string | null {
  const varied = variation(runs);
  const diverged = runs.flatMap((run, i) => {
    const epoch = divergenceEpoch(run);
    const one = varied ? `${varied.name} ${varied.values[i] ?? ''}` : `seed ${run.record.spec.seed}`;
    return epoch === null ? [] : [{ who: runs.length > 1 ? one : 'the run', epoch }];
  });
  if (diverged.length === 0) return null;
  return diverged.map(({ who, epoch }) => `${who} diverged at epoch ${formatCount(epoch)}`).join(', ');
}

/**
 * The runs a sentence can tell of, each cut to its evaluations before it diverged: the one run, or of several those
 * that stay finite. `divergence` is for the others, as `divergenceInWords`.
 */
export function tellable(runs: readonly RunResults[]): { told: RunResults[]; divergence: string | null } {
  const told = runs
    .filter((run) => runs.length === 1 || divergenceEpoch(run) === null)
    .map((run) => ({ ...run, rows: run.rows.filter(isFiniteRow) }))
    .filter(({ rows }) => rows.length > 0);
  return { told, divergence: divergenceInWords(runs) };
}

/** Largest of the finite values; `least` where none is larger. */
export function largestFinite(values: Iterable<number>, least: number): number {
  let largest = least;
  for (const x of values) if (Number.isFinite(x) && x > largest) largest = x;
  return largest;
}
