/**
 * The events that `--json` writes, one a line. The schema is for whoever reads them: it describes a line as
 * JSON.parse returns it.
 */
import { z } from 'zod';
import type { JobEvent } from '../pipeline/job.ts';
import type { RunEvent } from '../pipeline/run.ts';
import { RUN_ID } from '../store/key.ts';

/** Raised when a field goes or changes its meaning; new events and new fields leave it. */
export const EVENT_SCHEMA = 1;

/** JSON has neither NaN nor infinities: they are written as these strings. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
const count = z.int().min(0);
const seconds = z.number().min(0);

const common = {
  schema: z.literal(EVENT_SCHEMA),
  /** When it was written, ISO 8601, UTC. */
  at: z.iso.datetime(),
};

const ofRun = {
  ...common,
  /** Run id. */
  run: z.string().regex(RUN_ID),
  /** Slug of the experiment that asked for the run. */
  experiment: z.string(),
};

const evaluation = z.strictObject({
  epoch: count,
  /** Mean loss, nats. */
  trainLoss: number,
  testLoss: number,
  /** In [0, 1]. */
  trainAccuracy: number,
  testAccuracy: number,
  sumSquaredWeights: number,
});

export const eventSchema = z.discriminatedUnion('event', [
  /** Always first. */
  z.strictObject({
    ...common,
    event: z.literal('plan'),
    /** Runs to do; stored ones are not counted. */
    runs: count,
    /** Runs side by side, at most. */
    workers: count.min(1),
    /** What the runs to do are expected to take on one thread. */
    forecastSeconds: seconds,
  }),
  /** locked: another process holds the run. */
  z.strictObject({ ...ofRun, event: z.literal(['started', 'stored', 'paused', 'locked']) }),
  z.strictObject({
    ...ofRun,
    event: z.literal('resumed'),
    /** Training goes on from here. */
    epoch: count,
  }),
  z.strictObject({
    ...ofRun,
    event: z.literal('evaluated'),
    row: evaluation,
    /** Mean since this session of the run began; not a number at its start. */
    epochsPerSecond: number,
  }),
  z.strictObject({
    ...ofRun,
    event: z.literal('measuring'),
    /** Name of the measure. */
    measure: z.string(),
  }),
  z.strictObject({ ...ofRun, event: z.literal('warning'), message: z.string() }),
  z.strictObject({
    ...ofRun,
    /** retrying: the failure is not one the lab has advice for; the run is tried once more. */
    event: z.literal(['failed', 'retrying']),
    /** Message of the error. */
    error: z.string(),
    /** Permanent name of the error, to search for. */
    name: z.string(),
    /** The one thing to do next; null: none is known. */
    hint: z.string().nullable(),
  }),
  /** Always last, unless the process was killed. */
  z.strictObject({
    ...common,
    event: z.literal('finished'),
    stored: count,
    paused: count,
    locked: count,
    failed: count,
    /** Runs that were tried once more, whatever came of it. */
    retried: count,
    /** Not started: budget or interruption came first. */
    left: count,
    /** Since the plan event. */
    seconds,
  }),
]);

export type LabEvent = z.output<typeof eventSchema>;

/** @param at ISO 8601, UTC. */
export function toLabEvent({ row, ...event }: RunEvent, at: string): LabEvent {
  const ofRun = { schema: EVENT_SCHEMA, at, run: row.id, experiment: row.experiment.slug } as const;
  switch (event.type) {
    case 'started':
    case 'stored':
    case 'paused':
    case 'locked':
      return { ...ofRun, event: event.type };
    case 'failed':
    case 'retrying': {
      const { name, message, hint = null } = event.error;
      return { ...ofRun, event: event.type, error: message, name, hint };
    }
    case 'progress':
      return { ...ofRun, ...ofJob(event.event) };
  }
}

/** Field by field, so that a new kind of event or a renamed field is a type error here. */
function ofJob(event: JobEvent) {
  switch (event.type) {
    case 'resumed':
      return { event: event.type, epoch: event.epoch };
    case 'evaluated':
      return { event: event.type, row: event.row, epochsPerSecond: event.epochsPerSecond };
    case 'measuring':
      return { event: event.type, measure: event.measure };
    case 'warning':
      return { event: event.type, message: event.message };
  }
}
