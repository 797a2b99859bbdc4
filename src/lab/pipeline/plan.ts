/** What would have to be computed: every run of the experiments, its state and its forecast cost. */
import { join } from 'node:path';
import type { DeviceName } from '../engine/deviceNames.ts';
import { RunCache } from '../store/cache.ts';
import type { RunRecord } from '../store/record.ts';
import type { Experiment, PlannedRun } from './experiments.ts';
import type { RunSpec } from '../spec.ts';
import { flopsPerEpoch } from '../training/cost.ts';
import { ASSUMED_SPEED, expectedEpochs, forecastSeconds, pastSamples, speedAt, type Speed } from './forecast.ts';
import { hasCheckpoints, isComplete, missingResults, readsCheckpoints, union, WEIGHTS_FILE } from './wanted.ts';
import type { MissingResults, WantedResults } from './wanted.ts';

/**
 * stored: everything that is wanted is there; incomplete: stored, but something more is wanted of it now;
 * partial: training was interrupted; missing: never begun; withdrawn: taken back, never trained again;
 * replicate: stored, and to be carried out once more because somebody asked for it.
 */
export type PlanState = 'stored' | 'incomplete' | 'partial' | 'missing' | 'withdrawn' | 'replicate';

export interface PlanRow extends PlannedRun {
  readonly experiment: Experiment;
  readonly state: PlanState;
  /** Whether it is not stored, or lacks a result, that an experiment wants which is not in progress. */
  readonly isDue: boolean;
  /**
   * What all experiments that have this run want of it; only what the chosen ones want where that is to be had
   * without training.
   */
  readonly wanted: WantedResults;
  /** What a stored run lacks of it; null where the run is not stored. */
  readonly missing: MissingResults | null;
  /** Whether there is something to train. */
  readonly isTrained: boolean;
  /** Why there is something to do; empty where there is nothing. */
  readonly reasons: readonly string[];
  /** Epochs trained so far. */
  readonly epoch: number;
  /** Device of the training so far; null where there is none. */
  readonly begunOn: DeviceName | null;
  /** Epochs expected: the budget, or less where the run stops once it has grokked. */
  readonly expectedEpochs: number;
  /** Expected seconds on one thread of this machine. */
  readonly forecastSeconds: number;
  /** The same if it uses up its budget. */
  readonly mostSeconds: number;
}

/** Whether a run has to be carried out, or something of it. */
export const isToDo = ({ state }: Pick<PlanRow, 'state'>): boolean => state !== 'stored' && state !== 'withdrawn';

/** What a plan is made from, besides the experiments. */
export interface PlanKnowledge {
  /**
   * What to plan, experiments by slug and runs by id, the named runs first and in this order; the other experiments
   * only say what they want of the runs that are named, and of those that have to be trained. @default all experiments
   */
  readonly chosen?: readonly string[];
  /** Records of stored runs by id. */
  readonly records?: ReadonlyMap<string, RunRecord>;
  /** Ids of runs that were taken back. */
  readonly withdrawn?: ReadonlySet<string>;
  /** Of this machine, where no stored run tells. */
  readonly speed?: Speed;
  /** @default cpu */
  readonly device?: DeviceName;
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
  knowledge: PlanKnowledge = {},
): Promise<PlanRow[]> {
  const {
    chosen,
    records = new Map<string, RunRecord>(),
    withdrawn = new Set(),
    speed = ASSUMED_SPEED,
    device = 'cpu',
  } = knowledge;
  const samples = pastSamples([...records.values()], device);
  const speedOf = (spec: RunSpec): Speed => speedAt(samples, flopsPerEpoch(spec)) ?? speed;
  const finished = experiments.filter(({ inProgress }) => !inProgress);
  const [wishes, dueWishes] = [wishesOf(experiments, chosen), wishesOf(finished, chosen)];
  const ofFinished = new Set(finished.flatMap(({ runs }) => runs.map(({ id }) => id)));
  const isChosen = (...names: string[]): boolean => !chosen || names.some((name) => chosen.includes(name));
  const seen = new Set<string>();
  const rows: PlanRow[] = [];
  for (const { experiment, run } of inOrder(experiments)) {
    if (seen.has(run.id) || !isChosen(experiment.slug, run.id)) continue;
    seen.add(run.id);
    const stateFor = (wanted: WantedResults): RowState | Promise<RowState> =>
      withdrawn.has(run.id)
        ? WITHDRAWN
        : stateOf({ ...run, experiment, wanted }, paths, { records, speed: speedOf(run.spec) });
    const asked = !chosen || chosen.includes(run.id) ? 'ofAll' : 'ofChosen';
    const first = await stateFor(wishes[asked](run.id));
    // Whoever has to train it takes everything.
    const whose = first.isTrained ? 'ofAll' : asked;
    const wanted = wishes[whose](run.id);
    const state = whose === asked ? first : await stateFor(wanted);
    const record = records.get(run.id);
    const isDue =
      !withdrawn.has(run.id) &&
      ofFinished.has(run.id) &&
      !(record && isComplete(missingResults(record, dueWishes[whose](run.id))));
    rows.push({ ...run, experiment, isDue, wanted, ...state });
  }
  const named = (chosen ?? []).flatMap((name) => rows.find(({ id }) => id === name) ?? []);
  return [...new Set([...named, ...rows])];
}

