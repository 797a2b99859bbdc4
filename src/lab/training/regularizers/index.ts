/** What a regularizer adds to the state of training and to its loss. A new kind: one file and one case in each function. */
import * as tf from '@tensorflow/tfjs-core';
import { residualStream } from '../../models/transformer.ts';
import { parameterShapes, type TransformerConfig } from '../../models/parameters.ts';
import { looksBack, type RegularizerConfig } from './config.ts';
import { initialProbes, probeShapes, stepProbes, type MlpSides } from './probe.ts';

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
