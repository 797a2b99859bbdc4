/** Thread entry: makes the one film it was given. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RunResults } from '../../lab/store/results.ts';
import type { FilmKindName } from './index.ts';
import { makeAnimation } from './makeAnimation.ts';

export interface FilmJob {
  readonly kind: FilmKindName;
  readonly runs: readonly RunResults[];
}

const { kind, runs } = workerData as FilmJob;
parentPort?.postMessage(await makeAnimation(kind, runs));