/** What is wanted of a run, by its id: by all experiments that have it, by those of them that are chosen. */
interface Wishes {
  readonly ofAll: (id: string) => WantedResults;
  readonly ofChosen: (id: string) => WantedResults;
}

const wishesOf = (experiments: readonly Experiment[], chosen: PlanKnowledge['chosen']): Wishes => ({
  ofAll: wantedByRun(experiments),
  ofChosen: wantedByRun(experiments.filter(({ slug }) => chosen?.includes(slug))),
});

/** What those of `experiments` that have a run want of it together, by its id. */
function wantedByRun(experiments: readonly Experiment[]): (id: string) => WantedResults {
  const byRun = new Map<string, Experiment[]>();
  for (const experiment of experiments) {
    for (const { id } of experiment.runs) byRun.set(id, [...(byRun.get(id) ?? []), experiment]);
  }
  return (id) => union(byRun.get(id) ?? []);
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

/** The row of a stored run that is to be carried out once more. */
export async function toReplicate(row: PlanRow, paths: ProjectPaths, speed: Speed): Promise<PlanRow> {
  const saved = await new RunCache(paths.cache, row.id, 'replications').saved();
  const epoch = saved?.epoch ?? 0;
  const seconds = forecastSeconds(row.spec, Math.max(row.expectedEpochs - epoch, 0), speed);
  return {
    ...row,
    state: 'replicate',
    reasons: ['asked for'],
    epoch,
    begunOn: saved?.device ?? null,
    forecastSeconds: seconds,
  };
}

type RowState = Omit<PlanRow, 'id' | 'spec' | 'cell' | 'experiment' | 'isDue' | 'wanted'>;

const WITHDRAWN: RowState = {
  state: 'withdrawn',
  missing: null,
  reasons: [],
  isTrained: false,
  epoch: 0,
  begunOn: null,
  expectedEpochs: 0,
  forecastSeconds: 0,
  mostSeconds: 0,
};

/** Share of a run's training that measuring it takes, roughly. */
const MEASURING_SHARE = 0.05;

async function stateOf(
  { id, spec, experiment, wanted }: Pick<PlanRow, 'id' | 'spec' | 'experiment' | 'wanted'>,
  paths: ProjectPaths,
  { records, speed }: Required<Pick<PlanKnowledge, 'records' | 'speed'>>,
): Promise<RowState> {
  const cache = new RunCache(paths.cache, id);
  const stored = records.get(id);
  const saved = await cache.saved();
  if (stored) {
    const { epochs } = stored.summary;
    const missing = missingResults(stored, wanted);
    const done = { missing, epoch: epochs, begunOn: null, expectedEpochs: epochs };
    if (isComplete(missing))
      return { ...done, state: 'stored', reasons: [], isTrained: false, forecastSeconds: 0, mostSeconds: 0 };
    const again = forecastSeconds(spec, epochs, speed);
    const source = await sourceOf(stored, missing, wanted, cache);
    const isTrained = source === 'training';
    return {
      ...done,
      state: 'incomplete',
      begunOn: isTrained && saved?.isFinished === false ? saved.device : null,
      reasons: [...missing.reasons, SOURCES[source]],
      isTrained,
      forecastSeconds: isTrained ? again : again * MEASURING_SHARE,
      mostSeconds: isTrained ? again : again * MEASURING_SHARE,
    };
  }
  const trained = saved && { ...saved, evaluateEvery: spec.evaluateEvery };
  const epoch = trained && (await hasCheckpoints(wanted, trained, cache)) ? trained.epoch : 0;
  const siblings = experiment.runs.flatMap((run) => records.get(run.id) ?? []);
  // A run that has come further than others did is not at its end.
  const expected = Math.min(spec.epochs, Math.max(expectedEpochs(spec, siblings), Math.round(1.25 * epoch)));
  return {
    state: epoch > 0 ? 'partial' : 'missing',
    missing: null,
    reasons: [epoch > 0 ? `interrupted at epoch ${epoch}` : 'no run has this spec'],
    isTrained: true,
    epoch,
    begunOn: epoch > 0 ? (saved?.device ?? null) : null,
    expectedEpochs: expected,
    forecastSeconds: forecastSeconds(spec, Math.max(expected - epoch, 0), speed),
    mostSeconds: forecastSeconds(spec, spec.epochs - epoch, speed),
  };
}

const SOURCES = {
  weights: 'from the published weights',
  checkpoints: 'from the checkpoints at hand',
  training: 'not all of its checkpoints are at hand: trained once more',
} as const;

/** Where the missing results of a stored run can be taken from. */
async function sourceOf(
  { spec: { evaluateEvery }, summary, files }: RunRecord,
  { measures, weights, states }: MissingResults,
  { checkpointEvery }: WantedResults,
  cache: RunCache,
): Promise<keyof typeof SOURCES> {
  if (!weights && states.length === 0 && !readsCheckpoints({ measures }) && WEIGHTS_FILE in files) return 'weights';
  const saved = await cache.saved();
  const wanted = { measures, checkpointEvery, keepStates: states };
  const trained = { evaluateEvery, epoch: saved?.epoch ?? 0, isFinished: true };
  const isAtHand = saved?.isFinished === true && saved.epoch === summary.epochs && (await hasCheckpoints(wanted, trained, cache)); // prettier-ignore
  return isAtHand ? 'checkpoints' : 'training';
}
