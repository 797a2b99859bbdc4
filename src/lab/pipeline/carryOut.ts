/**
 * Carries out one run from wherever it stands: train with checkpoints, measure, store. Runs in a worker thread
 * (worker.ts) or, in tests, in place.
 */
import { cpus } from 'node:os';
import { compile, type DeviceName } from '../engine/devices.ts';
import { LabError } from '../errors.ts';
import { measures, type MeasureName } from '../measures/index.ts';
import { parameterShapes, type Parameters } from '../models/transformer.ts';
import { encodeSafetensors } from '../safetensors.ts';
import type { RunSpec } from '../spec.ts';
import { RunCache, type Progress } from '../store/cache.ts';
import { decodeCurve, encodeCurve } from '../store/curve.ts';
import { toCompactJson } from '../store/json.ts';
import { keyOf } from '../store/key.ts';
import { takeLock } from '../store/lock.ts';
import type { Execution } from '../store/record.ts';
import { RunStore } from '../store/store.ts';
import { summarize, type Evaluation } from '../training/summary.ts';
import { parametersOf, train } from './train.ts';
import { gitState, versions } from './provenance.ts';

/** What to do, as plain data: it crosses a thread boundary. */
export interface Job {
  readonly spec: RunSpec;
  readonly device: DeviceName;
  readonly measures: readonly MeasureName[];
  readonly checkpointEvery: number;
  readonly keepWeights: boolean;
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

/** Checkpoints that measures see; an earlier session may have kept others. */
const isCheckpoint = (epoch: number, { checkpointEvery }: Job): boolean =>
  epoch <= DENSE_UNTIL || epoch % checkpointEvery === 0;

/** Every evaluation up to here is a checkpoint, besides every `checkpointEvery` epochs. */
const DENSE_UNTIL = 200;

export async function carryOut(job: Job, effects: JobEffects): Promise<JobOutcome> {
  const { spec } = job;
  const { id } = keyOf(spec);
  const cache = new RunCache(job.cacheRoot, id);
  const release = await takeLock(cache.lockPath);
  if (!release) return 'locked';
  try {
    const store = new RunStore(job.storeRoot);
    if (await store.get(id)) return 'stored';
    const progress = await trainInSessions(job, cache, effects);
    if (!progress.finished) return 'paused';
    const curve = encodeCurve(progress.rows);
    // From the curve as it is published, so that an interrupted run gives the same digits as an undisturbed one.
    const rows = decodeCurve(curve);
    const summary = summarize(rows, spec, progress.finished.divergedAt);
    const files = new Map<string, string | Uint8Array>([['curve.csv', curve]]);
    const checkpointEpochs = (await cache.checkpointEpochs()).filter(
      (epoch) => isCheckpoint(epoch, job) || epoch === summary.epochs,
    );
    for (const name of job.measures) {
      effects.report({ type: 'measuring', measure: name });
      const file = await measures[name].compute({
        spec,
        rows,
        summary,
        checkpointEpochs,
        parametersAt: (epoch) => cache.loadCheckpoint(epoch),
        compile: (program) => compile(program, job.device),
      });
      files.set(`measures/${file.name}`, 'json' in file ? toCompactJson(file.json) : file.bytes);
    }
    if (job.keepWeights) files.set('weights.safetensors', encodeWeights(spec, parametersOf(spec, progress.state)));
    const execution = describeExecution(job, progress, effects.now());
    await store.put({ schema: 1, ...keyOf(spec), spec, summary, executions: [execution] }, files);
    return 'stored';
  } finally {
    await release();
  }
}

/** Trains until finished or paused, saving on the way; returns what was saved last. */
async function trainInSessions(job: Job, cache: RunCache, effects: JobEffects): Promise<Progress> {
  const { spec } = job;
  const saved = await cache.load((message) => effects.report({ type: 'warning', message }));
  if (saved && saved.device !== job.device) throw deviceChanged(saved, job);
  if (saved?.finished) return saved;
  if (saved) effects.report({ type: 'resumed', epoch: saved.epoch });

  const clock = startClock(saved);
  const session = {
    startedAt: saved?.startedAt ?? effects.now().toISOString(),
    sessions: (saved?.sessions ?? 0) + 1,
    device: job.device,
    git: gitState(),
  };
  const firstEpoch = saved?.epoch ?? 0;
  const untraced = { step: null, evaluation: null };
  let lastSave = performance.now();

  const result = await train(spec, {
    compile: (program) => compile(program, job.device),
    from: saved,
    onEvaluation: async ({ epoch, rows, state }) => {
      const row = rows.at(-1) as Evaluation;
      const epochsPerSecond = (epoch - firstEpoch) / clock.sessionSeconds();
      effects.report({ type: 'evaluated', row, epochsPerSecond });
      if (isCheckpoint(epoch, job)) {
        await cache.saveCheckpoint(epoch, parametersOf(spec, state));
      }
      const pause = effects.shouldPause();
      if (pause || performance.now() - lastSave > job.saveEverySeconds * 1000) {
        await cache.save({ ...session, ...clock.totals(), graphs: untraced, epoch, rows, state, finished: null });
        lastSave = performance.now();
      }
      return pause ? 'pause' : 'go on';
    },
  });
  const finished = result.status === 'finished' ? { divergedAt: result.divergedAt } : null;
  const { epoch, rows, state, graphs } = result;
  if (finished) await cache.saveCheckpoint(epoch, parametersOf(spec, state));
  const progress = { ...session, ...clock.totals(), graphs, epoch, rows, state, finished };
  await cache.save(progress);
  return progress;
}

function deviceChanged(saved: Progress, { device, spec }: Job): LabError {
  const { id } = keyOf(spec);
  return new LabError(
    'DeviceChanged',
    `run ${id} was trained on ${saved.device} to epoch ${saved.epoch}; it cannot go on on ${device}`,
    { hint: `Resume it with --device ${saved.device}, or delete .cache/lab/runs/${id} to start over.`, exitCode: 2 },
  );
}

interface Clock {
  /** Seconds since this session began. */
  readonly sessionSeconds: () => number;
  /** Over all sessions. */
  readonly totals: () => { wallSeconds: number; cpuSeconds: number };
}

/** Counts on from what earlier sessions took. */
function startClock(saved: Progress | null): Clock {
  const began = performance.now();
  const cpuBegan = process.threadCpuUsage();
  const sessionSeconds = (): number => (performance.now() - began) / 1000;
  return {
    sessionSeconds,
    totals: () => {
      const { user, system } = process.threadCpuUsage(cpuBegan);
      return {
        wallSeconds: (saved?.wallSeconds ?? 0) + sessionSeconds(),
        cpuSeconds: (saved?.cpuSeconds ?? 0) + (user + system) / 1e6,
      };
    },
  };
}

function encodeWeights(spec: RunSpec, parameters: Parameters): Uint8Array {
  const shapes = parameterShapes(spec.model, spec.task.p);
  const tensors = Object.entries(parameters).map(
    ([name, data]) => [name, { shape: shapes[name] ?? [], data }] as const,
  );
  return encodeSafetensors(Object.fromEntries(tensors), { run: keyOf(spec).id });
}

function describeExecution({ device }: Job, progress: Progress, finishedAt: Date): Execution {
  return {
    startedAt: progress.startedAt,
    finishedAt: finishedAt.toISOString(),
    wallSeconds: Number(progress.wallSeconds.toFixed(1)),
    cpuSeconds: Number(progress.cpuSeconds.toFixed(1)),
    epochsPerSecond: Number((progress.epoch / progress.wallSeconds).toPrecision(4)),
    sessions: progress.sessions,
    device: {
      engine: device === 'eager' || device === 'tensorflow' ? 'tfjs' : 'onnxruntime',
      name: device,
      threads: 1,
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      platform: `${process.platform}-${process.arch}`,
    },
    versions: versions(),
    graphs: progress.graphs,
    git: progress.git,
  };
}
