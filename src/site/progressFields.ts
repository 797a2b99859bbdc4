/** Fields of the queries of <Val> about what is measured over the checkpoints of a run: circuit, phases, attention. */
import type { AttentionMeasure } from '../lab/measures/attention.ts';
import { fallsBelow } from '../lab/measures/passages.ts';
import { phasesOf, type Phases } from '../lab/measures/phases.ts';
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { SplitLoss } from '../lab/measures/splitLoss.ts';
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

/** Nats. Restricted: over all pairs; both losses at the checkpoints, so that their difference compares like with like. */
const LEVEL = 1;
const restrictedBelow = ({ epochs, loss }: ProgressMeasure): Crossing | null =>
  fallsBelow(epochs, loss.restricted.all, LEVEL);
const testBelow = ({ epochs, loss }: ProgressMeasure): Crossing | null => fallsBelow(epochs, loss.full.test, LEVEL);

/** Epochs from one crossing to the other, by which ends of their intervals; without an end where test loss never gets there. */
const lead =
  (between: (restricted: Crossing, test: Crossing) => number): Field =>
  ({ progress, record }) => {
    const restricted = progress && restrictedBelow(progress);
    if (!restricted) return null;
    const test = testBelow(progress);
    return { kind: 'epochs', value: test ? between(restricted, test) : Infinity, budget: record.summary.epochs };
  };

/** When a phase ends, by the rule of `phasesOf`; what was stored with the measure is an older rule. */
const endOf = (phase: keyof Phases): Field =>
  reached('seenAt', (progress, { rows }) => {
    const at = phasesOf(rows, progress)[phase];
    return at === null ? null : { after: null, at };
  });

const wLGiniMemorized = ({ epochs, wLGini }: ProgressMeasure, { record }: RunResults): number | undefined => {
  const at = record.summary.tMem?.at ?? Infinity;
  return wLGini[epochs.findIndex((epoch) => epoch >= at)];
};

const LOSSES = ['full', 'restricted', 'excluded'] as const;
const PARTS = ['train', 'test', 'all'] as const satisfies readonly (keyof SplitLoss)[];
type LossName = `progress.final.${(typeof LOSSES)[number]}.${(typeof PARTS)[number]}`;

/** progress.final.restricted.all, … */
const finalLosses = Object.fromEntries(
  LOSSES.flatMap((loss) =>
    PARTS.map((part) => [
      `progress.final.${loss}.${part}`,
      ofProgress('number', (measure) => measure.loss[loss][part].at(-1)),
    ]),
  ),
) as Record<LossName, Field>;

const smallestExcluded = ({ loss }: ProgressMeasure): number =>
  loss.excluded.train.indexOf(Math.min(...loss.excluded.train.filter(Number.isFinite)));

const finalOf = (heads: readonly (readonly number[])[]): number[] => heads.map((values) => values.at(-1) ?? NaN);

export const progressFields = {
  /** Where the loss of the key frequencies alone falls below 1 nat, and where test loss does. */
  'progress.restrictedBelow1': reached('crossing', restrictedBelow),
  'progress.restrictedBelow1.at': reached('seenAt', restrictedBelow),
  'progress.testBelow1': reached('crossing', testBelow),
  'progress.testBelow1.at': reached('seenAt', testBelow),
  /** By how many epochs the first comes earlier: from checkpoint to checkpoint, and what it is at least and at most. */
  'progress.lead': lead((restricted, test) => test.at - restricted.at),
  'progress.lead.atLeast': lead((restricted, test) => (test.after ?? 0) - restricted.at),
  'progress.lead.atMost': lead((restricted, test) => test.at - (restricted.after ?? 0)),
  ...finalLosses,
  'progress.logitFve.final': ofProgress('fraction', ({ logitFve }) => logitFve.at(-1)),
  'progress.neuronsExplained.final': ofProgress('fraction', ({ neuronsExplained }) => neuronsExplained.at(-1)),
  'progress.wLResidual.final': ofProgress('fraction', ({ wLResidual }) => wLResidual.at(-1)),
  'progress.wLGini.memorized': ofProgress('number', wLGiniMemorized),
  'progress.wLGini.final': ofProgress('number', ({ wLGini }) => wLGini.at(-1)),
  'progress.wLGini.rise': ofProgress('number', (progress, run) => {
    const [start, end] = [wLGiniMemorized(progress, run), progress.wLGini.at(-1)];
    return start === undefined || end === undefined ? null : end - start;
  }),
  /** The smallest loss on the training pairs without the key frequencies. */
  'progress.excludedMinimum.at': ofProgress('epochs', (progress) => progress.epochs[smallestExcluded(progress)]),
  'progress.excludedMinimum.value': ofProgress(
    'number',
    (progress) => progress.loss.excluded.train[smallestExcluded(progress)],
  ),
  'phases.memorizationEnds': endOf('memorizationEnds'),
  'phases.circuitEnds': endOf('circuitEnds'),
  'phases.cleanupEnds': endOf('cleanupEnds'),
  /** Of the heads at the end: variance explained by one frequency, and the mean weight of "=" on itself. */
  'attention.fve.min': ofAttention(({ fve }) => Math.min(...finalOf(fve))),
  'attention.fve.max': ofAttention(({ fve }) => Math.max(...finalOf(fve))),
  'attention.onEquals.max': ofAttention(({ onEquals }) => Math.max(...finalOf(onEquals))),
} as const satisfies Record<string, Field>;
