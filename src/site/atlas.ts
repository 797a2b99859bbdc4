/** The stored results, as pages read them: experiments with whatever subset of their runs is stored. */
import { loadExperiments, type Experiment, type PlannedRun } from '../lab/pipeline/experiments.ts';
import { projectPaths } from '../lab/pipeline/plan.ts';
import { Ledger } from '../lab/store/ledger.ts';
import { readResults, type RunResults } from '../lab/store/results.ts';
import { RunStore } from '../lab/store/store.ts';
import { asPlanned } from './cells.ts';
import { select } from './claims/selection.ts';
import { runWithdrawn, unknownName, WriteupError } from './writeupErrors.ts';
import { withdrawalsOf, type Withdrawal } from './withdrawals.ts';

export const projectRoot = process.cwd();
const paths = projectPaths(projectRoot);
export const store = new RunStore(paths.store);

/** An experiment, those of its runs that are stored, in the order of its definition, and those taken back. */
export interface StoredExperiment extends Experiment {
  readonly stored: readonly RunResults[];
  readonly withdrawn: ReadonlyMap<string, Withdrawal>;
}

// Remembered until experiments/ or public/runs change: see live.ts.
const results = new Map<string, Promise<RunResults | null>>();
let definitions: Promise<Experiment[]> | undefined;
let withdrawals: Promise<Map<string, Withdrawal>> | undefined;

/** Runs that were taken back, by id. */
export const allWithdrawals = (): Promise<Map<string, Withdrawal>> =>
  (withdrawals ??= new Ledger(paths.store, paths.cache).entries().then(withdrawalsOf));

/** A stored run; null where it is not stored, or was taken back. */
export async function findRun(id: string): Promise<RunResults | null> {
  if ((await allWithdrawals()).has(id)) return null;
  const known = results.get(id) ?? readResults(store, id);
  results.set(id, known);
  return known;
}

/** Every stored run, by id. */
export async function allRuns(): Promise<RunResults[]> {
  const runs = await Promise.all((await store.ids()).map(findRun));
  return runs.filter((run) => run !== null);
}

export async function allExperiments(): Promise<StoredExperiment[]> {
  const experiments = await (definitions ??= loadExperiments(projectRoot));
  const gone = await allWithdrawals();
  return Promise.all(
    experiments.map(async (experiment) => {
      const runs = await Promise.all(experiment.runs.map(({ id }) => findRun(id)));
      const withdrawn = new Map([...gone].filter(([id]) => experiment.runs.some((run) => run.id === id)));
      return { ...experiment, stored: runs.filter((run) => run !== null), withdrawn };
    }),
  );
}

/** What a component in a write-up asks for: an experiment, some of its runs or one seed, or a run. */
export interface Request {
  readonly experiment?: string | undefined;
  /** By what was specified, as in claims: "optimizer.weightDecay=2" (claims/selection.ts). */
  readonly where?: string | undefined;
  readonly seed?: number | undefined;
  readonly run?: string | undefined;
}

/** What it gets: the runs, in the order of the definition, and how many there would be if all were stored. */
export interface Answer {
  readonly runs: readonly RunResults[];
  readonly planned: number;
  /** The same runs, stored or not. */
  readonly plannedRuns: readonly PlannedRun[];
  readonly experiment: StoredExperiment | null;
}

/** @param place file and line of the request, for the error. @throws WriteupError for a name that does not exist. */
export async function resolve(
  { experiment: slug, where: chosen, seed, run: id }: Request,
  place: string,
): Promise<Answer> {
  if (id !== undefined) {
    const run = await findRun(id);
    if (run) {
      return { runs: [run], planned: 1, plannedRuns: [asPlanned(run)], experiment: null };
    }
    const withdrawal = (await allWithdrawals()).get(id);
    throw withdrawal ? runWithdrawn(withdrawal, place) : unknownRun(id, place, await allRuns());
  }
  if (slug === undefined) {
    const hint = 'Give experiment="…", experiment="…" with seed={…}, or run="…".';
    throw new WriteupError('RequestEmpty', `${place}: neither an experiment nor a run is named.`, hint);
  }
  const experiments = await allExperiments();
  const experiment = experiments.find((candidate) => candidate.slug === slug);
  if (!experiment) {
    throw unknownName({ where: place, what: 'experiment', name: slug, known: experiments.map((known) => known.slug) });
  }
  const selected = chosen === undefined ? experiment.runs : selectPlanned(chosen, experiment.runs, place);
  const planned = seed === undefined ? selected : selected.filter(({ spec }) => spec.seed === seed);
  if (planned.length === 0) {
    const seeds = [...new Set(selected.map(({ spec }) => String(spec.seed)))];
    throw unknownName({ where: place, what: `seed of ${slug}`, name: String(seed), known: seeds });
  }
  const runs = experiment.stored.filter(({ record }) => planned.some(({ id }) => id === record.id));
  return { runs, planned: planned.length, plannedRuns: planned, experiment };
}

const selectPlanned = (text: string, runs: readonly PlannedRun[], place: string): PlannedRun[] =>
  select(
    text,
    runs.map((planned) => ({ planned })),
    place,
  ).map(({ planned }) => planned);

const unknownRun = (name: string, where: string, runs: readonly RunResults[]): WriteupError =>
  unknownName({ where, what: 'run', name, known: runs.map(({ record }) => record.id) });
