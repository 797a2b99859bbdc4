/** What the time cursor of a page carries: a run's accuracies at epochs that are dense where something happens. */
import { chooseFrames } from '../lab/measures/frames.ts';
import type { RunResults } from '../lab/store/results.ts';

/** Sent to the browser as JSON. */
export interface ReplayData {
  /** Ends of the slider's logarithmic scale, as in the figures: epoch 0 lies at `start`. */
  readonly start: number;
  readonly end: number;
  /** Ascending; played at constant speed from one to the next. */
  readonly epochs: readonly number[];
  /** Accuracies in ten-thousandths. */
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** Epochs to step through: initial, memorized, plateau, halfway, 95 %, final. */
  readonly moments: readonly number[];
}

const POINTS = 280;

export function replayData({ record, rows }: RunResults): ReplayData {
  const { tMem, t50, t95, t99 } = record.summary;
  const all = rows.map(({ epoch }) => epoch);
  const crossings = [tMem, t50, t95, t99].flatMap((crossing) => (crossing ? [crossing.at] : []));
  const wanted = new Set([...chooseFrames(rows, all, POINTS), ...crossings]);
  const kept = rows.filter(({ epoch }) => wanted.has(epoch));
  const end = all.at(-1) ?? 1;
  const plateau = tMem && t50 ? Math.sqrt(tMem.at * t50.at) : null;
  const moments = [0, tMem?.at, plateau, t50?.at, t95?.at, end].filter((epoch) => typeof epoch === 'number');
  return {
    start: (all[1] ?? 1) / 2,
    end,
    epochs: kept.map(({ epoch }) => epoch),
    train: kept.map(({ trainAccuracy }) => Math.round(1e4 * trainAccuracy)),
    test: kept.map(({ testAccuracy }) => Math.round(1e4 * testAccuracy)),
    moments: moments.map((moment) => kept.find(({ epoch }) => epoch >= moment)?.epoch ?? end),
  };
}
