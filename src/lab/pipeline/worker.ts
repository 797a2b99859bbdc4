/** Thread entry: carries out the one job it was given. `session.run` blocks its thread, hence one thread per run. */
import { parentPort, workerData } from 'node:worker_threads';
import { LabError } from '../errors.ts';
import { carryOut } from './carryOut.ts';
import type { Job, JobEvent, JobOutcome } from './job.ts';

export interface WorkerData {
  readonly job: Job;
  /** Int32 shared with the main thread; non-zero: pause. */
  readonly pauseFlag: SharedArrayBuffer;
}

export type WorkerMessage =
  | JobEvent
  | { readonly type: 'done'; readonly outcome: JobOutcome }
  | { readonly type: 'failed'; readonly error: FailedJob };

/** An error, as far as it survives the way between threads. */
export interface FailedJob {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly hint: string | undefined;
  readonly exitCode: 1 | 2 | 3;
  /** An error with a name of ours and advice, not a surprise. */
  readonly isExpected: boolean;
}

const { job, pauseFlag } = workerData as WorkerData;
const flag = new Int32Array(pauseFlag);
const post = (message: WorkerMessage): void => parentPort?.postMessage(message);

try {
  const outcome = await carryOut(job, {
    report: post,
    shouldPause: () => Atomics.load(flag, 0) !== 0,
    now: () => new Date(),
  });
  post({ type: 'done', outcome });
} catch (error) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const known = error instanceof LabError ? error : undefined;
  const exitCode = known?.exitCode ?? 1;
  const isExpected = known !== undefined;
  post({ type: 'failed', error: { name, message, stack, hint: known?.hint, exitCode, isExpected } });
}
