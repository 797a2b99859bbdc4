/**
 * What became of a run, in one word, and how much the word depends on where its thresholds lie. Unlike a stored
 * outcome it is not part of a run: the thresholds are the reader's.
 */
import type { Evaluation } from '../training/summary.ts';
import { enduranceOf } from './collapse.ts';

export type Verdict = 'neither' | 'memorized' | 'grokked' | 'collapsed';

export interface Thresholds {
  /** Train accuracy that counts as memorized. */
  readonly memorized: number;
  /** Test accuracy that counts as grokked. */
  readonly grokked: number;
  /** Test accuracy below which a run that had grokked has lost it; never above `grokked`. */
  readonly lost: number;
  /** Evaluations in a row below it that count. */
  readonly evaluations: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = { memorized: 0.99, grokked: 0.95, lost: 0.9, evaluations: 10 };

/** @param rows the whole curve, at least one row. */
export function verdictOf(rows: readonly Evaluation[], thresholds: Thresholds = DEFAULT_THRESHOLDS): Verdict {
  const { memorized, grokked, lost, evaluations } = thresholds;
  const { reached, collapse } = enduranceOf(rows, { reached: grokked, lost, evaluations });
  if (collapse) return 'collapsed';
  if (reached) return 'grokked';
  return rows.some(({ trainAccuracy }) => trainAccuracy >= memorized) ? 'memorized' : 'neither';
}

/** Another verdict from one threshold moved, the others left alone. */
export interface Change {
  readonly threshold: keyof Thresholds;
  /** Where the threshold then lies. */
  readonly value: number;
  readonly verdict: Verdict;
}

/** Positions that are tried on each side. */
const STEPS = 10;

/**
 * The verdicts that differ from the one at `thresholds` when one of them is moved by up to ±`share` of itself, in
 * steps of a tenth of that; accuracies stop at 1, evaluations are whole. Of every verdict the nearest value.
 */
export const verdictChanges = (
  rows: readonly Evaluation[],
  thresholds: Thresholds = DEFAULT_THRESHOLDS,
  share = 0.2,
): Change[] => changesAround((moved) => verdictOf(rows, moved), thresholds, share);

/** The same of anything that has a verdict at every set of thresholds. */
export function changesAround(
  verdictAt: (thresholds: Thresholds) => Verdict,
  thresholds: Thresholds,
  share = 0.2,
): Change[] {
  const verdict = verdictAt(thresholds);
  const names = Object.keys(thresholds) as (keyof Thresholds)[];
  return names.flatMap((threshold) =>
    [-1, 1].flatMap((side) => {
      const moved = Array.from({ length: STEPS }, (_, i) => {
        const value = movedBy(threshold, thresholds[threshold], side * share * ((i + 1) / STEPS));
        return { threshold, value, verdict: verdictAt({ ...thresholds, [threshold]: value }) };
      });
      const others = moved.filter((change) => change.verdict !== verdict);
      return others.filter((change, i) => others.findIndex((other) => other.verdict === change.verdict) === i);
    }),
  );
}

function movedBy(threshold: keyof Thresholds, value: number, factor: number): number {
  const moved = value * (1 + factor);
  return threshold === 'evaluations' ? Math.max(1, Math.round(moved)) : Math.min(1, moved);
}
