/** Which checkpoints an animation of the transition shows. */
import type { Evaluation } from '../training/summary.ts';

/** Index of the one of `epochs` that is nearest to `wanted`, the first of two; −1 where there is none. */
export function nearestIndex(epochs: readonly number[], wanted: number): number {
  const distances = epochs.map((epoch) => Math.abs(epoch - wanted));
  return distances.indexOf(Math.min(...distances));
}

/**
 * About `count` of `epochs`, the first and the last among them: spread evenly over a clock that runs partly
 * with log-epoch and mostly with the change of the two accuracies, so that frames are dense where something
 * happens. Source: ours.
 */
export function chooseFrames(rows: readonly Evaluation[], epochs: readonly number[], count = 96): number[] {
  const clock = transitionClock(rows);
  const times = epochs.map(clock);
  const first = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - first;
  const chosen = new Set<number>();
  for (let i = 0; i < count; i++) {
    const wanted = first + (span * i) / (count - 1);
    const nearest = times.reduce(
      (best, time, j) => (Math.abs(time - wanted) < Math.abs((times[best] ?? 0) - wanted) ? j : best),
      0,
    );
    chosen.add(epochs[nearest] as number);
  }
  return [...chosen].sort((x, y) => x - y);
}

/** The most that `chooseFrames` gives without exceeding `limit`: several of those asked for may be one. */
export function chooseFramesWithin(limit: number, rows: readonly Evaluation[], epochs: readonly number[]): number[] {
  for (let count = 96; count > limit; count--) {
    const frames = chooseFrames(rows, epochs, count);
    if (frames.length <= limit) return frames;
  }
  return chooseFrames(rows, epochs, limit);
}

const LOG_SHARE = 0.35;

/** Increasing function of the epoch, 0 at the start and 1 at the end of the curve. */
function transitionClock(rows: readonly Evaluation[]): (epoch: number) => number {
  const last = rows.at(-1)?.epoch ?? 1;
  const change = new Map<number, number>();
  let total = 0;
  rows.forEach((row, i) => {
    const previous = rows[i - 1] ?? row;
    total +=
      Math.max(0, row.testAccuracy - previous.testAccuracy) +
      Math.max(0, row.trainAccuracy - previous.trainAccuracy) / 2;
    change.set(row.epoch, total);
  });
  return (epoch) => {
    const progress = total > 0 ? (change.get(epoch) ?? 0) / total : 0;
    return LOG_SHARE * (Math.log1p(epoch) / Math.log1p(last)) + (1 - LOG_SHARE) * progress;
  };
}

/**
 * Four moments that tell the story: initial, memorized (t_mem), midway between t_mem and t_50 in log-epoch
 * (the plateau) and final; the nearest of `epochs` to each.
 */
export function chooseMoments(
  epochs: readonly number[],
  { tMem, t50 }: { tMem: number | null; t50: number | null },
): number[] {
  const last = epochs.at(-1) ?? 0;
  const memorized = tMem ?? last / 100;
  const plateau = Math.sqrt(memorized * (t50 ?? last));
  const nearest = (wanted: number): number =>
    epochs.reduce((best, epoch) => (Math.abs(epoch - wanted) < Math.abs(best - wanted) ? epoch : best), 0);
  return [...new Set([0, nearest(memorized), nearest(plateau), last])];
}

/** A named moment of a run and the checkpoint nearest to it. */
export interface Stage {
  readonly name: 'init' | 'memorized' | 'plateau' | 'onset' | 'grokked' | 'end';
  readonly epoch: number;
}

/**
 * The moments of `chooseMoments` and, between plateau and end, the onset (t_50) and "grokked" (t_99), where the run
 * gets there. Stages that fall on one of `epochs` are one, under the name that comes first.
 */
export function chooseStages(
  epochs: readonly number[],
  { tMem, t50, t99 }: { tMem: number | null; t50: number | null; t99: number | null },
): Stage[] {
  const nearest = (wanted: number): number =>
    epochs.reduce((best, epoch) => (Math.abs(epoch - wanted) < Math.abs(best - wanted) ? epoch : best), epochs[0] ?? 0);
  const last = epochs.at(-1) ?? 0;
  const memorized = tMem ?? last / 100;
  const stages: Stage[] = [
    { name: 'init', epoch: epochs[0] ?? 0 },
    { name: 'memorized', epoch: nearest(memorized) },
    { name: 'plateau', epoch: nearest(Math.sqrt(memorized * (t50 ?? last))) },
    ...(t50 === null ? [] : [{ name: 'onset', epoch: nearest(t50) } as const]),
    ...(t99 === null ? [] : [{ name: 'grokked', epoch: nearest(t99) } as const]),
    { name: 'end', epoch: last },
  ];
  return stages.filter(({ epoch }, i) => stages.findIndex((stage) => stage.epoch === epoch) === i);
}
