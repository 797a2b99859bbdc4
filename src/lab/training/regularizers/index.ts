/** What a regularizer adds to the state of training and to its loss. A new kind: one file and one case in each function. */
import * as tf from '@tensorflow/tfjs-core';
import { parameterShapes, residualStream, type TransformerConfig } from '../../models/transformer.ts';
import { offsetsOf, type RegularizerConfig } from './config.ts';
import { initialProbes, looksBack, probeShapes, stepProbes, type MlpSides } from './probe.ts';

/** Name in the state of a parameter as it was `age` epochs ago. */
export const pastName = (age: number, parameter: string): string => `past/${age}/${parameter}`;

/** How many epochs of past parameters training keeps. */
export const memoryOf = (config: RegularizerConfig | null): number =>
  config?.name === 'probe@1' && looksBack(config) ? config.lag : 0;

/** Tensors that the regularizer trains: name → shape. */
export const auxiliaryShapes = (
  config: RegularizerConfig | null,
  model: TransformerConfig,
): Record<string, readonly number[]> => (config?.name === 'probe@1' ? probeShapes(config, model) : {});

/** Their initial values. */
export const initialAuxiliaries = (
  config: RegularizerConfig | null,
  model: TransformerConfig,
  seed: number,
): Record<string, Float32Array> => (config?.name === 'probe@1' ? initialProbes(config, model, seed) : {});

export interface PenaltyInputs {
  /** Parameters, auxiliary tensors, moments, and the oldest past parameters, by name. */
  readonly at: (name: string) => tf.Tensor;
  readonly momentPrefixes: readonly [string, string];
  /** `probeScheduleAt`; read by probes alone. */
  readonly schedule: tf.Tensor | null;
  readonly examples: { readonly a: tf.Tensor1D; readonly b: tf.Tensor1D };
  readonly p: number;
  readonly model: TransformerConfig;
  readonly seed: number;
}

export interface Penalty {
  /** Auxiliary tensors and their moments after the step. */
  readonly outputs: tf.NamedTensorMap;
  /** What is added to the loss, in its units. */
  readonly of: (live: MlpSides) => tf.Scalar;
}

export function penaltyOf(config: RegularizerConfig, inputs: PenaltyInputs): Penalty {
  if (config.name === 'activation-l2@1') {
    return { outputs: {}, of: ({ activations }) => tf.mul(tf.mean(tf.square(activations)), config.weight) };
  }
  const { at, momentPrefixes, schedule, examples, p, model, seed } = inputs;
  if (!schedule) throw new TypeError('penaltyOf: probes need their schedule');
  const names = Object.keys(parameterShapes(model, p));
  const forward = (rename: (name: string) => string): MlpSides => {
    const parameters = Object.fromEntries(names.map((name) => [name, at(rename(name))]));
    const { mlpInput, hidden } = residualStream(parameters, model, examples.a, examples.b);
    return { input: mlpInput, activations: hidden };
  };
  const now = forward((name) => name);
  // Past activations are computed again from past parameters: the same numbers, and far less to keep.
  const past = looksBack(config) ? forward((name) => pastName(config.lag, name)) : null;
  const { outputs, error } = stepProbes(config, { at, momentPrefixes, schedule, now, past, seed });
  return { outputs, of: (live) => tf.mul(error(live), config.weight) };
}

interface Extent {
  readonly examples: number;
  readonly p: number;
  readonly model: TransformerConfig;
}

/**
 * Multiply-adds of one epoch that the method needs beyond those of plain training, if past activations are kept: a probe
 * that learns does so by a forward and a backward pass, without the gradient of its input; the model learns through it by a
 * forward pass and, where the gradient goes through the probe's input, one back to that input. The activations
 * themselves are those of the training step: the model is the same in both phases.
 */
export function neededMultiplyAdds(config: RegularizerConfig | null, { examples, model }: Extent): number {
  if (config?.name !== 'probe@1') return 0;
  const { W_1, W_2 } = { W_1: model.dModel * config.hidden, W_2: config.hidden * model.dMlp };
  const probes = offsetsOf(config.stencil).map((offset) => {
    const isThroughInput = offset < 0 || (offset === 0 && config.gradient !== 'target');
    const learning = config.learns === 'nothing' ? 0 : 2 * W_1 + 3 * W_2;
    return learning + (isThroughInput ? 2 : 1) * (W_1 + W_2);
  });
  return examples * probes.reduce((sum, x) => sum + x, 0);
}

/**
 * Those that are computed here, for forecasts: with the activations computed again in the first phase and, where the
 * stencil looks back, from past parameters; and with the step of a probe that learns nothing, at a rate of 0.
 */
export function extraMultiplyAdds(config: RegularizerConfig | null, extent: Extent): number {
  if (config?.name !== 'probe@1') return 0;
  const { examples, p, model } = extent;
  const shapes = parameterShapes(model, p);
  const sizeOf = (name: string): number => (shapes[`blocks.0.${name}`] ?? []).reduce((n, size) => n * size, 1);
  const toMlp = sizeOf('W_O') + sizeOf('W_in');
  const needed = neededMultiplyAdds({ ...config, learns: 'activations', gradient: 'both' }, extent);
  return needed + examples * toMlp * (looksBack(config) ? 2 : 1);
}
