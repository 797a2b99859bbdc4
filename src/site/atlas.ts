/** The stored results, as pages read them: experiments with whatever subset of their runs is stored. */
import { join } from 'node:path';
import { loadExperiments, type Experiment } from '../lab/pipeline/experiments.ts';
import { readResults, type RunResults } from '../lab/store/results.ts';
import { RunStore } from '../lab/store/store.ts';
import { unknownName, WriteupError } from './mistakes.ts';

export const projectRoot = process.cwd();
export const store = new RunStore(join(projectRoot, 'public', 'runs'));

/** An experiment and those of its runs that are stored, in the order of its definition. */
export interface StoredExperiment extends Experiment {
  readonly stored: readonly RunResults[];
}

const results = new Map<string, Promise<RunResults | null>>();
let definitions: Promise<Experiment[]> | undefined;

/** A stored run; null where it is not stored. */
export function findRun(id: string): Promise<RunResults | null> {
  const known = results.get(id) ?? readResults(store, id);
  results.set(id, known);
  void known.then((run) => run ?? results.delete(id)).catch(() => results.delete(id));
  return known;
}

export async function allExperiments(): Promise<StoredExperiment[]> {
  const experiments = await (definitions ??= loadExperiments(projectRoot));
  return Promise.all(
    experiments.map(async (experiment) => {
      const runs = await Promise.all(experiment.runs.map(({ id }) => findRun(id)));
      return { ...experiment, stored: runs.filter((run) => run !== null) };
    }),
  );
}

/** What a component in a write-up asks for: an experiment, one of its seeds, or a run. */
export interface Request {
  readonly experiment?: string | undefined;
  readonly seed?: number | undefined;
  readonly run?: string | undefined;
}

/** What it gets: the runs, in order of seed, and how many there would be if all were stored. */
export interface Answer {
  readonly runs: readonly RunResults[];
  readonly planned: number;
  readonly experiment: StoredExperiment | null;
}

/** @param where file and line of the request, for the error. @throws LabError for a name that does not exist. */
export async function resolve({ experiment: slug, seed, run: id }: Request, where: string): Promise<Answer> {
  if (id !== undefined) {
    const run = await findRun(id);
    if (run) return { runs: [run], planned: 1, experiment: null };
    throw unknownName({ where, what: 'run', name: id, known: await store.ids() });
  }
  if (slug === undefined) {
    const hint = 'Give experiment="…", experiment="…" with seed={…}, or run="…".';
    throw new WriteupError('RequestEmpty', `${where}: neither an experiment nor a run is named.`, hint);
  }
  const experiments = await allExperiments();
  const experiment = experiments.find((candidate) => candidate.slug === slug);
  if (!experiment) {
    throw unknownName({ where, what: 'experiment', name: slug, known: experiments.map((known) => known.slug) });
  }
  if (seed === undefined) return { runs: experiment.stored, planned: experiment.runs.length, experiment };
  const planned = experiment.runs.filter(({ spec }) => spec.seed === seed);
  if (planned.length === 0) {
    const seeds = [...new Set(experiment.runs.map(({ spec }) => String(spec.seed)))];
    throw unknownName({ where, what: `seed of ${slug}`, name: String(seed), known: seeds });
  }
  const runs = experiment.stored.filter(({ record }) => planned.some(({ id }) => id === record.id));
  return { runs, planned: planned.length, experiment };
}
