/** The matrix work of the measure `circuit`, as one program over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { crossEntropies } from '../training/crossEntropy.ts';
import { neuronPower } from './fourierTensors.ts';
import { fitEnergy, splitLogits, sumDirections } from './logitDirections.ts';
import { additiveExamples, parameterInputs } from './programs.ts';

/**
 * Out, P = p² pairs with a outer: `full`, `restricted`, `excluded` [P], losses in nats; `neuronPower` [p, p, m], squared
 * 2-D Fourier components of the centred hidden units; `fitEnergy`, squared norm of the fit Σ α_k cos w_k(a+b−c);
 * `logitVariance`, squared norm of the logits less their overall mean.
 */
export function circuitProgram(spec: RunSpec, keys: readonly number[]): Program {
  const { p } = spec.task;
  const { a, b, target } = additiveExamples(spec);
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const { hidden, final } = residualStream(
        parameters,
        spec.model,
        tf.tensor1d(a, 'int32'),
        tf.tensor1d(b, 'int32'),
      );
      const logits = tf.matMul<tf.Tensor2D>(final, parameters['W_U'] as tf.Tensor);
      const answers = tf.tensor1d(target, 'int32');
      const { coefficients, restricted, excluded } = splitLogits(logits, sumDirections(p, keys));
      return {
        full: crossEntropies(logits, answers),
        restricted: crossEntropies(restricted, answers),
        excluded: crossEntropies(excluded, answers),
        neuronPower: neuronPower(hidden, p),
        fitEnergy: fitEnergy(coefficients, p, keys),
        logitVariance: tf.sum(tf.square(tf.sub(logits, tf.mean(logits)))),
      };
    },
  };
}
