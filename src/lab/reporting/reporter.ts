/** What every reporter is: terminal.ts on a terminal, plain.ts elsewhere, json.ts on request. */
import type { PlanRow } from '../pipeline/plan.ts';
import type { RunEvent, RunTotals } from '../pipeline/run.ts';

/** What is about to be carried out. */
export interface Work {
  /** Runs to carry out, in this order. */
  readonly rows: readonly PlanRow[];
  /** Runs side by side, at most. */
  readonly workers: number;
}

export interface Reporter {
  /** Once, before the first event. */
  readonly begin: () => void;
  readonly report: (event: RunEvent) => void;
  /** Once, after the last event. */
  readonly end: (totals: RunTotals) => void;
  /** Leaves the stream as it was, whether or not the end was reached. May be called again. */
  readonly close: () => void;
}

/** Milliseconds since 1970, as Date.now. */
export type Now = () => number;
