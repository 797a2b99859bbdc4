/**
 * The decoder transformer of Nanda et al. 2023 (arXiv:2301.05217, §3): no layer norm, no attention bias,
 * ReLU MLP, untied embeddings, read at the "=" position of the sequence [a, b, =].
 *
 * What makes it fast without changing what it computes:
 * - position 0 sees only a, so its stream has p distinct rows in every layer, position 1 in layer 0 likewise
 *   (b), and "=" in layer 0 has one; rows are projected before they are looked up per example;
 * - in the last layer only "=" needs a query, an MLP and the unembedding.
 *
 * Shapes: N examples, p residues, d = dModel, H = nHeads, h = dHead, m = dMlp, R distinct rows.
 */
import * as tf from '@tensorflow/tfjs-core';
import { lookUp, mixSources, relu, weighSources } from './operations.ts';
import { POSITIONS, type TransformerConfig } from './parameters.ts';

/** Rows of the residual stream at one position; `index` [N] says which row each example has, null: row n. */
export interface Stream {
  readonly rows: tf.Tensor2D;
  readonly index: tf.Tensor1D | null;
}

/**
 * Logits at "=", shape [N, p].
 * @param a first operands, int32 [N]. @param b second operands, int32 [N].
 */
export function logits(
  parameters: tf.NamedTensorMap,
  config: TransformerConfig,
  a: tf.Tensor1D,
  b: tf.Tensor1D,
): tf.Tensor2D {
  return tf.matMul<tf.Tensor2D>(residualStream(parameters, config, a, b).final, tensor(parameters, 'W_U'));
}

/** Internal activations at "=" of the last layer. */
export interface Activations {
  /** Residual stream that enters the last MLP, [N, d]. */
  readonly mlpInput: tf.Tensor2D;
  /** ReLU outputs of the last MLP, [N, m]. */
  readonly hidden: tf.Tensor2D;
  /** Residual stream after the last layer, [N, d]. */
  readonly final: tf.Tensor2D;
}

export interface Reading {
  /** Whether attention is held at its mean over the examples, in every layer and head. @default false */
  readonly holdsAttention?: boolean;
}

/** Everything before the unembedding. */
export function residualStream(
  parameters: tf.NamedTensorMap,
  config: TransformerConfig,
  a: tf.Tensor1D,
  b: tf.Tensor1D,
  reading: Reading = {},
): Activations {
  return readStreams(parameters, config, embed(parameters, config, a, b), reading);
}

/** The same from the streams that enter the first layer, one for each position. */
export function readStreams(
  parameters: tf.NamedTensorMap,
  config: TransformerConfig,
  embedded: readonly Stream[],
  reading: Reading = {},
): Activations {
  const at = (layer: number, streams: readonly Stream[], position: number): ReturnType<typeof block> =>
    block(parameters, config, { layer, position, ...reading }, streams);
  let streams = embedded;
  for (let layer = 0; layer < config.nLayers - 1; layer++) {
    streams = streams.map((_, position) => at(layer, streams, position).stream);
  }
  const last = at(config.nLayers - 1, streams, POSITIONS - 1);
  return { mlpInput: last.mlpInput, hidden: last.hidden, final: last.stream.rows };
}

/**
 * Attention weights of the first layer: for each query position the weights on the positions up to it, [N, H] each
 * (one row where no example differs).
 */
export function attentionWeights(
  parameters: tf.NamedTensorMap,
  config: TransformerConfig,
  a: tf.Tensor1D,
  b: tf.Tensor1D,
): tf.Tensor2D[][] {
  const streams = embed(parameters, config, a, b);
  const W_Q = tensor(parameters, 'blocks.0.W_Q');
  const keys = streams.map(({ rows }) => project(rows, tensor(parameters, 'blocks.0.W_K'), config));
  const indices = streams.map(({ index }) => index);
  return streams.map(({ rows, index }, position) =>
    weighSources(project(rows, W_Q, config), index, keys.slice(0, position + 1), indices.slice(0, position + 1)),
  );
}

