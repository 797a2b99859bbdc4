/**
 * Carries out one run from wherever it stands: train with checkpoints, measure, store. A stored run that lacks
 * results is only completed: from its checkpoints or published weights where they are at hand, else by training
 * it once more. Runs in a worker thread (worker.ts) or, in tests, in place.
 */
import type { DeviceName } from '../engine/devices.ts';
import type { MeasureName } from '../measures/catalogue.ts';
import type { RunSpec } from '../spec.ts';
import { RunCache, type Progress } from '../store/cache.ts';
import { decodeCurve, encodeCurve } from '../store/curve.ts';
import { keyOf } from '../store/key.ts';
import { Ledger } from '../store/ledger.ts';
import { takeLock } from '../store/lock.ts';
import type { RunRecord } from '../store/record.ts';
import { RunStore, type StoredRun } from '../store/store.ts';
import { summarize, type Evaluation } from '../training/summary.ts';
import { describeExecution } from './execution.ts';
import { gitState, versions } from './provenance.ts';
import { takeResults, weightsOf, type ResultSource } from './takeResults.ts';
import { trainInSessions } from './sessions.ts';
import { parametersOf } from './train.ts';
import {
  isCheckpoint,
  isComplete,
  missingResults,
  readsCheckpoints,
  WEIGHTS_FILE,
  type WantedResults,
} from './wanted.ts';

/** What to do, as plain data: it crosses a thread boundary. */
export interface Job extends WantedResults {
  readonly spec: RunSpec;
  readonly device: DeviceName;
  /** Carry a stored run out once more, from its start, and add the execution. @default false */
  readonly replicate?: boolean;
  /** A killed process loses at most the epochs since the last save. */
  readonly saveEverySeconds: number;
  readonly cacheRoot: string;
  readonly storeRoot: string;
}

/** Progress of a job, as plain data. */
export type JobEvent =
  | { readonly type: 'resumed'; readonly epoch: number }
  | { readonly type: 'evaluated'; readonly row: Evaluation; readonly epochsPerSecond: number }
  | { readonly type: 'measuring'; readonly measure: MeasureName }
  | { readonly type: 'warning'; readonly message: string };

export type JobOutcome = 'stored' | 'paused' | 'locked';

export interface JobEffects {
  readonly report: (event: JobEvent) => void;
  /** True once the run should stop at its next evaluation, with its state saved. */
  readonly shouldPause: () => boolean;
  readonly now: () => Date;
}

export async function carryOut(job: Job, effects: JobEffects): Promise<JobOutcome> {
  const { id } = keyOf(job.spec);
  const cache = new RunCache(job.cacheRoot, id, job.replicate ? 'replications' : 'runs');
  const release = await takeLock(cache.lockPath);
  if (!release) return 'locked';
  try {
    const store = new RunStore(job.storeRoot);
    const stored = await store.get(id);
    const outcome = await carryOutHeld(job, stored, { cache, store, effects });
    const record = outcome === 'stored' ? await store.record(id) : null;
    if (record) await new Ledger(job.storeRoot, job.cacheRoot).publish(record, effects.now());
    return outcome;
  } finally {
    await release();
  }
}

interface Workshop {
  readonly cache: RunCache;
  readonly store: RunStore;
  readonly effects: JobEffects;
}

/** The caller holds the run's lock. */
function carryOutHeld(job: Job, stored: StoredRun | null, workshop: Workshop): Promise<JobOutcome> {
  if (!stored) return carryOutFirst(job, workshop);
  return job.replicate ? carryOutAgain(job, stored, workshop) : complete(job, stored, workshop);
}

async function carryOutFirst(job: Job, { cache, store, effects }: Workshop): Promise<JobOutcome> {
  const progress = await trainInSessions(job, cache, effects);
  if (!progress.finished) return 'paused';
  const { spec } = job;
  const { curve, summary, execution, source } = await outcomeOf(job, progress, cache, effects);
  const { files, measures } = await takeResults(job, source, { taken: {}, ...effects });
  const run = { schema: 1 as const, ...keyOf(spec), spec, summary, measures, executions: [execution] };
  await store.put(run, new Map([['curve.csv', curve], ...files]));
  return 'stored';
}

