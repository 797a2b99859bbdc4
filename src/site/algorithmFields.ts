/** Fields of the queries of <Val> about by which algorithm a final network adds, and what it does with it alone. */
import type { Isolation } from '../lab/measures/isolation.ts';
import { KEY_RULES, type KeyRule } from '../lab/measures/keyRules.ts';
import { oppositeRatio } from '../lab/measures/clock.ts';
import type { SymmetryMeasure } from '../lab/measures/symmetry.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { Amount, Field } from './fields.ts';

const amount =
  (kind: Amount['kind'], read: (run: RunResults) => number | null | undefined): Field =>
  (run) => {
    const value = read(run);
    return value === null || value === undefined || Number.isNaN(value) ? null : { kind, value };
  };

type Part = Exclude<keyof Isolation, 'keyFrequencies'>;
const PARTS = [
  'components',
  'componentsAndConstant',
  'sums',
  'sumsAndConstant',
  'without',
  'wLSubspace',
  'wLNullSpace',
] as const satisfies readonly Part[];
type FieldName = `isolation.${KeyRule}.${Part}.${'test' | 'factor'}`;

/** isolation.wL.sums.test, in nats; isolation.wL.sums.factor, the loss on unseen pairs over that of the whole network. */
const isolationFields = Object.fromEntries(
  KEY_RULES.flatMap((rule) =>
    PARTS.flatMap((part) => {
      const test = ({ isolation }: RunResults): number | undefined => isolation?.byRule[rule][part].test;
      return [
        [`isolation.${rule}.${part}.test`, amount('number', test)],
        [`isolation.${rule}.${part}.factor`, amount('number', (run) => (test(run) ?? NaN) / (run.isolation?.full.test ?? NaN))], // prettier-ignore
      ];
    }),
  ),
) as Record<FieldName, Field>;

/** Of every key frequency, the amplitude for numbers across the circle over that for numbers side by side. */
const ratiosOf = ({ keyFrequencies, amplitudes }: SymmetryMeasure): number[] =>
  keyFrequencies.map((k, i) => oppositeRatio(amplitudes[i] ?? [], k));

const ofSymmetry = (read: (symmetry: SymmetryMeasure) => number | undefined): Field =>
  amount('number', ({ symmetry }) => symmetry && read(symmetry));

/** As a share. */
const ofRatio = (read: (symmetry: SymmetryMeasure) => number | undefined): Field =>
  amount('fraction', ({ symmetry }) => symmetry && read(symmetry));

/** Of the key frequency with the largest mean amplitude. */
function strongestRatio(symmetry: SymmetryMeasure): number | undefined {
  const sizes = symmetry.amplitudes.map((row) => row.reduce((sum, x) => sum + x, 0));
  return ratiosOf(symmetry)[sizes.indexOf(Math.max(...sizes))];
}

/** At the first checkpoint that is not before 99 % of the unseen pairs are right. */
const atT99 = ({ symmetryPath: path, record }: RunResults): number | undefined => {
  const t99 = record.summary.t99?.at ?? Infinity;
  return path?.gradientSymmetricity[path.epochs.findIndex((epoch) => epoch >= t99)];
};

export const algorithmFields = {
  ...isolationFields,
  /** Of what the neurons write to the scores, how much comes from neurons that one frequency explains; and mean FVE. */
  'writing.explained': amount('fraction', ({ isolation }) => isolation?.writing.explained),
  'writing.fve': amount('fraction', ({ isolation }) => isolation?.writing.fve),
  /** Of the final network. */
  'symmetry.gradient': ofSymmetry(({ gradientSymmetricity }) => gradientSymmetricity),
  'symmetry.distance': ofSymmetry(({ distanceIrrelevance }) => distanceIrrelevance),
  'symmetry.opposite.strongest': ofRatio(strongestRatio),
  'symmetry.opposite.min': ofRatio((symmetry) => Math.min(...ratiosOf(symmetry))),
  'symmetry.opposite.max': ofRatio((symmetry) => Math.max(...ratiosOf(symmetry))),
  /** On the way: at 99 % of the unseen pairs, and at the last checkpoint. */
  'symmetryPath.gradient.t99': amount('number', atT99),
  'symmetryPath.gradient.end': amount('number', ({ symmetryPath }) => symmetryPath?.gradientSymmetricity.at(-1)),
} as const satisfies Record<string, Field>;