/** What enters the first layer: tokens a, b and "=" at their positions. */
export function embed(
  parameters: tf.NamedTensorMap,
  config: TransformerConfig,
  a: tf.Tensor1D,
  b: tf.Tensor1D,
): Stream[] {
  const W_E = tensor(parameters, 'W_E');
  const W_pos = tensor(parameters, 'W_pos');
  const p = (W_E.shape[0] ?? 0) - 1;
  const d = config.dModel;
  const residues = tf.slice(W_E, [0, 0], [p, d]);
  const equals = tf.slice(W_E, [p, 0], [1, d]);
  const position = (i: number): tf.Tensor => tf.slice(W_pos, [i, 0], [1, d]);
  return [
    { rows: tf.add<tf.Tensor2D>(residues, position(0)), index: a },
    { rows: tf.add<tf.Tensor2D>(residues, position(1)), index: b },
    { rows: tf.add<tf.Tensor2D>(equals, position(2)), index: tf.zerosLike(a) },
  ];
}

/** One transformer block at one position: attention over the positions up to it, then the MLP. */
function block(
  parameters: tf.NamedTensorMap,
  config: TransformerConfig,
  { layer, position, holdsAttention = false }: Reading & { readonly layer: number; readonly position: number },
  streams: readonly Stream[],
): { stream: Stream; mlpInput: tf.Tensor2D; hidden: tf.Tensor2D } {
  const weight = (name: string): tf.Tensor => tensor(parameters, `blocks.${layer}.${name}`);
  const { dModel, nHeads, dHead } = config;
  const here = streams[position] as Stream;
  const sources = streams.slice(0, position + 1);
  const values = sources.map(({ rows }) => project(rows, weight('W_V'), config));
  const W_O = tf.reshape(weight('W_O'), [nHeads * dHead, dModel]);
  // Position 0 attends to itself alone: weight 1, whatever the scores.
  const keepsTable = position === 0;
  const mixed = keepsTable
    ? (values[0] as tf.Tensor3D)
    : mixSources(
        project(here.rows, weight('W_Q'), config),
        here.index,
        sources.map(({ rows }) => project(rows, weight('W_K'), config)),
        values,
        sources.map(({ index }) => index),
        holdsAttention,
      );
  const attention = tf.matMul(tf.reshape(mixed, [-1, nHeads * dHead]), W_O);
  const before = keepsTable ? here.rows : perExample(here);
  const middle = tf.add<tf.Tensor2D>(before, attention);
  const preactivation = tf.fused.matMul({ a: middle, b: weight('W_in'), bias: weight('b_in') });
  const hidden = relu(preactivation as tf.Tensor2D);
  const out = tf.fused.matMul({ a: hidden, b: weight('W_out'), bias: weight('b_out') });
  const rows = tf.add<tf.Tensor2D>(middle, out);
  return { stream: { rows, index: keepsTable ? here.index : null }, mlpInput: middle, hidden };
}

/** [R, d] through per-head matrices [H, d, h] → [R, H, h]. */
function project(rows: tf.Tensor2D, weights: tf.Tensor, { dModel, nHeads, dHead }: TransformerConfig): tf.Tensor3D {
  const flat = tf.reshape(tf.transpose(weights, [1, 0, 2]), [dModel, nHeads * dHead]);
  return tf.reshape(tf.matMul(rows, flat), [-1, nHeads, dHead]);
}

/** One row per example, or the one row that all examples share (it broadcasts). */
function perExample({ rows, index }: Stream): tf.Tensor2D {
  return index === null || rows.shape[0] === 1 ? rows : lookUp(rows, index);
}

function tensor(parameters: tf.NamedTensorMap, name: string): tf.Tensor {
  const found = parameters[name];
  if (!found) throw new TypeError(`transformer: no parameter ${name} among ${Object.keys(parameters).join(', ')}`);
  return found;
}
