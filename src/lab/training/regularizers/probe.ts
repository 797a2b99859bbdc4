/**
 * The probes of `probe@1` (config.ts) as tensors: their state, one step of their own optimizer, and the error that
 * the model is trained on.
 *
 * Shapes: N examples, d = dModel, m = dMlp, h = hidden.
 */
import * as tf from '@tensorflow/tfjs-core';
import { lookUp, relu } from '../../models/operations.ts';
import type { TransformerConfig } from '../../models/parameters.ts';
import { randomStream, shuffled } from '../../tasks/random.ts';
import { adamW, type AdamWConfig } from '../adamw.ts';
import { offsetsOf, type Offset, type ProbeConfig } from './config.ts';

/** Input [N, d] and activations [N, m] of the last MLP at "=". */
export interface MlpSides {
  readonly input: tf.Tensor2D;
  readonly activations: tf.Tensor2D;
}

const TENSORS = ['W_1', 'b_1', 'W_2', 'b_2'] as const;
const OPTIMIZER: Omit<AdamWConfig, 'learningRate'> = {
  name: 'adamw@1',
  weightDecay: 0,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  warmupEpochs: 0,
};

const nameOf = (offset: Offset, tensor: string): string => `probe/${offset > 0 ? '+' : ''}${offset}/${tensor}`;

/** Tensors of all probes: name → shape. */
export function probeShapes(
  { stencil, hidden }: ProbeConfig,
  { dModel, dMlp }: TransformerConfig,
): Record<string, readonly number[]> {
  const shapes = { W_1: [dModel, hidden], b_1: [hidden], W_2: [hidden, dMlp], b_2: [dMlp] };
  return Object.fromEntries(
    offsetsOf(stencil).flatMap((offset) => TENSORS.map((tensor) => [nameOf(offset, tensor), shapes[tensor]])),
  );
}

/** Uniform in ±1/√(inputs of the layer), biases too: what PyTorch's Linear does, in whose terms the source is written. */
export function initialProbes(
  config: ProbeConfig,
  model: TransformerConfig,
  seed: number,
): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(probeShapes(config, model)).map(([name, shape]) => {
      const reach = 1 / Math.sqrt(/_1$/.test(name) ? model.dModel : config.hidden);
      const random = randomStream(seed, `init/${name}`);
      const values = new Float32Array(shape.reduce((n, size) => n * size, 1));
      return [name, values.map(() => reach * (2 * random.uniform() - 1))];
    }),
  );
}

/** Numbers of a step that depend on the epoch, [2, 3]: for offset 0 and for the others. */
export const PROBE_SCHEDULE_SHAPE = [2, 3] as const;
export const PROBE_SCHEDULE_SIZE = PROBE_SCHEDULE_SHAPE[0] * PROBE_SCHEDULE_SHAPE[1];

/**
 * Both bias corrections of Adam and whether the offset is active (1) or not (0): what looks back begins after `lag`
 * epochs.
 */
export function probeScheduleAt({ lag }: ProbeConfig, epoch: number): number[] {
  const [beta1, beta2] = OPTIMIZER.betas;
  return [epoch, epoch - lag].flatMap((t) =>
    t < 0 ? [1, 1, 0] : [1 / (1 - beta1 ** (t + 1)), 1 / (1 - beta2 ** (t + 1)), 1],
  );
}

/** What a step is given; all detached: no gradient of the model flows through them. */
export interface ProbeInputs {
  /** State by name: probes and their moments. */
  readonly at: (name: string) => tf.Tensor;
  readonly momentPrefixes: readonly [string, string];
  readonly schedule: tf.Tensor;
  readonly now: MlpSides;
  /** `lag` epochs ago; null where no offset looks back. */
  readonly past: MlpSides | null;
  readonly seed: number;
}

export interface ProbeStep {
  /** The probes and their moments after it. */
  readonly outputs: tf.NamedTensorMap;
  /** Sum over active offsets of the error of the stepped probes, as configured; differentiable in `live`. */
  readonly error: (live: MlpSides) => tf.Scalar;
}

