/** What would have to be computed: every run of the experiments, its state and its forecast cost. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunCache } from '../store/cache.ts';
import type { RunRecord } from '../store/record.ts';
import type { Experiment, PlannedRun } from './experiments.ts';
import { ASSUMED_SPEED, expectedEpochs, forecastSeconds, type Speed } from './forecast.ts';

export interface PlanRow extends PlannedRun {
  readonly experiment: Experiment;
  readonly state: 'stored' | 'partial' | 'missing';
  /** Epochs trained so far. */
  readonly epoch: number;
  /** Epochs expected: the budget, or less where the run stops once it has grokked. */
  readonly expectedEpochs: number;
  /** Expected seconds on one thread of this machine. */
  readonly forecastSeconds: number;
}

/** What a forecast is made from. */
export interface PlanKnowledge {
  /** Records of stored runs by id. */
  readonly records?: ReadonlyMap<string, RunRecord>;
  readonly speed?: Speed;
}

/** Folders of a project that the lab works in. */
export interface ProjectPaths {
  readonly root: string;
  readonly store: string;
  readonly cache: string;
}

export const projectPaths = (root: string): ProjectPaths => ({
  root,
  store: join(root, 'public', 'runs'),
  cache: join(root, '.cache', 'lab'),
});

/**
 * The plan for `experiments`, cheapest information first: one seed of every cell before the second, experiments
 * in turn. A run that several experiments share appears once, under the first.
 */
export async function makePlan(
  experiments: readonly Experiment[],
  paths: ProjectPaths,
  { records = new Map(), speed = ASSUMED_SPEED }: PlanKnowledge = {},
): Promise<PlanRow[]> {
  const seen = new Set<string>();
  const rows: PlanRow[] = [];
  for (const { experiment, run } of inOrder(experiments)) {
    if (seen.has(run.id)) continue;
    seen.add(run.id);
    rows.push(await planRow(experiment, run, paths, { records, speed }));
  }
  return rows;
}

/** Whether a run belongs to shard `index` of `count`. Depends on its id alone, so a growing plan moves no run. */
export const isInShard = (id: string, index: number, count: number): boolean =>
  Number.parseInt(id.slice(0, 8), 16) % count === index;

function inOrder(experiments: readonly Experiment[]): { experiment: Experiment; run: PlannedRun }[] {
  return experiments
    .flatMap((experiment) => {
      const repeats = new Map<string, number>();
      return experiment.runs.map((run) => {
        const { seed: _seed, ...cell } = run.cell;
        const key = JSON.stringify(cell);
        const repeat = repeats.get(key) ?? 0;
        repeats.set(key, repeat + 1);
        return { experiment, run, repeat };
      });
    })
    .sort((x, y) => x.repeat - y.repeat);
}

async function planRow(
  experiment: Experiment,
  run: PlannedRun,
  paths: ProjectPaths,
  { records, speed }: Required<PlanKnowledge>,
): Promise<PlanRow> {
  const stored = records.get(run.id);
  if (stored || existsSync(join(paths.store, run.id, 'run.json'))) {
    const epoch = stored?.summary.epochs ?? run.spec.epochs;
    return { ...run, experiment, state: 'stored', epoch, expectedEpochs: epoch, forecastSeconds: 0 };
  }
  const siblings = experiment.runs.flatMap(({ id }) => records.get(id) ?? []);
  const expected = expectedEpochs(run.spec, siblings);
  const epoch = (await new RunCache(paths.cache, run.id).savedEpoch()) ?? 0;
  return {
    ...run,
    experiment,
    state: epoch > 0 ? 'partial' : 'missing',
    epoch,
    expectedEpochs: expected,
    forecastSeconds: forecastSeconds(run.spec, Math.max(expected - epoch, 0), speed),
  };
}
