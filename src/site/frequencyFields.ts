/**
 * Fields of the queries of <Val> about frequencies: how many share the logits on the way, what W_L has of them, and on
 * whose circle wrong answers lie.
 */
import { effectiveNumber } from '../lab/measures/effectiveNumber.ts';
import { nearestIndex } from '../lab/measures/frames.ts';
import { nearestCircle, plateauEnd, type NearestCircle } from '../lab/measures/mistakes.ts';
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { Amount, Field } from './fields.ts';

const amount =
  (kind: Amount['kind'], read: (run: RunResults) => number | null | undefined): Field =>
  (run) => {
    const value = read(run);
    return value === null || value === undefined || Number.isNaN(value) ? null : { kind, value };
  };

const counts = ({ logitEnergies }: ProgressMeasure): number[] => logitEnergies.map(effectiveNumber);

/** Index of the checkpoint with the fewest effective frequencies. */
function fewest(progress: ProgressMeasure): number {
  const values = counts(progress);
  return values.indexOf(Math.min(...values.filter(Number.isFinite)));
}

/** The frequency with the most energy at the checkpoint with the fewest, and its share of the energy of all. */
function strongest(progress: ProgressMeasure): { k: number; share: number } {
  const energies = progress.logitEnergies[fewest(progress)] ?? [];
  const most = Math.max(...energies);
  return { k: energies.indexOf(most) + 1, share: most / energies.reduce((sum, x) => sum + x, 0) };
}

const atPlateauEnd = ({ mistakes }: RunResults, read: (circle: NearestCircle, t: number) => number | undefined) => {
  const circle = mistakes && nearestCircle(mistakes);
  return circle && read(circle, plateauEnd(circle));
};

const readingFves = ({ spectra }: RunResults): number[] | undefined =>
  spectra?.wL.readings.flatMap((reading) => [reading.cosine.fve, reading.sine.fve]);

export const frequencyFields = {
  /** Effective number of frequencies in the logits: the fewest, when that is, at 50 % of unseen pairs, at the end. */
  'frequencies.fewest': amount('number', ({ progress }) => progress && counts(progress)[fewest(progress)]),
  'frequencies.fewest.at': amount('epochs', ({ progress }) => progress && progress.epochs[fewest(progress)]),
  'frequencies.half': amount(
    'number',
    ({ progress, record }) =>
      progress && counts(progress)[nearestIndex(progress.epochs, record.summary.t50?.at ?? NaN)],
  ),
  'frequencies.final': amount('number', ({ progress }) => progress && counts(progress).at(-1)),
  /** The strongest where there are fewest, and its share of the energy. */
  'frequencies.strongest': amount('integer', ({ progress }) => progress && strongest(progress).k),
  'frequencies.strongest.share': amount('fraction', ({ progress }) => progress && strongest(progress).share),
  /** Of W_L, outside the frequencies that are large in W_L. */
  'spectra.wLResidual.wL': amount('fraction', ({ spectra }) => spectra?.wL.residual.wL),
  'spectra.wLResidual.logits': amount('fraction', ({ spectra }) => spectra?.wL.residual.logits),
  /** Of what W_L reads from the neurons for a key frequency: how much is cos, or sin, w_k(a+b). */
  'spectra.readings.min': amount('fraction', (run) => {
    const fves = readingFves(run);
    return fves && Math.min(...fves);
  }),
  'spectra.readings.max': amount('fraction', (run) => {
    const fves = readingFves(run);
    return fves && Math.max(...fves);
  }),
  /** At the last checkpoint with at most a fifth of the unseen pairs right: where, how many, how near the others are. */
  'mistakes.at': amount('epochs', (run) => atPlateauEnd(run, (_, t) => run.mistakes?.epochs[t])),
  'mistakes.right': amount('fraction', (run) => atPlateauEnd(run, ({ right }, t) => right[t])),
  'mistakes.nearness': amount('number', (run) => atPlateauEnd(run, ({ near }, t) => near[t])),
  'mistakes.frequency': amount('integer', ({ mistakes }) => mistakes && nearestCircle(mistakes).frequency),
} as const satisfies Record<string, Field>;