async function carryOutAgain(job: Job, { record }: StoredRun, workshop: Workshop): Promise<JobOutcome> {
  const { cache, store, effects } = workshop;
  const progress = await trainInSessions({ ...job, measures: [], keepWeights: false, keepStates: [] }, cache, effects);
  if (!progress.finished) return 'paused';
  const { curve, summary, execution } = await outcomeOf(job, progress, cache, effects);
  await store.addExecution(record.id, execution, summary, curve);
  await cache.remove();
  return 'stored';
}

/** Adds to a stored run what is wanted of it and missing. */
async function complete(job: Job, stored: StoredRun, workshop: Workshop): Promise<JobOutcome> {
  const { cache, store, effects } = workshop;
  const { record } = stored;
  const missing = missingResults(record, job);
  if (isComplete(missing)) return 'stored';
  const wanted = { ...job, measures: missing.measures, keepWeights: missing.weights, keepStates: missing.states };

  let execution = 1;
  let source = await publishedNetwork(stored, store, wanted);
  if (!source) {
    const progress = await trainInSessions(wanted, cache, effects);
    if (!progress.finished) return 'paused';
    const outcome = await outcomeOf(wanted, progress, cache, effects);
    ({ source } = outcome);
    // Checkpoints that an execution of the record left behind are its own; else this is a new one.
    execution = await store.addExecution(record.id, outcome.execution, outcome.summary, outcome.curve);
  }
  const { files, measures } = await takeResults(wanted, source, { taken: record.files, ...effects });
  const addition = { addedAt: effects.now().toISOString(), execution, measures, versions: versions(), git: gitState() };
  await store.addResults(record.id, addition, files);
  return 'stored';
}

/** The final network as published, where that is all that is needed; null where it is not. */
async function publishedNetwork(run: StoredRun, store: RunStore, wanted: WantedResults): Promise<ResultSource | null> {
  if (
    wanted.keepWeights ||
    wanted.keepStates.length > 0 ||
    readsCheckpoints(wanted) ||
    !(WEIGHTS_FILE in run.record.files)
  )
    return null;
  const { spec, summary } = run.record;
  const parameters = await weightsOf(store, run.record);
  return {
    spec,
    rows: run.rows,
    summary,
    checkpointEpochs: [summary.epochs],
    parametersAt: () => Promise.resolve(parameters),
    stateAt: () => Promise.reject(new TypeError('publishedNetwork: no training state')),
  };
}

interface Outcome {
  readonly curve: string;
  readonly summary: RunRecord['summary'];
  readonly execution: RunRecord['executions'][number];
  readonly source: ResultSource;
}

/** What a finished training gave. */
async function outcomeOf(job: Job, progress: Progress, cache: RunCache, { now }: JobEffects): Promise<Outcome> {
  const { spec } = job;
  const curve = encodeCurve(progress.rows);
  // From the curve as it is published, so that an interrupted run gives the same digits as an undisturbed one.
  const rows = decodeCurve(curve);
  const summary = summarize(rows, spec, progress.finished?.divergedAt ?? null);
  const checkpointEpochs = (await cache.checkpointEpochs()).filter(
    (epoch) => isCheckpoint(epoch, job.checkpointEvery) || epoch === summary.epochs,
  );
  const final = parametersOf(spec, progress.state);
  const parametersAt: ResultSource['parametersAt'] = (epoch) =>
    epoch === summary.epochs ? Promise.resolve(final) : cache.loadCheckpoint(epoch);
  return {
    curve,
    summary,
    execution: describeExecution(job.device, progress, now()),
    source: {
      spec,
      rows,
      summary,
      checkpointEpochs,
      parametersAt,
      stateAt: (epoch) => cache.loadCheckpoint(epoch, 'states'),
    },
  };
}
