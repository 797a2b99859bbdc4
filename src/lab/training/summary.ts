/** What a curve says about memorization and generalization. */
import type { RunSpec } from '../spec.ts';

/** One evaluation, one row of a curve. Losses are means in nats, accuracies in [0, 1]; all but `epoch` are float32. */
export interface Evaluation {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
  readonly sumSquaredWeights: number;
}

/**
 * When something first held at an evaluation: in (after, at]. `after` is the evaluation before, null if it held
 * at the first. A crossing that never came within the budget is not a number: see `Summary`.
 */
export interface Crossing {
  readonly after: number | null;
  readonly at: number;
}

export interface Summary {
  /** "grokked": train and test accuracy reached the stop rule's level and kept it over the basin. */
  readonly outcome: 'grokked' | 'not within budget' | 'diverged';
  /** Epochs trained. */
  readonly epochs: number;
  /** First epoch whose loss was not finite, if any. */
  readonly divergedAt: number | null;
  /** First train accuracy ≥ 0.99; null: not within `epochs`. */
  readonly tMem: Crossing | null;
  /** First test accuracy ≥ 0.5, 0.95, 0.99; null: not within `epochs`. */
  readonly t50: Crossing | null;
  readonly t95: Crossing | null;
  readonly t99: Crossing | null;
  readonly peakTestLoss: { readonly epoch: number; readonly value: number };
  readonly peakSumSquaredWeights: { readonly epoch: number; readonly value: number };
  readonly maxTestAccuracy: number;
  readonly final: Evaluation;
}

/** @param rows the whole curve, at least one row. @param divergedAt as the training loop saw it. */
export function summarize(rows: readonly Evaluation[], spec: RunSpec, divergedAt: number | null): Summary {
  const final = rows.at(-1);
  if (!final) throw new TypeError('summarize: empty curve');
  const grokked = divergedAt === null && isStable(rows, spec.stop);
  return {
    outcome: divergedAt !== null ? 'diverged' : grokked ? 'grokked' : 'not within budget',
    epochs: final.epoch,
    divergedAt,
    tMem: crossing(rows, (row) => row.trainAccuracy >= 0.99),
    t50: crossing(rows, (row) => row.testAccuracy >= 0.5),
    t95: crossing(rows, (row) => row.testAccuracy >= 0.95),
    t99: crossing(rows, (row) => row.testAccuracy >= 0.99),
    peakTestLoss: peak(rows, (row) => row.testLoss),
    peakSumSquaredWeights: peak(rows, (row) => row.sumSquaredWeights),
    maxTestAccuracy: Math.max(...rows.map((row) => row.testAccuracy)),
    final,
  };
}

/** An outcome as it is told. "lost again": at 95 % of the test pairs once, below 90 % at the end. */
export type ToldOutcome = Summary['outcome'] | 'lost again';

/**
 * The outcome as it is told. What is stored says "grokked" where a stop rule was met while training; a run without one, or
 * one that its budget ended first, has grokked where 99 % of the test pairs are right at the end.
 */
export function outcomeOf({ summary }: { readonly summary: Summary }): ToldOutcome {
  const { outcome, t95, final } = summary;
  if (outcome !== 'not within budget') return outcome;
  if (final.testAccuracy >= 0.99) return 'grokked';
  return t95 !== null && final.testAccuracy < 0.9 ? 'lost again' : outcome;
}

export function crossing(rows: readonly Evaluation[], holds: (row: Evaluation) => boolean): Crossing | null {
  const i = rows.findIndex(holds);
  const row = rows[i];
  return row ? { after: rows[i - 1]?.epoch ?? null, at: row.epoch } : null;
}

/** Whether the stop rule is met by the last rows of the curve. */
export function isStable(rows: readonly Evaluation[], stop: RunSpec['stop']): boolean {
  const last = rows.at(-1);
  if (!stop || !last) return false;
  // A resumed run has the decimals of float32 numbers, a fresh one the numbers themselves.
  const level = Math.fround(stop.accuracy);
  const holds = ({ trainAccuracy, testAccuracy }: Evaluation): boolean =>
    Math.fround(trainAccuracy) >= level && Math.fround(testAccuracy) >= level;
  const start = rows.findLastIndex((row) => !holds(row)) + 1;
  const first = rows[start];
  return first !== undefined && last.epoch - first.epoch >= stop.basin;
}

function peak(rows: readonly Evaluation[], value: (row: Evaluation) => number): { epoch: number; value: number } {
  return rows.reduce((best, row) => (value(row) > best.value ? { epoch: row.epoch, value: value(row) } : best), {
    epoch: rows[0]?.epoch ?? 0,
    value: -Infinity,
  });
}
