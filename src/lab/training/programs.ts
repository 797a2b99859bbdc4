/** The two programs of a run: one optimizer step, and the evaluation on both splits. */
import * as tf from '@tensorflow/tfjs-core';
import { logits, residualStream } from '../models/transformer.ts';
import { parameterShapes, type TransformerConfig } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { splitTask, type Examples, type Split } from '../tasks/modular.ts';
import { adamW, type AdamWConfig } from './adamw.ts';
import { crossEntropies, meanCrossEntropy } from './crossEntropy.ts';
import type { RegularizerConfig } from './regularizers/config.ts';
import { auxiliaryShapes, memoryOf, pastName, penaltyOf } from './regularizers/index.ts';
import { PROBE_SCHEDULE_SHAPE } from './regularizers/probe.ts';

/** What a training program needs to know; p is the number of residues. */
export interface TrainingSetup {
  readonly p: number;
  readonly model: TransformerConfig;
  readonly optimizer: AdamWConfig;
  readonly regularizer: RegularizerConfig | null;
  readonly split: Split;
  /** Of what a regularizer draws. */
  readonly seed: number;
}

/** @param split @default that of the spec's task and seed */
export const setupOf = (
  { task, model, optimizer, regularizer, seed }: RunSpec,
  split: Split = splitTask(task, seed),
): TrainingSetup => ({ p: task.p, model, optimizer, regularizer, split, seed });

type Specs = Record<string, { shape: readonly number[]; dtype: 'float32' | 'int32' }>;

/** Moments are named after their parameter. */
export const MOMENT_PREFIXES = ['moment1/', 'moment2/'] as const;

type StateSetup = Pick<TrainingSetup, 'model' | 'p' | 'regularizer'>;

const float32 = (shapes: readonly (readonly [name: string, shape: readonly number[]])[]): Specs =>
  Object.fromEntries(shapes.map(([name, shape]) => [name, { shape, dtype: 'float32' as const }]));

/** Parameters, what the regularizer trains, and both moments of each. */
export function trainedSpecs({ model, p, regularizer }: StateSetup): Specs {
  const trained = Object.entries({ ...parameterShapes(model, p), ...auxiliaryShapes(regularizer, model) });
  return float32(
    ['', ...MOMENT_PREFIXES].flatMap((prefix) => trained.map(([name, shape]) => [prefix + name, shape] as const)),
  );
}

/** The parameters of some earlier epochs. @param ages in epochs, 1 the youngest */
function pastSpecs({ model, p }: StateSetup, ages: readonly number[]): Specs {
  const parameters = Object.entries(parameterShapes(model, p));
  return float32(ages.flatMap((age) => parameters.map(([name, shape]) => [pastName(age, name), shape] as const)));
}

/** What is trained, and past parameters: all that training goes on from. */
export function stateSpecs(setup: StateSetup): Specs {
  const ages = Array.from({ length: memoryOf(setup.regularizer) }, (_, i) => i + 1);
  return { ...trainedSpecs(setup), ...pastSpecs(setup, ages) };
}

/** Of the state, what a step reads: of past parameters the oldest alone. */
function stepSpecs(setup: TrainingSetup): Specs {
  const oldest = memoryOf(setup.regularizer);
  const schedules: Specs = { schedule: { shape: [3], dtype: 'float32' } };
  if (setup.regularizer?.name === 'probe@1') {
    schedules['probeSchedule'] = { shape: PROBE_SCHEDULE_SHAPE, dtype: 'float32' };
  }
  return { ...trainedSpecs(setup), ...pastSpecs(setup, oldest > 0 ? [oldest] : []), ...schedules };
}

/**
 * One full-batch step. In: state, `schedule` [3] (scheduleAt), `probeSchedule` [2, 3] with probes (probeScheduleAt).
 * Out: the state less past parameters, `loss` (what is minimized, before the step: mean training loss in nats, and the
 * penalty).
 */
export function stepProgram(setup: TrainingSetup): { inputs: Specs; run: (x: tf.NamedTensorMap) => tf.NamedTensorMap } {
  const { p, model, optimizer, regularizer, split, seed } = setup;
  const names = Object.keys(parameterShapes(model, p));
  return {
    inputs: stepSpecs(setup),
    run: (inputs) => {
      const at = (name: string): tf.Tensor => inputs[name] as tf.Tensor;
      const { a, b, target } = toTensors(split.train);
      const schedule = inputs['probeSchedule'] ?? null;
      const penalty =
        regularizer &&
        penaltyOf(regularizer, { at, momentPrefixes: MOMENT_PREFIXES, schedule, examples: { a, b }, p, model, seed });
      const lossOf = (...tensors: tf.Tensor[]): tf.Scalar => {
        const parameters = zip(names, tensors);
        if (!penalty) return meanCrossEntropy(logits(parameters, model, a, b), target);
        const { mlpInput, hidden, final } = residualStream(parameters, model, a, b);
        const z = tf.matMul<tf.Tensor2D>(final, parameters['W_U'] as tf.Tensor2D);
        return tf.add(meanCrossEntropy(z, target), penalty.of({ input: mlpInput, activations: hidden }));
      };
      const { value: loss, grads } = tf.valueAndGrads(lossOf)(names.map(at));
      const [rate, correction1, correction2] = tf.unstack(at('schedule')) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const outputs: tf.NamedTensorMap = { loss };
      names.forEach((name, i) => {
        const schedule = [rate, correction1, correction2] as const;
        const [m, v] = MOMENT_PREFIXES.map((prefix) => at(prefix + name)) as [tf.Tensor, tf.Tensor];
        const next = adamW(optimizer, schedule, at(name), grads[i] as tf.Tensor, m, v);
        outputs[name] = next.parameter;
        outputs[MOMENT_PREFIXES[0] + name] = next.moment1;
        outputs[MOMENT_PREFIXES[1] + name] = next.moment2;
      });
      return { ...outputs, ...penalty?.outputs };
    },
  };
}

/** In: parameters. Out: mean loss (nats) and number of correct answers on each split, and the sum of squared weights. */
export function evaluationProgram({ model, p, split }: Pick<TrainingSetup, 'model' | 'p' | 'split'>): {
  inputs: Specs;
  run: (x: tf.NamedTensorMap) => tf.NamedTensorMap;
} {
  return {
    inputs: float32(Object.entries(parameterShapes(model, p))),
    run: (parameters) => {
      const train = score(parameters, model, split.train);
      const test = score(parameters, model, split.test);
      const squares = Object.values(parameters).map((x) => tf.sum(tf.square(x)));
      return {
        trainLoss: train.loss,
        trainCorrect: train.correct,
        testLoss: test.loss,
        testCorrect: test.correct,
        sumSquaredWeights: tf.addN(squares),
      };
    },
  };
}

function score(
  parameters: tf.NamedTensorMap,
  model: TransformerConfig,
  examples: Examples,
): { loss: tf.Tensor; correct: tf.Tensor } {
  const { a, b, target } = toTensors(examples);
  const z = logits(parameters, model, a, b);
  const hits = tf.cast(tf.equal(tf.argMax(z, 1), target), 'float32');
  return { loss: tf.mean(crossEntropies(z, target)), correct: tf.sum(hits) };
}

function toTensors({ a, b, target }: Examples): { a: tf.Tensor1D; b: tf.Tensor1D; target: tf.Tensor1D } {
  return { a: tf.tensor1d(a, 'int32'), b: tf.tensor1d(b, 'int32'), target: tf.tensor1d(target, 'int32') };
}

function zip(names: readonly string[], tensors: readonly tf.Tensor[]): tf.NamedTensorMap {
  return Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
}
