/** Runs paired by their seeds, and timed to one goal. */
import type { RunSpec } from '../spec.ts';
import type { Evaluation, Summary } from '../training/summary.ts';
import { CROSSINGS, timeTo, timeToStay, type CrossingName } from './eventTime.ts';
import { pairBySeed, ratioOf, type Pair, type PairedRatio } from './pairs.ts';

/** Epochs for which both accuracies have to stay at 99 %, by the goal that asks for it. */
const BASINS = { stable: 500, 'stable for 1000 epochs': 1000 } as const;
/** What two runs are timed to: a crossing, or to stay at 99 %. */
export type Goal = CrossingName | keyof typeof BASINS;
export const GOALS: readonly Goal[] = [...CROSSINGS, ...(Object.keys(BASINS) as (keyof typeof BASINS)[])];
const isBasin = (goal: Goal): goal is keyof typeof BASINS => Object.hasOwn(BASINS, goal);

export interface PairOfSeed extends Pair {
  readonly seed: number;
  readonly ratio: PairedRatio;
}

/** As it is stored. */
interface Run {
  readonly record: {
    readonly spec: Pick<RunSpec, 'epochs' | 'seed'>;
    readonly summary: Pick<Summary, CrossingName | 'outcome' | 'epochs'>;
  };
  readonly rows: readonly Evaluation[];
}

const seedOf = ({ record }: Run): number => record.spec.seed;

const timeOfSeed = (run: Run, goal: Goal): { seed: number; time: Pair['base'] } => ({
  seed: seedOf(run),
  time: isBasin(goal) ? timeToStay(run.rows, run.record, BASINS[goal]) : timeTo(goal, run.record),
});

/** Runs of both sides that have a seed in common; of a training that was carried on for longer, one. */
export function pairsOf(bases: readonly Run[], variants: readonly Run[], goal: Goal = 't99'): PairOfSeed[] {
  const times = oneOfEachSeed(bases).map((run) => timeOfSeed(run, goal));
  return oneOfEachSeed(variants).flatMap((run) => {
    const { pairs } = pairBySeed(times, [timeOfSeed(run, goal)]);
    return pairs.map((pair) => ({ ...pair, seed: seedOf(run), ratio: ratioOf(pair) }));
  });
}

/** A training that was carried on for longer is the same one up to where the other stopped. */
const oneOfEachSeed = (runs: readonly Run[]): Run[] =>
  runs.filter((run, i) => runs.findIndex((other) => seedOf(other) === seedOf(run)) === i);
