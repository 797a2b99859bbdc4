/** The matrix work of the measure `progress`, as one program over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { crossEntropies } from '../training/crossEntropy.ts';
import { basisTensor, neuronEnergies, neuronPower } from './fourierTensors.ts';
import { alongFrequency, fitEnergy, logitPower, splitLogits, sumDirections } from './logitDirections.ts';
import { additiveExamples, parameterInputs } from './programs.ts';

/** Name of the output with the losses less one key frequency. */
export const withoutFrequency = (k: number): string => `without${k}`;

/**
 * Out, P = p² pairs with a outer, h = (p − 1)/2 frequencies, m hidden units of the last layer: `full`, `restricted`,
 * `excluded` and for every key frequency k `without<k>` [P], losses in nats; `logitPower` [p], squared norms of the
 * logits along the 1-D basis over a + b; `fitEnergy`, `logitVariance` as in circuitProgram; `neuronEnergy` [h, m],
 * squared norm of every centred hidden unit in the terms of degree ≤ 2 of one frequency; `neuronVariance` [m];
 * `wLPower` [p], squared norms of W_L = W_out W_U along the 1-D basis over outputs.
 */
export function progressProgram(spec: RunSpec, keys: readonly number[]): Program {
  const { p } = spec.task;
  const { a, b, target } = additiveExamples(spec);
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const [ta, tb, answers] = [a, b, target].map((values) => tf.tensor1d(values, 'int32')) as Triple;
      const { hidden, final } = residualStream(parameters, spec.model, ta, tb);
      const W_U = parameters['W_U'] as tf.Tensor2D;
      const logits = tf.matMul<tf.Tensor2D>(final, W_U);
      const directions = sumDirections(p, keys);
      const { coefficients, restricted, excluded } = splitLogits(logits, directions);
      const without = keys.map(
        (k) =>
          [
            withoutFrequency(k),
            crossEntropies(tf.sub(logits, alongFrequency(k, keys, directions, coefficients)), answers),
          ] as const,
      );
      const W_out = parameters[`blocks.${spec.model.nLayers - 1}.W_out`] as tf.Tensor2D;
      return {
        full: crossEntropies(logits, answers),
        restricted: crossEntropies(restricted, answers),
        excluded: crossEntropies(excluded, answers),
        ...Object.fromEntries(without),
        logitPower: logitPower(logits, answers, p),
        fitEnergy: fitEnergy(coefficients, p, keys),
        logitVariance: tf.sum(tf.square(tf.sub(logits, tf.mean(logits)))),
        ...neuronEnergies(neuronPower(hidden, p), p),
        wLPower: tf.sum(tf.square(tf.matMul(basisTensor(p), tf.matMul(W_out, W_U), false, true)), 1),
      };
    },
  };
}

type Triple = [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
