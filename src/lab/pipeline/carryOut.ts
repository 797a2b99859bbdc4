/**
 * Carries out one run from wherever it stands: train with checkpoints, measure, store. A stored run that lacks
 * results is only completed: from its checkpoints or published weights where they are at hand, else by training
 * it once more. Runs in a worker thread (worker.ts) or, in tests, in place.
 */
import { RunCache, type Progress } from '../store/cache.ts';
import { decodeCurve, encodeCurve } from '../store/curve.ts';
import { keyOf } from '../store/key.ts';
import { Ledger, publishedFiles, tombstones } from '../store/ledger.ts';
import { takeLock } from '../store/lock.ts';
import type { RunRecord } from '../store/record.ts';
import { RunStore, type StoredRun } from '../store/store.ts';
import { summarize } from '../training/summary.ts';
import { LabError } from '../errors.ts';
import { describeExecution } from './execution.ts';
import type { Job, JobEffects, JobOutcome } from './job.ts';
import { gitState, versions } from './provenance.ts';
import { takeResults, weightsOf, type ResultSource } from './takeResults.ts';
import { trainInSessions } from './sessions.ts';
import { parametersOf } from './train.ts';
import { isCheckpoint, isComplete, missingResults, readsCheckpoints, WEIGHTS_FILE } from './wanted.ts';

export async function carryOut(job: Job, effects: JobEffects): Promise<JobOutcome> {
  const { id } = keyOf(job.spec);
  const cache = new RunCache(job.cacheRoot, id, job.replicate ? 'replications' : 'runs');
  const release = await takeLock(cache.lockPath);
  if (!release) return 'locked';
  try {
    const store = new RunStore(job.storeRoot);
    const ledger = new Ledger(job.storeRoot, job.cacheRoot);
    const entries = await ledger.entries();
    if (tombstones(entries).has(id)) throw withdrawn(id);
    const stored = await store.get(id);
    if (!stored && publishedFiles(entries).has(id)) throw lost(id);
    const outcome = await carryOutHeld(job, stored, { cache, store, effects });
    const record = outcome === 'stored' ? await store.record(id) : null;
    if (record) await ledger.publish(record, effects.now());
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

const withdrawn = (id: string): LabError =>
  new LabError('RunWithdrawn', `run ${id} was withdrawn`, { hint: 'It is not trained again: its page says why.' });

/** Trained again it would have other times in its record, and not be what was published. */
const lost = (id: string): LabError =>
  new LabError('RunLost', `run ${id} is published (ledger.json has it), but its files are gone`, {
    hint: `Restore them: git checkout -- public/runs/${id}. If it was never committed, restore ledger.json too.`,
    exitCode: 3,
  });

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
  const startedAt = await cache.finishedRun();
  // A process was killed after it had stored this one.
  if (record.executions.some((execution) => execution.startedAt === startedAt)) await cache.remove();
  const progress = await trainInSessions({ ...job, measures: [], keepWeights: false, keepStates: [] }, cache, effects);
  if (!progress.finished) return 'paused';
  const { curve, summary, execution } = await outcomeOf(job, progress, cache, effects);
  await store.addExecution(record.id, execution, summary, curve);
  await cache.remove();
  return 'stored';
}

/** Adds to a stored run what is wanted of it and missing: first what its published weights give, before any training. */
async function complete(job: Job, stored: StoredRun, workshop: Workshop): Promise<JobOutcome> {
  const { cache, store, effects } = workshop;
  const { record } = stored;
  const missing = missingResults(record, job);
  if (isComplete(missing)) return 'stored';
  const wanted = { ...job, measures: missing.measures, keepWeights: missing.weights, keepStates: missing.states };

  const published = await publishedNetwork(stored, store);
  const atOnce = published ? missing.measures.filter((measure) => !readsCheckpoints({ measures: [measure] })) : [];
  if (published) {
    const ofNetwork = { ...job, measures: atOnce, keepWeights: false, keepStates: [] };
    await addResults(record, ofNetwork, published, workshop);
  }
  const later = { ...wanted, measures: missing.measures.filter((measure) => !atOnce.includes(measure)) };
  if (later.measures.length === 0 && !later.keepWeights && later.keepStates.length === 0) return 'stored';

  const progress = await trainInSessions(later, cache, effects);
  if (!progress.finished) return 'paused';
  const { execution, summary, curve, source } = await outcomeOf(later, progress, cache, effects);
  // Checkpoints that an execution of the record left behind are its own; else this is a new one.
  const n = await store.addExecution(record.id, execution, summary, curve);
  await addResults(record, later, { source, execution: n }, workshop);
  return 'stored';
}

/** What was taken from which execution of a run. */
interface Taken {
  readonly source: ResultSource;
  readonly execution: number;
}

async function addResults(
  { id, files: taken }: RunRecord,
  wanted: Job,
  { source, execution }: Taken,
  { store, effects }: Workshop,
): Promise<void> {
  const { files, measures } = await takeResults(wanted, source, { taken, ...effects });
  if (files.size === 0) return;
  const addition = { addedAt: effects.now().toISOString(), execution, measures, versions: versions(), git: gitState() };
  await store.addResults(id, addition, files);
}

/** The final network as published, and the execution that it is of; null where there is none. */
async function publishedNetwork(run: StoredRun, store: RunStore): Promise<Taken | null> {
  const { record } = run;
  if (!(WEIGHTS_FILE in record.files)) return null;
  const execution = record.origins[WEIGHTS_FILE] ?? 1;
  const { rows, summary } = await store.execution(run, execution);
  const parameters = await weightsOf(store, record);
  const source = {
    spec: record.spec,
    rows,
    summary,
    checkpointEpochs: [summary.epochs],
    parametersAt: () => Promise.resolve(parameters),
    stateAt: () => Promise.reject(new TypeError('publishedNetwork: no training state')),
  };
  return { source, execution };
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
    execution: describeExecution(progress, now()),
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