/** One step of every probe. */
export function stepProbes(config: ProbeConfig, inputs: ProbeInputs): ProbeStep {
  const { at, momentPrefixes, schedule, now, seed } = inputs;
  const past = inputs.past && config.pairing === 'shuffled' ? permuted(inputs.past, seed) : inputs.past;
  const outputs: tf.NamedTensorMap = {};
  const errors = offsetsOf(config.stencil).map((offset) => {
    const names = TENSORS.map((tensor) => nameOf(offset, tensor));
    const row = tf.reshape(tf.slice(schedule, [offset === 0 ? 0 : 1, 0], [1, 3]), [3]);
    const [correction1, correction2, isActive] = tf.unstack(row) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const before = sides(offset, now, past);
    const target = config.learns === 'noise' ? noiseLike(before.activations, seed) : before.activations;
    const lossOf = (...probe: tf.Tensor[]): tf.Scalar => meanSquaredError(predict(probe, before.input), target);
    const { grads } = tf.valueAndGrads(lossOf)(names.map(at));
    const rate = tf.scalar(config.learns === 'nothing' ? 0 : config.learningRate);
    const stepped = names.map((name, i) => {
      const [m, v] = momentPrefixes.map((prefix) => at(prefix + name)) as [tf.Tensor, tf.Tensor];
      const gradient = tf.mul(grads[i] as tf.Tensor, isActive);
      const optimizer = { ...OPTIMIZER, learningRate: config.learningRate };
      const next = adamW(optimizer, [rate, correction1, correction2], at(name), gradient, m, v);
      outputs[name] = next.parameter;
      outputs[momentPrefixes[0] + name] = next.moment1;
      outputs[momentPrefixes[1] + name] = next.moment2;
      return next.parameter;
    });
    return (live: MlpSides): tf.Scalar => {
      const { input, activations } = sides(offset, routed(config, offset, live, now), past);
      return tf.mul(errorAs(config.error, predict(stepped, input), activations, isActive), isActive);
    };
  });
  return { outputs, error: (live) => tf.addN(errors.map((errorOf) => errorOf(live))) };
}

/** What an offset predicts, and from what. */
function sides(offset: Offset, now: MlpSides, past: MlpSides | null): MlpSides {
  if (offset === 0) return now;
  if (!past) throw new TypeError(`sides: offset ${offset} looks back, but nothing is given of the past`);
  return offset < 0
    ? { input: now.input, activations: past.activations }
    : { input: past.input, activations: now.activations };
}

/** At offset 0 the model may be trained through one side alone: the other is a constant of the same value. */
function routed({ gradient }: ProbeConfig, offset: Offset, live: MlpSides, constant: MlpSides): MlpSides {
  if (offset !== 0) return live;
  return {
    input: gradient === 'target' ? constant.input : live.input,
    activations: gradient === 'input' ? constant.activations : live.activations,
  };
}

function predict(probe: readonly tf.Tensor[], input: tf.Tensor2D): tf.Tensor2D {
  const [W_1, b_1, W_2, b_2] = probe as [tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D];
  const hidden = relu(tf.fused.matMul({ a: input, b: W_1, bias: b_1 }) as tf.Tensor2D);
  return tf.fused.matMul({ a: hidden, b: W_2, bias: b_2 }) as tf.Tensor2D;
}

/** Share of the mean variance of units that is added to each one's own. */
const FLOOR = 0.01;

/**
 * What the model is trained on, of predictions and activations [N, m]. While the offset is not active, what it predicts is
 * zero and has no variance to divide by: then it is divided by 1 more.
 */
function errorAs(
  kind: ProbeConfig['error'],
  predicted: tf.Tensor2D,
  activations: tf.Tensor2D,
  isActive: tf.Tensor,
): tf.Tensor {
  if (kind === 'absolute') return meanSquaredError(predicted, activations);
  if (kind === 'relative') {
    const error = meanSquaredError(predicted, activations);
    return tf.div(error, tf.add(variance(activations), tf.sub(1, isActive)));
  }
  const own = tf.mean(tf.square(tf.sub(activations, tf.mean(activations, 0, true))), 0);
  const scale = tf.add(tf.add(own, tf.mul(tf.mean(own), FLOOR)), tf.sub(1, isActive));
  return tf.mean(tf.div(tf.mean(tf.square(tf.sub(predicted, activations)), 0), scale));
}

/** Over examples and units. */
const meanSquaredError = (x: tf.Tensor2D, y: tf.Tensor2D): tf.Scalar => tf.mean(tf.square(tf.sub(x, y)));

/** Over examples, as a mean over units. */
const variance = (x: tf.Tensor2D): tf.Scalar => tf.mean(tf.square(tf.sub(x, tf.mean(x, 0, true))));

function permuted({ input, activations }: MlpSides, seed: number): MlpSides {
  const [examples] = input.shape;
  const order = shuffled(
    Array.from({ length: examples }, (_, i) => i),
    randomStream(seed, 'probe/pairing'),
  );
  const index = tf.tensor1d(order, 'int32');
  return { input: lookUp(input, index), activations: lookUp(activations, index) };
}

/** Fixed normal noise of the root mean square of `activations`. */
function noiseLike(activations: tf.Tensor2D, seed: number): tf.Tensor2D {
  const [examples, units] = activations.shape;
  const random = randomStream(seed, 'probe/noise');
  const noise = tf.tensor2d(
    Float32Array.from({ length: examples * units }, () => random.normal()),
    [examples, units],
  );
  return tf.mul(noise, tf.sqrt(tf.mean(tf.square(activations))));
}
