/** Carries out a plan: jobs on worker threads, within a budget, until done or interrupted. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DeviceName } from '../engine/deviceNames.ts';
import type { JobEvent, JobOutcome } from './job.ts';
import { isToDo, type PlanRow, type ProjectPaths } from './plan.ts';
import { RunCache } from '../store/cache.ts';
import { Ledger } from '../store/ledger.ts';
import { dropLockOf } from '../store/lock.ts';
import type { FailedJob, WorkerData, WorkerMessage } from './worker.ts';

const SAVE_EVERY_SECONDS = 10;
/** Timers take a 32-bit number of ms; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface RunOptions {
  readonly paths: ProjectPaths;
  readonly device: DeviceName;
  /** Runs that were begun on another device go on there. @default false: they fail, with advice */
  readonly keepDevice?: boolean;
  readonly workers: number;
  /** Seconds after which no run is started and running ones pause. @default none */
  readonly budgetSeconds?: number | undefined;
  /** Aborted: running jobs save and pause. */
  readonly signal: AbortSignal;
  readonly report: (event: RunEvent) => void;
}

export type RunEvent =
  | { readonly type: 'started' | 'stored' | 'paused' | 'locked'; readonly row: PlanRow }
  | { readonly type: 'failed' | 'retrying'; readonly row: PlanRow; readonly error: FailedJob }
  | { readonly type: 'progress'; readonly row: PlanRow; readonly event: JobEvent };

export interface RunTotals {
  readonly stored: number;
  readonly paused: number;
  readonly locked: number;
  readonly failed: readonly FailedJob[];
  /** Runs that failed for no known reason and were tried once more, whatever came of it. */
  readonly retried: readonly { readonly id: string; readonly error: string }[];
  /** Not started: budget or interruption came first. */
  readonly left: number;
}

export async function carryOutPlan(plan: readonly PlanRow[], options: RunOptions): Promise<RunTotals> {
  const queue = plan.filter(isToDo);
  const pauseFlag = new SharedArrayBuffer(4);
  const pause = (): void => void Atomics.store(new Int32Array(pauseFlag), 0, 1);
  const isPausing = (): boolean => Atomics.load(new Int32Array(pauseFlag), 0) !== 0;
  const timer =
    options.budgetSeconds === undefined
      ? undefined
      : setTimeout(pause, Math.min(options.budgetSeconds * 1000, LONGEST_TIMER_MS));
  if (options.signal.aborted) pause();
  options.signal.addEventListener('abort', pause, { once: true });

  const outcomes: JobOutcome[] = [];
  const failed: FailedJob[] = [];
  const retried: { id: string; error: string }[] = [];
  const lane = async (): Promise<void> => {
    for (let row = queue.shift(); row && !isPausing(); row = queue.shift()) {
      options.report({ type: 'started', row });
      let result = await inWorker(row, pauseFlag, options);
      // An error that the lab has a name for would come again.
      if (typeof result !== 'string' && !result.isExpected && !isPausing()) {
        retried.push({ id: row.id, error: result.message });
        options.report({ type: 'retrying', row, error: result });
        const again = await inWorker(row, pauseFlag, options);
        // Held by the attempt that failed: still a failure.
        if (again !== 'locked') result = again;
      }
      if (typeof result === 'string') outcomes.push(result);
      else failed.push(result);
      options.report(typeof result === 'string' ? { type: result, row } : { type: 'failed', row, error: result });
      if (isPausing()) return;
    }
  };
  const lanes = Array.from({ length: Math.min(options.workers, queue.length) }, lane);
  await Promise.all(lanes);
  clearTimeout(timer);
  options.signal.removeEventListener('abort', pause);

  const count = (outcome: JobOutcome): number => outcomes.filter((other) => other === outcome).length;
  const [stored, paused, locked] = [count('stored'), count('paused'), count('locked')];
  const toDo = plan.filter(isToDo).length;
  return { stored, paused, locked, failed, retried, left: toDo - outcomes.length - failed.length };
}

function inWorker(row: PlanRow, pauseFlag: SharedArrayBuffer, options: RunOptions): Promise<JobOutcome | FailedJob> {
  const data: WorkerData = {
    pauseFlag,
    job: {
      ...row.wanted,
      spec: row.spec,
      replicate: row.state === 'replicate',
      device: (options.keepDevice && row.begunOn) || options.device,
      saveEverySeconds: SAVE_EVERY_SECONDS,
      cacheRoot: options.paths.cache,
      storeRoot: options.paths.store,
    },
  };
  const { cacheRoot, storeRoot } = data.job;
  const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), { workerData: data });
  const { threadId } = worker;
  const locks = [new RunCache(cacheRoot, row.id).lockPath, new Ledger(storeRoot, cacheRoot).lockPath];
  return new Promise((resolve) => {
    const fail = (error: Error): void => {
      const { name, message, stack } = error;
      resolve({ name, message, stack, hint: undefined, exitCode: 1, isExpected: false });
    };
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'done') resolve(message.outcome);
      else if (message.type === 'failed') resolve(message.error);
      else options.report({ type: 'progress', row, event: message });
    });
    let failure: Error | undefined;
    worker.on('error', (error: Error) => (failure = error));
    worker.on('exit', (code) => {
      // A thread that ends by surprise releases nothing.
      void Promise.all(locks.map((path) => dropLockOf(threadId, path))).then(() =>
        fail(failure ?? new Error(`worker of run ${row.id} exited with code ${code} before it was done`)),
      );
    });
  });
}
