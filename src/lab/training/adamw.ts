/**
 * AdamW with decoupled weight decay on every parameter and a linear warm-up.
 * θ ← θ(1 − η λ) − η m̂ / (√v̂ + ε). Source: Loshchilov & Hutter 2019, arXiv:1711.05101.
 */
import * as tf from '@tensorflow/tfjs-core';

export interface AdamWConfig {
  readonly name: 'adamw@1';
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  /** The learning rate of epoch e is learningRate · min(e / warmupEpochs, 1): epoch 0 changes nothing. 0: none. */
  readonly warmupEpochs: number;
}

/** The three numbers of an update that depend on the epoch, in the order of the `schedule` input. */
export function scheduleAt(
  { learningRate, betas, warmupEpochs }: AdamWConfig,
  epoch: number,
): [number, number, number] {
  const warmup = warmupEpochs > 0 ? Math.min(epoch / warmupEpochs, 1) : 1;
  const [beta1, beta2] = betas;
  return [learningRate * warmup, 1 / (1 - beta1 ** (epoch + 1)), 1 / (1 - beta2 ** (epoch + 1))];
}

/** Parameter, first and second moment after one update. @param schedule what scheduleAt gives, as scalars. */
export function adamW(
  { betas: [beta1, beta2], epsilon, weightDecay }: AdamWConfig,
  schedule: readonly [tf.Tensor, tf.Tensor, tf.Tensor],
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  moment1: tf.Tensor,
  moment2: tf.Tensor,
): { parameter: tf.Tensor; moment1: tf.Tensor; moment2: tf.Tensor } {
  const [rate, correction1, correction2] = schedule;
  const m = tf.add(tf.mul(moment1, beta1), tf.mul(gradient, 1 - beta1));
  const v = tf.add(tf.mul(moment2, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const denominator = tf.add(tf.sqrt(tf.mul(v, correction2)), epsilon);
  const step = tf.div(tf.mul(m, tf.mul(rate, correction1)), denominator);
  const kept = tf.mul(parameter, tf.sub(1, tf.mul(rate, weightDecay)));
  return { parameter: tf.sub(kept, step), moment1: m, moment2: v };
}
