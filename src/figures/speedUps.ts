/**
 * What is said to make runs grok sooner, against the same training without it: pairs of runs of one seed, their ratio of
 * epochs to 99 % test accuracy, and what all pairs of a variant say together. A variant has something added to its loss, or
 * another optimizer than the runs that have.
 */
import type { RunResults } from '../lab/store/results.ts';
import type { RunSpec } from '../lab/spec.ts';
import { pairsOf, type PairOfSeed } from '../lab/statistics/pairedRuns.ts';
import { speedUp, type SpeedUp } from '../lab/statistics/pairs.ts';
import { relativeCost } from '../lab/training/cost.ts';
import { axisName, cellValue, type ParameterValue } from './parameterNames.ts';
import { regularizerName } from './regularizerNames.ts';
import { groupOf } from './speedUpGroups.ts';
import { reportedSpeedUp } from './reportedSpeedUps.ts';
import { fieldOf } from './variedParameters.ts';

/** One variant, in all its pairs. */
export interface Variant {
  /** "{−1, +1}", "weight decay 2". */
  readonly name: string;
  /** What is changed, as a heading above several: speedUpGroups.ts. */
  readonly group: string;
  /** To 99 % test accuracy; at least one. */
  readonly pairs: readonly PairOfSeed[];
  /** The same pairs, to 95 % and to 99 % to stay. */
  readonly early: readonly PairOfSeed[];
  readonly stable: readonly PairOfSeed[];
  /** Of the geometric mean Student's interval, at 95 %. */
  readonly speedUp: SpeedUp;
  /** Of a step, over one of the base: lab/training/cost.ts. */
  readonly cost: number;
  /** What the source of the variant reports; null: nothing. Undefined: it is no variant of the source. */
  readonly reported: number | null | undefined;
}

const specOf = ({ record }: RunResults): RunSpec => record.spec;
const isPlain = (run: RunResults): boolean => specOf(run).regularizer === null;
/** The same for runs of networks of one kind on one task. */
export const sameTask = ({ task, model, loss }: RunSpec): string => JSON.stringify({ task, model, loss });
const sameOptimizer = ({ optimizer }: RunSpec): string => JSON.stringify(optimizer);

/**
 * The variants among `runs` that have a pair, in the order of the runs. Runs with nothing added are the base of those that
 * have their task, model and optimizer. The one that most of them have is that of the whole comparison: runs with nothing
 * added and another optimizer are variants of it too.
 */
export function variantsOf(runs: readonly RunResults[]): Variant[] {
  return [...Map.groupBy(runs, (run) => sameTask(specOf(run))).values()].flatMap((own) => {
    const bases = Map.groupBy(own.filter(isPlain), (run) => sameOptimizer(specOf(run)));
    const added = Map.groupBy(own, (run) => (isPlain(run) ? '' : sameOptimizer(specOf(run))));
    const variantsWith = (optimizer: string): number => added.get(optimizer)?.length ?? 0;
    const [main] = [...bases.keys()].filter(variantsWith).sort((x, y) => variantsWith(y) - variantsWith(x));
    const mainBase = main === undefined ? undefined : bases.get(main)?.[0];
    if (!mainBase) return [];
    const groups = Map.groupBy(
      own.filter((run) => !isPlain(run) || sameOptimizer(specOf(run)) !== main),
      (run) => sameOptimizer(specOf(run)) + JSON.stringify(specOf(run).regularizer),
    );
    return [...groups.values()].flatMap((group) => {
      const [first] = group;
      const optimizer = first && !isPlain(first) ? sameOptimizer(specOf(first)) : main;
      return variantOf(bases.get(optimizer ?? '') ?? [], group, specOf(mainBase));
    });
  });
}

/** @param main of the runs that all others are named after. */
function variantOf(bases: readonly RunResults[], group: readonly RunResults[], main: RunSpec): Variant[] {
  const [base, variant] = [bases[0], group[0]];
  const pairs = pairsOf(bases, group);
  if (!base || !variant || pairs.length === 0) return [];
  return [
    {
      name: nameOf(specOf(variant), main),
      group: groupOf(specOf(variant), main),
      pairs,
      early: pairsOf(bases, group, 't95'),
      stable: pairsOf(bases, group, 'stable'),
      speedUp: speedUp(pairs),
      cost: relativeCost(specOf(variant), specOf(base)),
      reported: reportedSpeedUp(specOf(variant)),
    },
  ];
}

/** "{0}", "weight decay 2", "{0} at weight decay 2"; empty for `main` itself. */
export function nameOf(spec: RunSpec, main: RunSpec): string {
  const optimizer = optimizerName(spec, main);
  if (!spec.regularizer) return optimizer;
  return [regularizerName(spec.regularizer), optimizer].filter(Boolean).join(' at ');
}

/** What of an optimizer is not as in the base: "weight decay 2". */
const optimizerName = ({ optimizer }: RunSpec, base: RunSpec): string => {
  const fieldsOf = (own: RunSpec['optimizer']): [string, ParameterValue][] =>
    Object.entries(own).flatMap(([field, value]) => fieldOf(`optimizer.${field}`, value));
  const usual = new Map(fieldsOf(base.optimizer));
  return fieldsOf(optimizer)
    .filter(([path, value]) => value !== usual.get(path))
    .map(([path, value]) => `${axisName(path)} ${cellValue(path, value)}`)
    .join(', ');
};
