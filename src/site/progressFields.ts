/** Fields of the queries of <Val> about what is measured over the checkpoints of a run: circuit, phases, attention. */
import type { AttentionMeasure } from '../lab/measures/attention.ts';
import { fallsBelow } from '../lab/measures/passages.ts';
import { phasesOf, shiftsOf, type Phases } from '../lab/measures/phases.ts';
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { Crossing } from '../lab/training/summary.ts';
import type { Amount, Field, Reached } from './fields.ts';

/** Where the run has the measure `progress`. */
const ofProgress =
  (kind: Amount['kind'], read: (progress: ProgressMeasure, run: RunResults) => number | null | undefined): Field =>
  (run) => {
    const value = run.progress && read(run.progress, run);
    return value === null || value === undefined ? null : { kind, value };
  };

const ofAttention =
  (read: (attention: AttentionMeasure) => number): Field =>
  ({ attention }) =>
    attention && { kind: 'fraction', value: read(attention) };

const reached =
  (kind: Reached['kind'], read: (progress: ProgressMeasure, run: RunResults) => Crossing | null): Field =>
  (run) =>
    run.progress && { kind, value: read(run.progress, run), budget: run.record.summary.epochs };

/** Nats. Both losses of unseen pairs at the checkpoints, so that their difference compares like with like. */
const LEVEL = 1;
const restrictedBelow = ({ epochs, loss }: ProgressMeasure): Crossing | null =>
  fallsBelow(epochs, loss.restricted.test, LEVEL);
const testBelow = ({ epochs, loss }: ProgressMeasure): Crossing | null => fallsBelow(epochs, loss.full.test, LEVEL);

/** With the waves fitted to unseen pairs alone. */
const unseenRestrictedBelow = ({ unseenRestricted: unseen }: RunResults): Crossing | null =>
  unseen && fallsBelow(unseen.epochs, unseen.test, LEVEL);

/** The same of unseen pairs whose swapped pair is unseen as well. */
const aloneBelow = ({ unseenRestricted: unseen }: RunResults): Crossing | null =>
  unseen && fallsBelow(unseen.epochs, unseen.withoutTwins, LEVEL);

/** Epochs from a crossing of the restricted loss to that of test loss; without an end where test loss never gets there. */
function leadOf(restricted: Crossing | null, { progress, record }: RunResults): Amount | null {
  if (!restricted || !progress) return null;
  const test = testBelow(progress);
  const { epochs: budget } = record.summary;
  if (test) {
    // Each lies somewhere between two checkpoints.
    const within = {
      low: (test.after ?? test.at) - restricted.at,
      high: test.at - (restricted.after ?? restricted.at),
    };
    return { kind: 'epochs', value: test.at - restricted.at, within };
  }
  return { kind: 'epochs', value: Infinity, within: { low: budget - restricted.at, high: Infinity }, budget };
}

/** The first of `losses` that is not before a crossing, nats. */
function lossAt(
  epochs: readonly number[] | undefined,
  losses: readonly number[] | undefined,
  crossing: Crossing | null,
): Amount | null {
  const value = losses?.[epochs?.findIndex((epoch) => crossing !== null && epoch >= crossing.at) ?? -1];
  return value === undefined ? null : { kind: 'number', value };
}

/** When a phase ends, by the rule of `phasesOf`; what was stored with the measure is an older rule. */
const endOf = (phase: keyof Phases): Field =>
  reached('seenAt', (progress, { rows }) => {
    const at = phasesOf(rows, progress)[phase];
    return at === null ? null : { after: null, at };
  });

const shiftOf = (phase: 'circuitEnds' | 'cleanupEnds'): Field =>
  ofProgress('epochs', (progress, { rows }) => shiftsOf(rows, progress)[phase]);

const finalOf = (heads: readonly (readonly number[])[]): number[] => heads.map((values) => values.at(-1) ?? NaN);

export const progressFields = {
  /** Where the loss of the key frequencies alone falls below 1 nat, and where test loss does. */
  'progress.restrictedBelow1': reached('crossing', restrictedBelow),
  'progress.restrictedBelow1.at': reached('seenAt', restrictedBelow),
  'progress.testBelow1': reached('crossing', testBelow),
  'progress.testBelow1.at': reached('seenAt', testBelow),
  /** By how many epochs the first comes earlier, from checkpoint to checkpoint. */
  'progress.lead': (run) => leadOf(run.progress && restrictedBelow(run.progress), run),
  /** The same with the waves fitted to unseen pairs alone. */
  'progress.restrictedBelow1.unseen.at': (run) =>
    run.unseenRestricted && {
      kind: 'seenAt',
      value: unseenRestrictedBelow(run),
      budget: run.record.summary.epochs,
    },
  /** The restricted loss at the first checkpoint at which the training pairs are known, both ways. */
  'progress.restricted.memorized': ({ progress, record }) =>
    lossAt(progress?.epochs, progress?.loss.restricted.test, record.summary.tMem),
  'progress.restricted.unseen.memorized': ({ unseenRestricted: unseen, record }) =>
    lossAt(unseen?.epochs, unseen?.test, record.summary.tMem),
  'progress.restricted.alone.memorized': ({ unseenRestricted: unseen, record }) =>
    lossAt(unseen?.epochs, unseen?.withoutTwins, record.summary.tMem),
  'progress.restrictedBelow1.alone.at': (run) =>
    run.unseenRestricted && { kind: 'seenAt', value: aloneBelow(run), budget: run.record.summary.epochs },
  'progress.lead.alone': (run) => leadOf(aloneBelow(run), run),
  'progress.lead.unseen': (run) => leadOf(unseenRestrictedBelow(run), run),
  'phases.memorizationEnds': endOf('memorizationEnds'),
  'phases.circuitEnds': endOf('circuitEnds'),
  'phases.cleanupEnds': endOf('cleanupEnds'),
  /** How far they move, at most, with any number of the rule a fifth smaller or larger. */
  'phases.circuitEnds.shift': shiftOf('circuitEnds'),
  'phases.cleanupEnds.shift': shiftOf('cleanupEnds'),
  /** Of the heads at the end: variance explained by one frequency. */
  'attention.fve.min': ofAttention(({ fve }) => Math.min(...finalOf(fve))),
  'attention.fve.max': ofAttention(({ fve }) => Math.max(...finalOf(fve))),
} as const satisfies Record<string, Field>;
