/** Where every run of the work stands, as its events tell. Shared by the reporters that people read. */
import type { JobEvent } from '../pipeline/job.ts';
import type { PlanRow } from '../pipeline/plan.ts';
import type { RunEvent } from '../pipeline/run.ts';
import type { Evaluation } from '../training/summary.ts';
import type { Work } from './reporter.ts';

export type Stage = 'waiting' | 'starting' | 'training' | 'measuring' | 'stored' | 'paused' | 'locked' | 'failed';

export interface RunProgress {
  readonly row: PlanRow;
  readonly stage: Stage;
  /** Where the training of this session begins, as far as is known. */
  readonly from: number;
  /** Epochs trained, as far as is known. */
  readonly epoch: number;
  /** Evaluations of this session, in order. */
  readonly curve: readonly Evaluation[];
  /** Mean of this session; NaN until it is known. */
  readonly epochsPerSecond: number;
  /** What is being measured, while it is. */
  readonly measure: string;
}

export const isRunning = ({ stage }: RunProgress): boolean =>
  stage === 'starting' || stage === 'training' || stage === 'measuring';

export class WorkProgress {
  readonly workers: number;
  readonly #runs: Map<string, RunProgress>;

  constructor({ rows, workers }: Work) {
    this.workers = Math.max(1, Math.min(workers, rows.length));
    this.#runs = new Map(rows.map((row) => [row.id, unstarted(row)]));
  }

  /** Every run of the work, in its order. */
  get runs(): readonly RunProgress[] {
    return [...this.#runs.values()];
  }

  /** Takes in an event; returns its run as it stands after it. */
  follow(event: RunEvent): RunProgress {
    const { row } = event;
    const run = after(this.#runs.get(row.id) ?? unstarted(row), event);
    this.#runs.set(row.id, run);
    return run;
  }
}

function unstarted(row: PlanRow): RunProgress {
  // A stored run that lacks results is trained from its start, if at all.
  const from = row.state === 'incomplete' ? 0 : row.epoch;
  return { row, stage: 'waiting', from, epoch: from, curve: [], epochsPerSecond: NaN, measure: '' };
}

function after(run: RunProgress, event: RunEvent): RunProgress {
  switch (event.type) {
    case 'started':
    case 'retrying':
      return { ...unstarted(event.row), stage: 'starting' };
    case 'stored':
    case 'paused':
    case 'locked':
    case 'failed':
      return { ...run, stage: event.type };
    case 'progress':
      return afterJobEvent(run, event.event);
  }
}

function afterJobEvent(run: RunProgress, event: JobEvent): RunProgress {
  switch (event.type) {
    case 'resumed':
      return { ...run, from: event.epoch, epoch: event.epoch };
    case 'evaluated': {
      const { row, epochsPerSecond } = event;
      // What was saved may have been of no use: then training began anew.
      const from = Math.min(run.from, row.epoch);
      return { ...run, stage: 'training', from, epoch: row.epoch, curve: [...run.curve, row], epochsPerSecond };
    }
    case 'measuring':
      return { ...run, stage: 'measuring', measure: event.measure };
    case 'warning':
      return run;
  }
}
