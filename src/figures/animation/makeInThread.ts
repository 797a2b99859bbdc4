/** Films in threads of their own, as many at a time as there are cores: one takes seconds of drawing and encoding. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { loadSharp } from '../raster.ts';
import type { FilmJob } from './filmWorker.ts';
import type { Animation } from './makeAnimation.ts';

/** The source, which Node reads as it is: a bundled copy of this file lies elsewhere. */
const ENTRY = join(process.cwd(), 'src', 'figures', 'animation', 'filmWorker.ts');
/** Each holds a film's frames in memory, up to some hundred MB. */
const MOST_THREADS = 8;

let free = Math.min(availableParallelism(), MOST_THREADS);
const waiting: (() => void)[] = [];

/** As `makeAnimation`. @throws what it throws */
export async function makeInThread(job: FilmJob): Promise<Animation> {
  // Letters are the process's, and its environment says which: a thread sees a copy of it.
  await loadSharp();
  if (free > 0) free -= 1;
  else await new Promise<void>((begin) => waiting.push(begin));
  try {
    return await inThread(job);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}

const inThread = (job: FilmJob): Promise<Animation> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(ENTRY, { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After the message this changes nothing.
    worker.once('exit', (code) => {
      reject(new Error(`makeInThread: the thread of the film "${job.kind}" ended without one, with exit code ${code}`));
    });
  });
