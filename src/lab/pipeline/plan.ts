/** What would have to be computed: every run of the experiments, its state and its forecast cost. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parameterShapes } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { RunCache } from '../store/cache.ts';
import type { Experiment, PlannedRun } from './experiments.ts';

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

/** What one core does on these products through ONNX Runtime; the benchmark measures it. GFLOP/s */
const ASSUMED_GFLOPS = 75;
/** Share of the budget that a run with a stop rule is expected to need. */
const EXPECTED_SHARE = 0.5;

/**
 * The plan for `experiments`, cheapest information first: one seed of every cell before the second, experiments
 * in turn. A run that several experiments share appears once, under the first.
 */
export async function makePlan(experiments: readonly Experiment[], paths: ProjectPaths): Promise<PlanRow[]> {
  const seen = new Set<string>();
  const rows: PlanRow[] = [];
  for (const { experiment, run } of inOrder(experiments)) {
    if (seen.has(run.id)) continue;
    seen.add(run.id);
    rows.push(await planRow(experiment, run, paths));
  }
  return rows;
}

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

async function planRow(experiment: Experiment, run: PlannedRun, paths: ProjectPaths): Promise<PlanRow> {
  const { spec } = run;
  const expectedEpochs = spec.stop ? Math.round(spec.epochs * EXPECTED_SHARE) : spec.epochs;
  if (existsSync(join(paths.store, run.id, 'run.json'))) {
    return { ...run, experiment, state: 'stored', epoch: expectedEpochs, expectedEpochs, forecastSeconds: 0 };
  }
  const epoch = (await new RunCache(paths.cache, run.id).savedEpoch()) ?? 0;
  const remaining = Math.max(expectedEpochs - epoch, 0);
  return {
    ...run,
    experiment,
    state: epoch > 0 ? 'partial' : 'missing',
    epoch,
    expectedEpochs,
    forecastSeconds: (remaining * flopsPerEpoch(spec)) / (ASSUMED_GFLOPS * 1e9),
  };
}

/**
 * Floating-point operations of one epoch with its share of an evaluation, from the matrix products: 2 per
 * multiply-add, three products per weight in a step (forward, two gradients), one in an evaluation.
 */
export function flopsPerEpoch({ task, model, evaluateEvery }: RunSpec): number {
  const pairs = task.p ** 2;
  const trained = Math.floor(task.fracTrain * pairs);
  const shapes = parameterShapes(model, task.p);
  const sizeOf = (name: string): number => (shapes[name] ?? []).reduce((n, d) => n * d, 1);
  const perExample = (name: string): number => sizeOf(`blocks.0.${name}`);
  const block = perExample('W_O') + perExample('W_in') + perExample('W_out');
  const projections = 3 * perExample('W_Q');
  // Below the last layer, positions b and "=" are per example, with queries, keys and values after layer 0.
  const inner = (model.nLayers - 1) * (2 * block + 2 * projections);
  const lookUpGradients = 2 * task.p * model.nHeads * model.dHead;
  const forward = block + inner + sizeOf('W_U');
  return 2 * (trained * (3 * forward + lookUpGradients) + (pairs * forward) / evaluateEvery);
}
