/**
 * What is published of a run, in public/runs/<id>/:
 *
 *   run.json                       the spec, what came out, and the files of the first execution; never rewritten
 *   curve.csv, measures/*, …       those files
 *   executions/<n>/execution.json  the n-th carrying-out of the same spec, n from 2, beside its curve.csv
 *   additions/<n>.json             what was measured later, n from 1, with the new files
 */
import { z } from 'zod';
import { runSpecSchema } from '../spec.ts';
import { RUN_ID } from './key.ts';

const number = z.union([z.number(), z.nan(), z.literal(Infinity), z.literal(-Infinity)]);
const crossing = z.strictObject({ after: z.int().nullable(), at: z.int() }).nullable();
const peak = z.strictObject({ epoch: z.int(), value: number });

const evaluation = z.strictObject({
  epoch: z.int(),
  trainLoss: number,
  testLoss: number,
  trainAccuracy: number,
  testAccuracy: number,
  sumSquaredWeights: number,
});

const summary = z.strictObject({
  outcome: z.enum(['grokked', 'not within budget', 'diverged']),
  epochs: z.int(),
  divergedAt: z.int().nullable(),
  tMem: crossing,
  t50: crossing,
  t95: crossing,
  t99: crossing,
  peakTestLoss: peak,
  peakSumSquaredWeights: peak,
  maxTestAccuracy: number,
  final: evaluation,
});

const executionSchema = z.strictObject({
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  wallSeconds: z.number(),
  /** Processor time of the training thread. */
  cpuSeconds: z.number(),
  epochsPerSecond: z.number(),
  /** Sessions of training: 1 unless it was interrupted and resumed. */
  sessions: z.int(),
  device: z.strictObject({
    engine: z.enum(['onnxruntime', 'tfjs']),
    name: z.string(),
    threads: z.int(),
    processor: z.string(),
    platform: z.string(),
  }),
  versions: z.record(z.string(), z.string()),
  /** SHA-256 of the traced graphs; null where the program ran eagerly. */
  graphs: z.strictObject({ step: z.string().nullable(), evaluation: z.string().nullable() }),
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
});

const id = z.string().regex(RUN_ID);
/** File name below the run's folder → SHA-256, hex. */
const files = z.record(z.string().regex(/^(?!.*\.\.)[\w@.-]+(\/[\w@.-]+)*$/), z.string().regex(/^[0-9a-f]{64}$/));

/** Which semantics a stored measure has, and on which checkpoints it was taken. */
const measureNote = z.strictObject({
  version: z.int().min(1),
  /** Epochs between the checkpoints; null: not recorded (runs of schema 1 before this field). */
  checkpointEvery: z.int().min(1).nullable(),
  /** File name below the run's folder. */
  file: z.string(),
});
const measureNotes = z.record(z.string(), measureNote);

export const runFileSchema = z.strictObject({
  schema: z.literal(1),
  id,
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the key is the SHA-256 of. */
  preimage: z.string(),
  spec: runSpecSchema,
  summary,
  files,
  /** Absent in the first published runs: all their measures have version 1. */
  measures: measureNotes.optional(),
  /** The first carrying-out; later ones have files of their own. */
  executions: z.array(executionSchema).length(1),
});

export const executionFileSchema = z.strictObject({
  schema: z.literal(1),
  run: id,
  execution: executionSchema,
  summary,
  files,
});

export const additionFileSchema = z.strictObject({
  schema: z.literal(1),
  run: id,
  addedAt: z.iso.datetime(),
  /** Number of the execution whose checkpoints were measured. */
  execution: z.int().min(1),
  measures: measureNotes,
  files,
  versions: z.record(z.string(), z.string()),
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
});

export type RunFile = z.output<typeof runFileSchema>;
export type Execution = z.output<typeof executionSchema>;
export type ExecutionFile = z.output<typeof executionFileSchema>;
export type AdditionFile = z.output<typeof additionFileSchema>;
export type MeasureNote = z.output<typeof measureNote> & {
  /** Number of the execution it was taken from. */
  readonly execution: number;
};

/** A further carrying-out of the same spec. */
export interface Replication {
  /** From 2: the first execution made the published curve. */
  readonly n: number;
  readonly summary: RunFile['summary'];
  /** Its curve, among the run's files. */
  readonly curve: string;
}

/** A run as it stands: run.json and everything that was added to it. */
export interface RunRecord extends Omit<RunFile, 'measures'> {
  /** All of them; the first made the published curve. */
  readonly executions: Execution[];
  readonly replications: readonly Replication[];
  /** What is stored of each measure, by name, oldest first. */
  readonly measures: Readonly<Record<string, readonly MeasureNote[]>>;
  /** File name → number of the execution that it is a result of. */
  readonly origins: Readonly<Record<string, number>>;
  /** SHA-256 of the files that describe the run: run.json, execution.json of replications, additions. */
  readonly records: Readonly<Record<string, string>>;
}
