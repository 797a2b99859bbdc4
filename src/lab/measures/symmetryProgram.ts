/** The matrix work of the measures `symmetry` and `symmetryPath`, over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { lookUp } from '../models/operations.ts';
import { embed, logits, readStreams, type Stream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { additiveExamples, parameterInputs } from './programs.ts';

/**
 * Out, P = p² pairs with a outer: `correctLogit` [P], the logit of the right answer; `similarity` [P], cosine between the
 * gradients of one logit of the pair, that of `answer`, by what enters the first layer at the positions of a and of b; 0
 * where one of the gradients is.
 * @param answer int32 [P], an answer for each pair.
 */
export function symmetryProgram(spec: RunSpec, answer: Int32Array): Program {
  const { p } = spec.task;
  const examples = additiveExamples(spec);
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const [a, b, target, chosen] = [examples.a, examples.b, examples.target, answer].map((values) =>
        tf.tensor1d(values, 'int32'),
      ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      const [first, second, equals] = embed(parameters, spec.model, a, b) as [Stream, Stream, Stream];
      const logitsFrom = (atA: tf.Tensor2D, atB: tf.Tensor2D): tf.Tensor2D => {
        const streams = [{ rows: atA, index: null }, { rows: atB, index: null }, equals];
        return tf.matMul(readStreams(parameters, spec.model, streams).final, parameters['W_U'] as tf.Tensor2D);
      };
      const [atA, atB] = [lookUp(first.rows, a), lookUp(second.rows, b)];
      const at = (scores: tf.Tensor2D, index: tf.Tensor1D): tf.Tensor => tf.sum(tf.mul(scores, tf.oneHot(index, p)), 1);
      const z = logitsFrom(atA, atB);
      // Examples do not mix: the gradient of the sum holds that of every pair.
      const [byA, byB] = tf.grads((x: tf.Tensor, y: tf.Tensor) =>
        tf.sum(at(logitsFrom(x as tf.Tensor2D, y as tf.Tensor2D), chosen)),
      )([atA, atB]) as [tf.Tensor, tf.Tensor];
      const norms = [byA, byB].map((x) => tf.sqrt(tf.sum(tf.square(x), 1))) as [tf.Tensor, tf.Tensor];
      return {
        correctLogit: at(z, target),
        similarity: tf.divNoNan(tf.sum(tf.mul(byA, byB), 1), tf.mul(...norms)),
      };
    },
  };
}

/**
 * Out: `amplitude` [p, K], by the difference b − a and the key frequency: mean over the p pairs of that difference of the
 * amplitude of cos w_k(a+b−c) in their logits over the outputs c.
 */
export function amplitudeProgram(spec: RunSpec, keys: readonly number[]): Program {
  const { p } = spec.task;
  const { a, b } = additiveExamples(spec);
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const z = logits(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      return { amplitude: amplitudesByDifference(z, keys, p) };
    },
  };
}

/** Of logits [p², p], a outer: what `amplitudeProgram` gives, [p, K]. */
export function amplitudesByDifference(z: tf.Tensor2D, keys: readonly number[], p: number): tf.Tensor {
  const pairs = Array.from({ length: p * p }, (_, pair) => [Math.floor(pair / p), pair % p] as const);
  const sums = Int32Array.from(pairs, ([a, b]) => (a + b) % p);
  const differences = Int32Array.from(pairs, ([a, b]) => (b - a + p) % p);
  const inPhase = (wave: (angle: number) => number): tf.Tensor => {
    const waves = tf.tensor2d(
      Float32Array.from({ length: p * keys.length }, (_, i) => {
        const [n, k] = [Math.floor(i / keys.length), keys[i % keys.length] ?? NaN];
        return wave((2 * Math.PI * ((n * k) % p)) / p);
      }),
      [p, keys.length],
    );
    return tf.mul(tf.matMul(z, waves), tf.gather(waves, tf.tensor1d(sums, 'int32')));
  };
  // cos w(s−c) = cos ws cos wc + sin ws sin wc, and Σ_c cos² w(s−c) = p/2.
  const perPair = tf.div(tf.add<tf.Tensor2D>(inPhase(Math.cos), inPhase(Math.sin)), p / 2);
  const ofDifference = tf.oneHot(tf.tensor1d(differences, 'int32'), p);
  return tf.div(tf.matMul(ofDifference, perPair, true, false), p);
}
