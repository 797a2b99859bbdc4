/** Several runs of one experiment as one: medians over seeds. */
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { Evaluation } from '../lab/training/summary.ts';
import type { Point } from './downsample.ts';
import { parametersInWords, shortLabel, sweepOf } from './variedParameters.ts';

/**
 * Median at every epoch that all `curves` have. It ends where the first of them stops: beyond, it would be a median of
 * fewer, or of values that a stopped run no longer has.
 */
export function medianOfCurves(curves: readonly (readonly Point[])[]): Point[] {
  const [first = [], ...others] = curves;
  const valueAt = others.map((points) => new Map(points.map(({ epoch, value }) => [epoch, value])));
  return first.flatMap(({ epoch, value }) => {
    const shared = [value, ...valueAt.flatMap((at) => at.get(epoch) ?? [])];
    return shared.length === curves.length ? [{ epoch, value: median(shared) }] : [];
  });
}

/** Median over `runs` at every epoch at which all of them were evaluated. */
export const medianCurve = (runs: readonly RunResults[], value: (row: Evaluation) => number): Point[] =>
  medianOfCurves(runs.map(({ rows }) => rows.map((row) => ({ epoch: row.epoch, value: value(row) }))));

/** Median over `runs` of the first epoch at which `value` is at least `level`; Infinity where half never get there. */
export const medianPassage = (runs: readonly RunResults[], value: (row: Evaluation) => number, level: number): number =>
  median(runs.map(({ rows }) => rows.find((row) => value(row) >= level)?.epoch ?? Infinity));

/**
 * Median of accuracies along time instead of along height: through (median epoch of passing ℓ, ℓ) for every
 * level ℓ, linear between evaluations. Curves that rise steeply at different times keep their shape, and the line
 * passes 95 % at the median of t_95, which the median of heights does not. Drawn on to the last epoch of the
 * longest run. Source: ours.
 */
export function medianRise(runs: readonly RunResults[], value: (row: Evaluation) => number): Point[] {
  const start = median(runs.flatMap(({ rows: [row] }) => (row ? [value(row)] : [])));
  const end = Math.max(...runs.map(({ rows }) => rows.at(-1)?.epoch ?? 0));
  const points: Point[] = [{ epoch: 0, value: start }];
  for (let i = 1; i <= LEVEL_COUNT; i++) {
    const level = i / LEVEL_COUNT;
    if (level <= start) continue;
    const epoch = median(runs.map(({ rows }) => passage(rows, value, level)));
    if (!Number.isFinite(epoch)) break;
    points.push({ epoch, value: level });
  }
  const last = points.at(-1);
  return last && last.epoch < end ? [...points, { epoch: end, value: last.value }] : points;
}

/** When `value` first reaches `level`, between evaluations; Infinity where it does not. */
function passage(rows: readonly Evaluation[], value: (row: Evaluation) => number, level: number): number {
  const i = rows.findIndex((row) => value(row) >= level);
  const after = rows[i];
  const before = rows[i - 1] ?? after;
  if (!after || !before) return Infinity;
  const rise = value(after) - value(before);
  return rise > 0 ? before.epoch + ((level - value(before)) / rise) * (after.epoch - before.epoch) : after.epoch;
}

const LEVEL_COUNT = 200;

/** First epoch with test accuracy ≥ 95 %: the run's, or the median over runs; null where it lies beyond the budget. */
export function transitionEpoch(runs: readonly RunResults[]): number | null {
  const epoch = median(runs.map(({ record }) => record.summary.t95?.at ?? Infinity));
  return Number.isFinite(epoch) ? Math.round(epoch) : null;
}

/** Evaluations a drawn line must pass through: the crossings, the one before each, and the peaks. */
export function turningEpochs({ record: { summary } }: RunResults): Set<number> {
  const crossings = [summary.tMem, summary.t50, summary.t95, summary.t99];
  const epochs = crossings.flatMap((crossing) => (crossing ? [crossing.after ?? 0, crossing.at] : []));
  return new Set([...epochs, summary.peakTestLoss.epoch, summary.peakSumSquaredWeights.epoch]);
}

/** What tells the runs of a sweep apart, in words, and its value in each; null where it is the seed alone. */
export function variation(runs: readonly RunResults[]): { name: string; values: string[] } | null {
  const sweep = sweepOf(runs);
  if (!sweep) return null;
  const labels = new Map(sweep.cells.flatMap((cell) => cell.runs.map((run) => [run, shortLabel(sweep, cell)])));
  return { name: parametersInWords(sweep), values: runs.map((run) => labels.get(run) ?? '') };
}

/** "seed 0", or for several "median of 4 seeds". */
export function seedsInWords(runs: readonly RunResults[]): string {
  const [first] = runs;
  const varied = variation(runs);
  if (varied) return `median over ${varied.name} ${[...new Set(varied.values)].join(', ')}`;
  return runs.length > 1 ? `median of ${runs.length} seeds` : `seed ${first?.record.spec.seed ?? '?'}`;
}
