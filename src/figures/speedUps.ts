/**
 * What is added to the training loss, against the same training without it: pairs of runs of one seed, their ratio of
 * epochs to 99 % test accuracy, and what all pairs of a variant say together.
 */
import type { RunResults } from '../lab/store/results.ts';
import type { RunSpec } from '../lab/spec.ts';
import { timeTo } from '../lab/statistics/eventTime.ts';
import { pairBySeed, ratioOf, speedUp, type Pair, type PairedRatio, type SpeedUp } from '../lab/statistics/pairs.ts';
import { reportedSpeedUp } from './reportedSpeedUps.ts';

type Regularizer = NonNullable<RunSpec['regularizer']>;

export interface PairOfSeed extends Pair {
  readonly seed: number;
  readonly ratio: PairedRatio;
}

/** One variant, in all its pairs. */
export interface Variant {
  /** "{−1, +1}", or what else was added. */
  readonly name: string;
  /** At least one. */
  readonly pairs: readonly PairOfSeed[];
  /** Of the geometric mean Student's interval, at 95 %. */
  readonly speedUp: SpeedUp;
  /** What the source of the variant reports; null: nothing. Undefined: it is no variant of the source. */
  readonly reported: number | null | undefined;
}

/** Runs of which the one is the other without what was added to its loss. */
const sameTraining = ({ spec }: RunResults['record']): string =>
  JSON.stringify({ task: spec.task, model: spec.model, optimizer: spec.optimizer, loss: spec.loss });

const timeOfSeed = ({ record }: RunResults): { seed: number; time: Pair['base'] } => ({
  seed: record.spec.seed,
  time: timeTo('t99', record),
});

/** The variants among `runs` that have a pair, in the order of the runs. Runs without a regularizer are the base. */
export function variantsOf(runs: readonly RunResults[]): Variant[] {
  const bases = Map.groupBy(
    runs.filter(({ record }) => record.spec.regularizer === null),
    ({ record }) => sameTraining(record),
  );
  const added = runs.filter(({ record }) => record.spec.regularizer !== null);
  const groups = Map.groupBy(added, ({ record }) => sameTraining(record) + JSON.stringify(record.spec.regularizer));
  return [...groups.values()].flatMap((group): Variant[] => {
    const [first] = group;
    const regularizer = first?.record.spec.regularizer;
    if (!first || !regularizer) return [];
    const base = oneOfEachSeed(bases.get(sameTraining(first.record)) ?? []);
    const pairs = oneOfEachSeed(group).flatMap((run) => pairsOfSeed(base, run));
    if (pairs.length === 0) return [];
    return [{ name: nameOf(regularizer), pairs, speedUp: speedUp(pairs), reported: reportedSpeedUp(regularizer) }];
  });
}

function pairsOfSeed(base: readonly RunResults[], variant: RunResults): PairOfSeed[] {
  const { pairs } = pairBySeed(base.map(timeOfSeed), [timeOfSeed(variant)]);
  return pairs.map((pair) => ({ ...pair, seed: variant.record.spec.seed, ratio: ratioOf(pair) }));
}

/** A training that was carried on for longer is the same one up to where the other stopped. */
const oneOfEachSeed = (runs: readonly RunResults[]): RunResults[] =>
  runs.filter(({ record }, i) => runs.findIndex((other) => other.record.spec.seed === record.spec.seed) === i);

/** Options of a probe that are not those it has unless told otherwise. */
const DEFAULTS = { weight: 0.1, lag: 1, hidden: 64, learningRate: 1e-3, gradient: 'both', pairing: 'same example', learns: 'activations' }; // prettier-ignore

function nameOf(regularizer: Regularizer): string {
  if (regularizer.name === 'activation-l2@1') return `activations² · ${regularizer.weight}`;
  const offsets = regularizer.stencil.split(',').map((offset) => offset.replace('-', '−'));
  const other = Object.entries(DEFAULTS).flatMap(([option, usual]) => {
    const value = regularizer[option as keyof typeof DEFAULTS];
    return value === usual ? [] : [` ${option === 'learningRate' ? 'rate' : option} ${value}`];
  });
  return `{${offsets.join(', ')}}${other.join(',')}`;
}
