/** Means of a loss per pair over the training pairs, the others, and all. */
import { mean } from '../mean.ts';
import { significant } from './round.ts';
import type { Split } from '../tasks/modular.ts';

/** Mean losses in nats over the training pairs, the others, and all. */
export interface SplitLoss {
  readonly train: number;
  readonly test: number;
  readonly all: number;
}

/** @returns a function of losses per ordered pair [p²], a outer. */
export function splitLosses({ train, test }: Split, p: number): (losses: Float32Array) => SplitLoss {
  const meanOver = (losses: Float32Array, { a, b }: { a: Int32Array; b: Int32Array }): number =>
    a.reduce((sum, x, i) => sum + (losses[x * p + (b[i] ?? 0)] ?? NaN), 0) / a.length;
  return (losses) => ({
    train: meanOver(losses, train),
    test: meanOver(losses, test),
    all: mean(losses),
  });
}

/** Six significant digits. */
export const roundLosses = ({ train, test, all }: SplitLoss): SplitLoss => ({
  train: significant(train, 6),
  test: significant(test, 6),
  all: significant(all, 6),
});
