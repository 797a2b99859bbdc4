/** The words of claims: what they are about, what is found, and how they are judged. */
import type { PlannedRun } from '../../lab/pipeline/experiments.ts';
import type { RunResults } from '../../lab/store/results.ts';
import type { Truth } from '../bounds.ts';
import type { Margin } from './margin.ts';
import type { Reader } from './reader.ts';

export const VERDICTS = ['holds', 'fails', 'undecided', 'incomplete'] as const;

/**
 * holds, fails: whatever lies within the bounds of what is known, and whatever runs that are missing will show. Of these
 * runs, that is: what other seeds would say is judged where there is an interval over them.
 * incomplete: a missing run, or one that was not measured, could decide it.
 * undecided: nothing is missing, and it still depends on when between two evaluations, or after the budget, something happened,
 * or the interval over the seeds reaches across the bound.
 */
export type Verdict = (typeof VERDICTS)[number];

/** A run that a claim is about: planned, and stored or not. */
export interface Subject {
  readonly planned: PlannedRun;
  readonly run: RunResults | null;
}

export interface Told {
  readonly text: string;
  /** The numbers behind the text, where it is one number or a range; else null. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** What the stored runs give. */
  readonly value: Told;
  /** What is claimed of it. */
  readonly bound: Told;
  /** Null where the verdict is open, or where there is no distance to tell. */
  readonly margin: Margin | null;
  /** How easily chance would have given the verdict, where it rests on an interval (chance.ts); null elsewhere. */
  readonly chance: number | null;
  /** Ids of the runs that it was judged by. */
  readonly runs: readonly string[];
  /** All that it is about, each once: stored or not, measured or not. */
  readonly about: readonly Subject[];
  /** What one has to know besides. */
  readonly notes: readonly string[];
}

/** A kind of statement: what it begins with, and how it is read. */
export interface Form {
  /** As one writes it. */
  readonly example: string;
  /** Whether the reader stands before one. */
  readonly opens: (reader: Reader) => boolean;
  /** Reads it to its end. @throws WriteupError for what it does not understand. */
  readonly read: (reader: Reader, subjects: readonly Subject[]) => Judgement;
}

/** What has to be known of a verdict on single runs of several cells. */
export const ONE_OF_EACH = 'one run of each, and another seed may turn it';

export function verdictOf(truth: Truth, isWhole: boolean): Verdict {
  if (truth !== null) return truth ? 'holds' : 'fails';
  return isWhole ? 'undecided' : 'incomplete';
}
