/**
 * The spec: everything that decides one training run, every default filled in. Its canonical JSON is what a
 * run's key is made from (store/key.ts), so nothing belongs here that does not change the result.
 *
 * Names with "@": semantics versions of program parts. A part that starts to compute something else gets the
 * next number; stored runs keep theirs.
 */
import { z } from 'zod';
import { offsetsOf, STENCILS } from './training/regularizers/config.ts';
import { sizesOf } from './tasks/modular.ts';
import { isPrime, operations, type Operation, type OperationName } from './tasks/operations.ts';

const count = z.int().min(1);
const positive = z.number().positive();
const fraction = z.number().refine((x) => x > 0 && x < 1, 'must lie between 0 and 1, both excluded');

const taskSchema = z
  .strictObject({
    name: z.literal('modular@1').default('modular@1'),
    operation: z.enum(Object.keys(operations) as [OperationName, ...OperationName[]]).default('a+b'),
    p: z.int().min(2).max(4096),
    fracTrain: fraction,
    split: z.enum(['random', 'prefix']).default('random'),
    pairs: z.enum(['ordered', 'unordered', 'distinct']).default('ordered'),
  })
  .superRefine(({ operation, p, fracTrain, pairs }, context) => {
    const { needsPrime = false }: Operation = operations[operation];
    if (needsPrime && !isPrime(p)) {
      context.addIssue({ code: 'custom', path: ['p'], message: `must be prime for ${operation}`, input: p });
    }
    const { train, all } = sizesOf({ operation, p, pairs, fracTrain });
    if (train < 1 || train >= all) {
      const message = `must leave both splits non-empty, puts ${train} of ${all} pairs in training`;
      context.addIssue({ code: 'custom', path: ['fracTrain'], message, input: fracTrain });
    }
  });

const modelSchema = z
  .strictObject({
    name: z.literal('transformer@1').default('transformer@1'),
    nLayers: count.max(12).default(1),
    dModel: count.default(128),
    nHeads: count.default(4),
    dHead: count.optional(),
    dMlp: count.default(512),
  })
  .superRefine(({ dModel, nHeads, dHead }, context) => {
    if (dHead === undefined && dModel % nHeads !== 0) {
      const message = `must divide dModel = ${dModel} (or give dHead)`;
      context.addIssue({ code: 'custom', path: ['nHeads'], message, input: nHeads });
    }
  })
  .transform(({ dHead, ...model }) => ({ ...model, dHead: dHead ?? model.dModel / model.nHeads }));

const optimizerSchema = z.strictObject({
  name: z.literal('adamw@1').default('adamw@1'),
  learningRate: positive,
  weightDecay: z.number().min(0),
  betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]).default([0.9, 0.98]),
  epsilon: positive.default(1e-8),
  warmupEpochs: z.int().min(0).default(10),
});

const probeSchema = z
  .strictObject({
    name: z.literal('probe@1'),
    stencil: z.enum(STENCILS),
    weight: positive.default(0.1),
    lag: count.default(1),
    hidden: count.default(64),
    learningRate: positive.default(1e-3),
    gradient: z.enum(['both', 'input', 'target']).default('both'),
    pairing: z.enum(['same example', 'shuffled']).default('same example'),
    learns: z.enum(['activations', 'noise', 'nothing']).default('activations'),
    error: z.enum(['absolute', 'relative', 'unit-relative']).default('absolute'),
  })
  .superRefine(({ stencil, lag, gradient, pairing }, context) => {
    const looksBack = stencil !== '0';
    const idle: [string, unknown, boolean][] = [
      ['lag', lag, lag !== 1 && !looksBack],
      ['pairing', pairing, pairing !== 'same example' && !looksBack],
      ['gradient', gradient, gradient !== 'both' && !offsetsOf(stencil).includes(0)],
    ];
    // Else two keys would name one and the same training.
    for (const [field, input, isIdle] of idle) {
      const message = `changes nothing for the stencil ${stencil}`;
      if (isIdle) context.addIssue({ code: 'custom', path: [field], message, input });
    }
  });

const activationL2Schema = z.strictObject({ name: z.literal('activation-l2@1'), weight: positive.default(0.1) });

/** Stop once train and test accuracy were both at least `accuracy` at every evaluation over `basin` epochs. */
const stopSchema = z.strictObject({ accuracy: fraction.default(0.99), basin: count });

export const runSpecSchema = z.strictObject({
  task: taskSchema,
  model: modelSchema,
  optimizer: optimizerSchema,
  loss: z.literal('cross-entropy@1').default('cross-entropy@1'),
  /** Added to the training loss: training/regularizers/config.ts. */
  regularizer: z.discriminatedUnion('name', [probeSchema, activationL2Schema]).nullable().default(null),
  /** Budget: the run ends here at the latest. One epoch is one full-batch step. */
  epochs: count,
  /** Epochs between evaluations on both splits; also the resolution of every crossing time. */
  evaluateEvery: count.default(10),
  stop: stopSchema.nullable().default(null),
  seed: z.int().min(0).default(0),
});

export type RunSpec = z.output<typeof runSpecSchema>;
/** What an author may write: defaults left out. */
export type RunSpecInput = z.input<typeof runSpecSchema>;
