/** What a worker is told to do with one run, and what it tells of it. */
import type { DeviceName } from '../engine/deviceNames.ts';
import type { MeasureName } from '../measures/catalogue.ts';
import type { RunSpec } from '../spec.ts';
import type { Evaluation } from '../training/summary.ts';
import type { WantedResults } from './wanted.ts';

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
