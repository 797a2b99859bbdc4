/** The matrix work of the measure `circuit`, as one program over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { parameterShapes, residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { allPairs, examplesOf } from '../tasks/modular.ts';
import { crossEntropies } from '../training/crossEntropy.ts';
import { fourierBasis } from './fourier.ts';

/**
 * Out, P = p² pairs with a outer: `full`, `restricted`, `excluded` [P], losses in nats; `neuronPower` [p, p, m], squared
 * 2-D Fourier components of the centred hidden units; `fitEnergy`, squared norm of the fit Σ α_k cos w_k(a+b−c);
 * `logitVariance`, squared norm of the logits less their overall mean.
 */
export function circuitProgram(spec: RunSpec, keys: readonly number[]): Program {
  const { p } = spec.task;
  const pairs = allPairs({ ...spec.task, operation: 'a+b', pairs: 'ordered' });
  const { a, b, target } = examplesOf(spec.task, pairs);
  const shapes = Object.entries(parameterShapes(spec.model, p));
  return {
    inputs: Object.fromEntries(shapes.map(([name, shape]) => [name, { shape, dtype: 'float32' as const }])),
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

/**
 * Logits [p², p] as their part along `directions` (plus the mean over pairs of what is left: restricted) and the rest
 * (excluded); `coefficients` [2K, p] of the part.
 */
export function splitLogits(
  logits: tf.Tensor2D,
  directions: tf.Tensor2D,
): { coefficients: tf.Tensor2D; restricted: tf.Tensor2D; excluded: tf.Tensor2D } {
  const coefficients = tf.matMul<tf.Tensor2D>(directions, logits);
  const projection = tf.matMul<tf.Tensor2D>(directions, coefficients, true, false);
  const excluded = tf.sub<tf.Tensor2D>(logits, projection);
  return { coefficients, restricted: tf.add(projection, tf.mean(excluded, 0, true)), excluded };
}

/** Unit vectors over pairs along cos w_k(a+b) and sin w_k(a+b), [2K, p²], by frequency. */
export function sumDirections(p: number, keys: readonly number[]): tf.Tensor2D {
  const basis = fourierBasis(p);
  const rows = keys.flatMap((k) => [2 * k - 1, 2 * k]);
  const values = new Float32Array(rows.length * p * p);
  rows.forEach((row, i) => {
    for (let a = 0; a < p; a++) {
      for (let b = 0; b < p; b++) {
        values[(i * p + a) * p + b] = (basis[row * p + ((a + b) % p)] ?? 0) / Math.sqrt(p);
      }
    }
  });
  return tf.tensor2d(values, [rows.length, p * p]);
}

/** F N Fᵀ of every centred hidden unit N [p, p], squared: [p, p, m]. */
export function neuronPower(hidden: tf.Tensor2D, p: number): tf.Tensor {
  const m = hidden.shape[1];
  const basis = tf.tensor2d(Float32Array.from(fourierBasis(p)), [p, p]);
  const centred = tf.reshape(tf.sub(hidden, tf.mean(hidden, 0, true)), [p, p * m]);
  const overA = tf.reshape(tf.matMul(basis, centred as tf.Tensor2D), [p, p, m]);
  const swapped = tf.reshape(tf.transpose(overA, [1, 0, 2]), [p, p * m]);
  const overBoth = tf.reshape(tf.matMul(basis, swapped as tf.Tensor2D), [p, p, m]);
  return tf.square(tf.transpose(overBoth, [1, 0, 2]));
}

/**
 * Squared norm of the projection of the logits on Σ_k α_k cos w_k(a+b−c). With F the basis, cos w_k(s−c) =
 * (p/2)(F_cos(s) F_cos(c) + F_sin(s) F_sin(c)), so the unit vector of frequency k takes the components along
 * cos·cos and sin·sin, each with weight 1/√2. @param coefficients [2K, p], sumDirections · logits.
 */
export function fitEnergy(coefficients: tf.Tensor2D, p: number, keys: readonly number[]): tf.Tensor {
  const basis = fourierBasis(p);
  const rows = keys.flatMap((k) => [2 * k - 1, 2 * k]);
  const overClasses = Float32Array.from(rows.flatMap((row) => Array.from(basis.subarray(row * p, (row + 1) * p))));
  const matched = tf.sum(tf.mul(coefficients, tf.tensor2d(overClasses, [rows.length, p])), 1);
  const perFrequency = tf.sum(tf.reshape(matched, [-1, 2]), 1);
  return tf.sum(tf.div(tf.square(perFrequency), 2));
}
