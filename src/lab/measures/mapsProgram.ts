/** The matrix work of the measure `maps`, as one program over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { attentionWeights, residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { allPairs, examplesOf } from '../tasks/modular.ts';
import { splitLogits, sumDirections } from './logitDirections.ts';
import { parameterInputs } from './programs.ts';

/**
 * Out, P = p² pairs with a outer, m hidden units, H heads of the one layer: `hidden` [P, m], after the ReLU;
 * `variance` [m], of every hidden unit over the pairs; `ofSecond` [2, P, H], weights of the query at b on a and b;
 * `ofEquals` [3, P, H], of the query at "=" on a, b and "="; `full` and `restricted` [P], the logit of the right answer
 * less the mean logit of its pair, of the logits and of their restricted part.
 */
export function mapsProgram(spec: RunSpec, keys: readonly number[]): Program {
  const { p } = spec.task;
  const { a, b, target } = examplesOf(spec.task, allPairs(spec.task));
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const [ta, tb] = [tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32')];
      const { hidden, final } = residualStream(parameters, spec.model, ta, tb);
      const logits = tf.matMul<tf.Tensor2D>(final, parameters['W_U'] as tf.Tensor);
      const answers = tf.oneHot(tf.tensor1d(target, 'int32'), p);
      const correct = (z: tf.Tensor2D): tf.Tensor => tf.sub(tf.sum(tf.mul(z, answers), 1), tf.mean(z, 1));
      const { restricted } = splitLogits(logits, sumDirections(p, keys));
      const [, ofSecond = [], ofEquals = []] = attentionWeights(parameters, spec.model, ta, tb);
      return {
        hidden,
        variance: tf.mean(tf.square(tf.sub(hidden, tf.mean(hidden, 0, true))), 0),
        ofSecond: tf.stack(ofSecond),
        ofEquals: tf.stack(ofEquals),
        full: correct(logits),
        restricted: correct(restricted),
      };
    },
  };
}
