/** Fields of the queries of <Val> about by which algorithm a final network adds, and what it does with it alone. */
import { ISOLATION_PARTS, KEY_RULES, type KeyRule, type IsolationPart } from '../lab/measures/keyRules.ts';
import { oppositeRatio } from '../lab/measures/clock.ts';
import type { SymmetryMeasure } from '../lab/measures/symmetry.ts';
import type { RunResults } from '../lab/store/results.ts';
import { amountField } from './amountField.ts';
import type { Field } from './fields.ts';

type FieldName = `isolation.${KeyRule}.${IsolationPart}.${'test' | 'factor'}`;

/** isolation.wL.sums.test, in nats; isolation.wL.sums.factor, the loss on unseen pairs over that of the whole network. */
const isolationFields = Object.fromEntries(
  KEY_RULES.flatMap((rule) =>
    ISOLATION_PARTS.flatMap((part) => {
      const test = ({ isolation }: RunResults): number | undefined => isolation?.byRule[rule][part].test;
      return [
        [`isolation.${rule}.${part}.test`, amountField('number', test)],
        [`isolation.${rule}.${part}.factor`, amountField('number', (run) => (test(run) ?? NaN) / (run.isolation?.full.test ?? NaN))], // prettier-ignore
      ];
    }),
  ),
) as Record<FieldName, Field>;

/** Of every key frequency, the amplitude for numbers across the circle over that for numbers side by side. */
const ratiosOf = ({ keyFrequencies, amplitudes }: SymmetryMeasure): number[] =>
  keyFrequencies.map((k, i) => oppositeRatio(amplitudes[i] ?? [], k));

const ofSymmetry = (read: (symmetry: SymmetryMeasure) => number | undefined): Field =>
  amountField('number', ({ symmetry }) => symmetry && read(symmetry));

/** As a share. */
const ofRatio = (read: (symmetry: SymmetryMeasure) => number | undefined): Field =>
  amountField('fraction', ({ symmetry }) => symmetry && read(symmetry));

/** Of the key frequency with the largest mean amplitude. */
function strongestRatio(symmetry: SymmetryMeasure): number | undefined {
  const sizes = symmetry.amplitudes.map((row) => row.reduce((sum, x) => sum + x, 0));
  return ratiosOf(symmetry)[sizes.indexOf(Math.max(...sizes))];
}

type Path = NonNullable<RunResults['symmetryPath']>;

/** Index of a checkpoint that the path of a run is asked at. */
type Moment = (path: Path, run: RunResults) => number;

const t99: Moment = ({ epochs }, { record }) => {
  const at = record.summary.t99?.at ?? Infinity;
  return epochs.findIndex((epoch) => epoch >= at);
};
/** Where symmetricity is least before 99 %, and where it is largest after that. */
const dip: Moment = (path, run) => indexOfBest(path.gradientSymmetricity, 0, t99(path, run), (x, y) => x < y);
const peak: Moment = (path, run) =>
  indexOfBest(path.gradientSymmetricity, dip(path, run), path.epochs.length, (x, y) => x > y);
const leastIrrelevance: Moment = ({ distanceIrrelevance }) =>
  indexOfBest(distanceIrrelevance, 0, distanceIrrelevance.length, (x, y) => x < y);
const last: Moment = ({ epochs }) => epochs.length - 1;

/** The first index in [from, to) whose value no other there beats; −1 where there is none. */
function indexOfBest(
  values: readonly number[],
  from: number,
  to: number,
  beats: (x: number, y: number) => boolean,
): number {
  let best = -1;
  for (let t = Math.max(0, from); t < to; t++) {
    const value = values[t] ?? NaN;
    if (Number.isFinite(value) && (best < 0 || beats(value, values[best] ?? NaN))) best = t;
  }
  return best;
}

const alongPath = (name: 'gradientSymmetricity' | 'distanceIrrelevance' | 'epochs', moment: Moment): Field =>
  amountField(name === 'epochs' ? 'epochs' : 'number', (run) => {
    const { symmetryPath: path } = run;
    return path?.[name][moment(path, run)];
  });

/** Index of the first checkpoint of `heldAttention` a thousand epochs after 99 %; −1 where there is none. */
function thousandAfter({ heldAttention: held, record }: RunResults): number {
  const t99 = record.summary.t99?.at ?? Infinity;
  return held?.epochs.findIndex((epoch) => epoch >= t99 + 1000) ?? -1;
}

function strongestHeld({ heldAttention: held }: RunResults, t: number): number | undefined {
  const sizes = held?.whole.amplitude.map((row) => row[t] ?? NaN) ?? [];
  return held?.held.across[sizes.indexOf(Math.max(...sizes))]?.[t];
}

export const algorithmFields = {
  ...isolationFields,
  /** Of what the neurons write to the scores, how much comes from neurons that one frequency explains; and mean FVE. */
  'writing.explained': amountField('fraction', ({ isolation }) => isolation?.writing.explained),
  'writing.fve': amountField('fraction', ({ isolation }) => isolation?.writing.fve),
  /** With the neurons that no frequency explains held at their mean, over the loss of the whole network. */
  'isolation.unexplainedHeld.factor': amountField(
    'number',
    ({ isolation }) => isolation && isolation.unexplainedHeld.test / isolation.full.test,
  ),
  /** Of the final network. */
  'symmetry.gradient': ofSymmetry(({ gradientSymmetricity }) => gradientSymmetricity),
  'symmetry.distance': ofSymmetry(({ distanceIrrelevance }) => distanceIrrelevance),
  'symmetry.opposite.strongest': ofRatio(strongestRatio),
  'symmetry.opposite.min': ofRatio((symmetry) => Math.min(...ratiosOf(symmetry))),
  'symmetry.opposite.max': ofRatio((symmetry) => Math.max(...ratiosOf(symmetry))),
  /** On the way: at 99 % of the unseen pairs, where it is least before and largest after that, and at the last checkpoint. */
  'symmetryPath.gradient.t99': alongPath('gradientSymmetricity', t99),
  'symmetryPath.gradient.dip': alongPath('gradientSymmetricity', dip),
  'symmetryPath.gradient.dip.at': alongPath('epochs', dip),
  'symmetryPath.gradient.peak': alongPath('gradientSymmetricity', peak),
  'symmetryPath.gradient.peak.at': alongPath('epochs', peak),
  'symmetryPath.gradient.end': alongPath('gradientSymmetricity', last),
  'symmetryPath.distance.dip': alongPath('distanceIrrelevance', dip),
  'symmetryPath.distance.least': alongPath('distanceIrrelevance', leastIrrelevance),
  'symmetryPath.distance.least.at': alongPath('epochs', leastIrrelevance),
  /**
   * With attention held at its mean: unseen pairs that are still right, and of the wave that is strongest then the amplitude
   * across the circle; a thousand epochs after 99 %, where a baseline run stops, and at the last checkpoint.
   */
  'held.accuracy.then': amountField('fraction', (run) => run.heldAttention?.accuracy.test[thousandAfter(run)]),
  'held.accuracy.end': amountField('fraction', ({ heldAttention }) => heldAttention?.accuracy.test.at(-1)),
  'held.across.then': amountField('fraction', (run) => strongestHeld(run, thousandAfter(run))),
  'held.across.end': amountField('fraction', (run) => strongestHeld(run, (run.heldAttention?.epochs.length ?? 0) - 1)),
} as const satisfies Record<string, Field>;
