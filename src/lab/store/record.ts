/** What is published of a run: public/runs/<id>/run.json and the files it names. */
import { z } from 'zod';
import { runSpecSchema } from '../spec.ts';

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

const execution = z.strictObject({
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

export const runRecordSchema = z.strictObject({
  schema: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{12}$/),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the key is the SHA-256 of. */
  preimage: z.string(),
  spec: runSpecSchema,
  summary,
  /** File name below the run's folder → SHA-256, hex. */
  files: z.record(z.string(), z.string()),
  executions: z.array(execution).min(1),
});

export type RunRecord = z.output<typeof runRecordSchema>;
export type Execution = z.output<typeof execution>;
