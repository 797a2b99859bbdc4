/** Which checkpoints are the frames of a film: dense where the accuracies change. */
import type { Evaluation } from '../training/summary.ts';
import { nearestIndex } from './nearest.ts';

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
    chosen.add(epochs[nearestIndex(times, first + (span * i) / (count - 1))] ?? 0);
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
