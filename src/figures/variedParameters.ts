/**
 * What runs differ in, their seeds aside, and the cells of the grid that they fill. Read from their specs, so that a
 * figure needs nothing but runs, and a sweep of which two runs of eight are stored is a sweep.
 */
import type { RunResults } from '../lab/store/results.ts';
import { regularizerName } from './regularizerNames.ts';
import { axisName, parameterNoun, valueText, type ParameterValue } from './parameterNames.ts';

export interface Parameter {
  /** Dotted path in the spec: "optimizer.weightDecay". */
  readonly path: string;
  /** Before a value: "weight decay". */
  readonly name: string;
  /** In a sentence: "training fraction". */
  readonly noun: string;
  /** Whether all its values are numbers; names, the operation for one, have no order of their own. */
  readonly isNumeric: boolean;
  /** Numbers ascending, names in the order of the runs. */
  readonly values: readonly ParameterValue[];
}

/** Runs that differ in their seeds alone. */
export interface SweepCell {
  /** One a parameter. */
  readonly values: readonly ParameterValue[];
  readonly runs: readonly RunResults[];
}

export interface Sweep {
  /** At least one. */
  readonly parameters: readonly Parameter[];
  /** In the order of the first parameter, then of the second. */
  readonly cells: readonly SweepCell[];
}

/** Parts of a spec that say what is trained and how. Budgets and evaluations say how long it is watched. */
const PARTS = ['task', 'model', 'optimizer'] as const;
type Part = (typeof PARTS)[number] | 'regularizer';

/** @param parts that are told field by field; a regularizer that is none of them is told as a whole. */
function fieldsOf({ record: { spec } }: RunResults, parts: readonly Part[]): Map<string, ParameterValue> {
  const whole: [string, ParameterValue][] = parts.includes('regularizer')
    ? []
    : [['regularizer', spec.regularizer && regularizerName(spec.regularizer)]];
  const fields = parts.flatMap((part) =>
    Object.entries(spec[part] ?? {}).flatMap(([field, value]) => fieldOf(`${part}.${field}`, value)),
  );
  const { dModel, nHeads, dHead } = spec.model;
  // Where it follows from the others, it is not a choice of its own.
  return new Map([...fields, ...whole].filter(([path]) => path !== 'model.dHead' || dHead * nHeads !== dModel));
}

/** A field by its path; a list item by item, "optimizer.betas.1". */
export const fieldOf = (path: string, value: unknown): [string, ParameterValue][] =>
  Array.isArray(value)
    ? value.flatMap((item, i) => fieldOf(`${path}.${i}`, item))
    : [[path, typeof value === 'object' ? JSON.stringify(value) : (value as ParameterValue)]];

function parameterOf(path: string, all: readonly ParameterValue[]): Parameter {
  const values = [...new Set(all)];
  const isNumeric = values.every((value) => typeof value === 'number');
  return {
    path,
    name: axisName(path),
    noun: parameterNoun(path),
    isNumeric,
    values: isNumeric ? values.sort((x, y) => Number(x) - Number(y)) : values,
  };
}

/** Null for runs that differ in nothing but their seeds. */
export function sweepOf(runs: readonly RunResults[]): Sweep | null {
  const regularizers = new Set(runs.map(({ record }) => record.spec.regularizer?.name));
  const parts: readonly Part[] = regularizers.size > 1 ? PARTS : [...PARTS, 'regularizer'];
  const fields = runs.map((run) => fieldsOf(run, parts));
  const paths = [...new Set(fields.flatMap((own) => [...own.keys()]))];
  const parameters = paths
    .map((path) =>
      parameterOf(
        path,
        fields.map((own) => own.get(path) ?? null),
      ),
    )
    .filter(({ values }) => values.length > 1);
  if (parameters.length === 0) return null;
  const placed = runs.map((run, i) => ({
    run,
    ranks: parameters.map(({ path, values }) => values.indexOf(fields[i]?.get(path) ?? null)),
  }));
  const order = (x: readonly number[], y: readonly number[]): number =>
    x.map((rank, n) => rank - (y[n] ?? 0)).find((difference) => difference !== 0) ?? 0;
  const byCell = Map.groupBy(placed, ({ ranks }) => ranks.join('/'));
  const cells = [...byCell.values()]
    .map((members) => ({ ranks: members[0]?.ranks ?? [], runs: members.map(({ run }) => run) }))
    .sort((x, y) => order(x.ranks, y.ranks))
    .map(({ ranks, runs: own }) => ({ values: parameters.map(({ values }, n) => values[ranks[n] ?? 0] ?? null), runs: own })); // prettier-ignore
  return { parameters, cells };
}

/** More parameters than two are more than a figure on paper can vary. */
export function drawableSweep(runs: readonly RunResults[]): Sweep | null {
  const sweep = sweepOf(runs);
  return sweep && sweep.parameters.length <= 2 ? sweep : null;
}

/** "3", or of two parameters "a+b · layers 2". */
export const cellLabel = ({ parameters }: Sweep, { values }: SweepCell): string =>
  parameters
    .map(({ path, name, isNumeric }, i) => {
      const text = valueText(path, values[i] ?? null);
      return parameters.length > 1 && isNumeric ? `${name} ${text}` : text;
    })
    .join(' · ');

/** Numbers with their parameter, names alone: "weight decay 3", "{−1, 0}", "a²+b², layers 2". */
export const cellInWords = ({ parameters }: Sweep, { values }: SweepCell): string =>
  parameters
    .map(({ path, name, isNumeric }, i) => `${isNumeric ? `${name} ` : ''}${valueText(path, values[i] ?? null)}`)
    .join(', ');

/** The values alone, "a+b · 2", below `shortNames`. */
export const shortLabel = ({ parameters }: Sweep, { values }: SweepCell): string =>
  parameters.map(({ path }, i) => valueText(path, values[i] ?? null)).join(' · ');

/** "operation · layers" */
export const shortNames = ({ parameters }: Sweep): string => parameters.map(({ name }) => name).join(' · ');

/** "weight decay", "operation and number of layers". */
export const parametersInWords = ({ parameters }: Sweep): string => parameters.map(({ noun }) => noun).join(' and ');

/** Heads of the columns of a file that tell runs apart, in letters that every program reads. */
export const csvNames = (parameters: readonly Parameter[]): string[] =>
  parameters.map(({ name }) => name.replaceAll(' ', '_').replace('β₁', 'beta_1').replace('β₂', 'beta_2'));
export const csvValue = (value: ParameterValue): string => String(value ?? 'none');
