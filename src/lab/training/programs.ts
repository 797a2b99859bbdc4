/** The two programs of a run: one optimizer step, and the evaluation on both splits. */
import * as tf from '@tensorflow/tfjs-core';
import { logits, parameterShapes, type TransformerConfig } from '../models/transformer.ts';
import type { Examples, Split } from '../tasks/modular.ts';
import { adamW, type AdamWConfig } from './adamw.ts';
import { crossEntropies, meanCrossEntropy } from './crossEntropy.ts';

/** What a training program needs to know; p is the number of residues. */
export interface TrainingSetup {
  readonly p: number;
  readonly model: TransformerConfig;
  readonly optimizer: AdamWConfig;
  readonly split: Split;
}

type Specs = Record<string, { shape: readonly number[]; dtype: 'float32' | 'int32' }>;

/** Moments are named after their parameter. */
export const MOMENT_PREFIXES = ['moment1/', 'moment2/'] as const;

/** Parameters and both moments, as a program takes them. */
export function stateSpecs({ model, p }: Pick<TrainingSetup, 'model' | 'p'>): Specs {
  const shapes = Object.entries(parameterShapes(model, p));
  const prefixed = ['', ...MOMENT_PREFIXES].flatMap((prefix) =>
    shapes.map(([name, shape]) => [prefix + name, { shape, dtype: 'float32' as const }] as const),
  );
  return Object.fromEntries(prefixed);
}

/**
 * One full-batch step. In: state, `schedule` [3] (scheduleAt). Out: state, `loss` (mean training loss in
 * nats, before the step).
 */
export function stepProgram(setup: TrainingSetup): { inputs: Specs; run: (x: tf.NamedTensorMap) => tf.NamedTensorMap } {
  const { model, optimizer, split } = setup;
  const names = Object.keys(parameterShapes(model, setup.p));
  return {
    inputs: { ...stateSpecs(setup), schedule: { shape: [3], dtype: 'float32' } },
    run: (inputs) => {
      const at = (name: string): tf.Tensor => inputs[name] as tf.Tensor;
      const { a, b, target } = toTensors(split.train);
      const lossOf = (...parameters: tf.Tensor[]): tf.Scalar =>
        meanCrossEntropy(logits(zip(names, parameters), model, a, b), target);
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
      return outputs;
    },
  };
}

/** In: parameters. Out: mean loss (nats) and number of correct answers on each split, and the sum of squared weights. */
export function evaluationProgram({ model, p, split }: TrainingSetup): {
  inputs: Specs;
  run: (x: tf.NamedTensorMap) => tf.NamedTensorMap;
} {
  const shapes = Object.entries(parameterShapes(model, p));
  return {
    inputs: Object.fromEntries(shapes.map(([name, shape]) => [name, { shape, dtype: 'float32' as const }])),
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
