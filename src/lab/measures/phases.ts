/**
 * Memorization, circuit formation, cleanup: where one ends and the next begins, by a rule. Nanda et al. 2023 (§5.2)
 * choose the boundaries by eye, at the inflections of these curves; the rule is ours.
 */
import type { Evaluation } from '../training/summary.ts';

/** Epochs; null: not within the run. */
export interface Phases {
  /** Memorization ends: the excluded loss (training pairs, log, mean of three checkpoints) is smallest. */
  readonly memorizationEnds: number | null;
  /** Circuit formation ends: over the 200 epochs from here log test loss falls by 1 in 500 on average, or faster. */
  readonly circuitEnds: number | null;
  /** Cleanup ends: restricted and full test loss within 10 % of each other, and the Gini coefficient of W_L rises at less than 5 % of its fastest since memorization ended. */
  readonly cleanupEnds: number | null;
}

/** What the rule looks at, over the checkpoints. */
export interface PhaseCurves {
  readonly epochs: readonly number[];
  readonly loss: Readonly<
    Record<'full' | 'restricted' | 'excluded', { readonly train: readonly number[]; readonly test: readonly number[] }>
  >;
  readonly gini: readonly number[];
}

const FALL_PER_EPOCH = 1 / 500;
const SUSTAINED_EPOCHS = 200;
const AGREEMENT = 0.1;
const SLOW_SHARE = 0.05;

export function phasesOf(rows: readonly Evaluation[], curves: PhaseCurves): Phases {
  const memorizationEnds = epochOfSmallest(curves.epochs, smoothedLog(curves.loss.excluded.train));
  const circuitEnds = memorizationEnds === null ? null : fallFrom(rows, memorizationEnds);
  return {
    memorizationEnds,
    circuitEnds,
    cleanupEnds:
      memorizationEnds === null || circuitEnds === null ? null : settledFrom(curves, memorizationEnds, circuitEnds),
  };
}

/** Mean of the logarithms of a value and its neighbours. */
const smoothedLog = (values: readonly number[]): number[] =>
  values.map((_, i) => {
    const window = values.slice(Math.max(0, i - 1), i + 2).map((x) => Math.log(x));
    return window.reduce((sum, x) => sum + x, 0) / window.length;
  });

/** Null where the smallest is the last: it has not risen since. */
function epochOfSmallest(epochs: readonly number[], values: readonly number[]): number | null {
  const smallest = values.indexOf(Math.min(...values));
  return smallest < 0 || smallest === values.length - 1 ? null : (epochs[smallest] ?? null);
}

/** First epoch after `start` from which the log test loss falls at least so fast over the next 200 epochs. */
function fallFrom(rows: readonly Evaluation[], start: number): number | null {
  const later = rows.filter(({ epoch }) => epoch >= start);
  const falls = later.find((row, i) => {
    const end = later.slice(i).find(({ epoch }) => epoch >= row.epoch + SUSTAINED_EPOCHS);
    if (!end) return false;
    return Math.log(end.testLoss / row.testLoss) <= -FALL_PER_EPOCH * (end.epoch - row.epoch);
  });
  return falls?.epoch ?? null;
}

function settledFrom({ epochs, loss, gini }: PhaseCurves, since: number, start: number): number | null {
  const slopes = gini.map((x, i) => {
    const [before, span] = [gini[i - 1], (epochs[i] ?? 0) - (epochs[i - 1] ?? 0)];
    return before === undefined || span === 0 ? 0 : (x - before) / span;
  });
  const fastest = Math.max(...slopes.filter((_, t) => (epochs[t] ?? 0) > since));
  const i = epochs.findIndex((epoch, t) => {
    const [full, restricted] = [loss.full.test[t] ?? NaN, loss.restricted.test[t] ?? NaN];
    return epoch > start && Math.abs(restricted / full - 1) <= AGREEMENT && (slopes[t] ?? 0) < SLOW_SHARE * fastest;
  });
  return epochs[i] ?? null;
}
