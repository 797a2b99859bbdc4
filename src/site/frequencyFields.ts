/**
 * Fields of the queries of <Val> about frequencies: how many share the logits on the way, what W_L has of them, and on
 * whose circle wrong answers lie.
 */
import { effectiveNumber } from '../lab/measures/effectiveNumber.ts';
import { nearestIndex } from '../lab/measures/nearest.ts';
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import { agreement, byNotch, medianNotches, strongest } from '../lab/measures/separation.ts';
import { nearestCircle, plateauEnd } from '../lab/measures/wrongAnswers.ts';
import type { RunResults } from '../lab/store/results.ts';
import { amountField } from './amountField.ts';
import type { Amount, Field } from './fields.ts';

const counts = ({ logitEnergies }: ProgressMeasure): number[] => logitEnergies.map(effectiveNumber);

/** Index of the checkpoint with the fewest effective frequencies. */
function fewest(progress: ProgressMeasure): number {
  const values = counts(progress);
  return values.indexOf(Math.min(...values.filter(Number.isFinite)));
}

/** What the strongest frequency has of the energy of all, at the checkpoint with the fewest. */
function strongestShare(progress: ProgressMeasure): number {
  const energies = progress.logitEnergies[fewest(progress)] ?? [];
  return Math.max(...energies) / energies.reduce((sum, x) => sum + x, 0);
}

/** The wrong answers at the last checkpoint with at most a fifth of the unseen pairs right; null where there is none. */
function plateauAnswers({ mistakes, progress }: RunResults) {
  const circle = mistakes && nearestCircle(mistakes);
  const t = circle ? plateauEnd(circle) : -1;
  const [epoch, offsets] = [mistakes?.epochs[t], mistakes?.offsets[t]];
  if (!circle || circle.frequency === null || epoch === undefined || !offsets) return null;
  const energies = progress?.logitEnergies[progress.epochs.indexOf(epoch)];
  return { epoch, offsets, energies, frequency: circle.frequency, right: circle.right[t], nearness: circle.near[t] };
}
type PlateauAnswers = NonNullable<ReturnType<typeof plateauAnswers>>;

const ofAnswers = (kind: Amount['kind'], read: (answers: PlateauAnswers) => number | undefined): Field =>
  amountField(kind, (run) => {
    const answers = plateauAnswers(run);
    return answers && read(answers);
  });

const readingFves = ({ spectra }: RunResults): number[] | undefined =>
  spectra?.wL.readings.flatMap((reading) => [reading.cosine.fve, reading.sine.fve]);

export const frequencyFields = {
  /** Gini coefficient of the final embedding in the basis in which the operation adds, if there is one. */
  'basis.gini': amountField(
    'number',
    ({ operationFourier }) => operationFourier?.bases.find(({ belongs }) => belongs)?.moments.final.gini,
  ),
  /** Effective number of frequencies in the logits: the fewest, and at 50 % of unseen pairs. */
  'frequencies.fewest': amountField('number', ({ progress }) => progress && counts(progress)[fewest(progress)]),
  'frequencies.half': amountField(
    'number',
    ({ progress, record }) =>
      progress && counts(progress)[nearestIndex(progress.epochs, record.summary.t50?.at ?? NaN)],
  ),
  /** Share of the energy that the strongest has where there are fewest. */
  'frequencies.strongest.share': amountField('fraction', ({ progress }) => progress && strongestShare(progress)),
  /** Of W_L, outside the frequencies that are large in W_L. */
  'spectra.wLResidual.wL': amountField('fraction', ({ spectra }) => spectra?.wL.residual.wL),
  'spectra.wLResidual.logits': amountField('fraction', ({ spectra }) => spectra?.wL.residual.logits),
  /** Beyond two directions for each of those, of the squared norm. */
  'spectra.energyBeyondKeys.wL': amountField('fraction', ({ spectra }) => spectra?.wL.energyBeyondKeys.wL),
  /** Key frequencies by their norm in W_L, where `keyFrequencies` goes by the scores. */
  'spectra.keyFrequencies.wL': ({ spectra }) => spectra && { kind: 'list', value: spectra.keyFrequencies.wL },
  'spectra.keyFrequencies.wL.count': amountField('integer', ({ spectra }) => spectra?.keyFrequencies.wL.length),
  /** Of what W_L reads from the neurons for a key frequency: how much is cos, or sin, w_k(a+b). */
  'spectra.readings.min': amountField('fraction', (run) => {
    const fves = readingFves(run);
    return fves && Math.min(...fves);
  }),
  'spectra.readings.max': amountField('fraction', (run) => {
    const fves = readingFves(run);
    return fves && Math.max(...fves);
  }),
  /** At the last checkpoint with at most a fifth of the unseen pairs right: where, how many, how near the others are. */
  'mistakes.at': ofAnswers('epochs', ({ epoch }) => epoch),
  'mistakes.right': ofAnswers('fraction', ({ right }) => right),
  'mistakes.nearness': ofAnswers('number', ({ nearness }) => nearness),
  'mistakes.frequency': ofAnswers('integer', ({ frequency }) => frequency),
  /** On that circle: half of the wrong answers are within so many notches, and this share is one notch off. */
  'mistakes.medianNotches': ofAnswers('integer', ({ offsets, frequency }) => medianNotches(offsets, frequency)),
  'mistakes.nextNotch': ofAnswers('fraction', ({ offsets, frequency }) => {
    const counts = byNotch(offsets, frequency);
    return (counts[0] ?? NaN) / counts.reduce((sum, x) => sum + x, 0);
  }),
  /** Rank correlation of how often answers miss by d with how near the logits' waves hold d: all, and fewer of them. */
  'mistakes.agreement': ofAnswers('number', ({ offsets, energies }) => energies && agreement(offsets, energies)),
  'mistakes.agreement.one': ofAnswers(
    'number',
    ({ offsets, energies }) => energies && agreement(offsets, strongest(energies, 1)),
  ),
  'mistakes.agreement.two': ofAnswers(
    'number',
    ({ offsets, energies }) => energies && agreement(offsets, strongest(energies, 2)),
  ),
} as const satisfies Record<string, Field>;
