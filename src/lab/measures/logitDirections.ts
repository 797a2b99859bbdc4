/** Logits seen along cos and sin w_k(a+b), the directions in which the trigonometric algorithm writes them. */
import * as tf from '@tensorflow/tfjs-core';
import { fourierBasis } from './fourier.ts';
import { basisTensor } from './fourierTensors.ts';

/** Rows of the 1-D basis that belong to the key frequencies: cosine and sine of each. */
export const rowsOf = (keys: readonly number[]): number[] => keys.flatMap((k) => [2 * k - 1, 2 * k]);

/** Those rows over outputs, [2K, p]. */
function wavesOverOutputs(p: number, keys: readonly number[]): tf.Tensor2D {
  const basis = fourierBasis(p);
  const values = rowsOf(keys).flatMap((row) => Array.from(basis.subarray(row * p, (row + 1) * p)));
  return tf.tensor2d(Float32Array.from(values), [2 * keys.length, p]);
}

/** Unit vectors over pairs along cos w_k(a+b) and sin w_k(a+b), [2K, p²], by frequency. */
export function sumDirections(p: number, keys: readonly number[]): tf.Tensor2D {
  const basis = fourierBasis(p);
  const rows = rowsOf(keys);
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

/** The part of the logits along the two directions of one key frequency, [p², p]. */
export function alongFrequency(
  k: number,
  keys: readonly number[],
  directions: tf.Tensor2D,
  coefficients: tf.Tensor2D,
): tf.Tensor2D {
  const own = (x: tf.Tensor2D): tf.Tensor2D => tf.slice2d(x, [2 * keys.indexOf(k), 0], [2, x.shape[1]]);
  return tf.matMul(own(directions), own(coefficients), true, false);
}

/**
 * Squared norms of the logits along the 1-D basis over a + b, summed over outputs, [p]. @param sums a + b of every pair.
 */
export function logitPower(logits: tf.Tensor2D, sums: tf.Tensor1D, p: number): tf.Tensor {
  return tf.div(tf.sum(tf.square(alongSums(logits, sums, p)), 1), p);
}

/**
 * Components of every column of X [p², n] along the 1-D basis over a + b, [p, n]: along unit vectors, times √p.
 * @param sums a + b of every pair, or another residue of which each is that of p pairs.
 */
export function alongSums(x: tf.Tensor2D, sums: tf.Tensor1D, p: number): tf.Tensor2D {
  // The directions depend on a + b alone: sum the columns over pairs of equal sum first.
  const perSum = tf.matMul<tf.Tensor2D>(tf.oneHot(sums, p), x, true, false);
  return tf.matMul(basisTensor(p), perSum);
}

/**
 * Squared norm of the projection of the logits on Σ_k α_k cos w_k(a+b−c). With F the basis, cos w_k(s−c) =
 * (p/2)(F_cos(s) F_cos(c) + F_sin(s) F_sin(c)), so the unit vector of frequency k takes the components along
 * cos·cos and sin·sin, each with weight 1/√2. @param coefficients [2K, p], sumDirections · logits.
 */
export function fitEnergy(coefficients: tf.Tensor2D, p: number, keys: readonly number[]): tf.Tensor {
  const matched = tf.sum(tf.mul(coefficients, wavesOverOutputs(p, keys)), 1);
  const perFrequency = tf.sum(tf.reshape(matched, [-1, 2]), 1);
  return tf.sum(tf.div(tf.square(perFrequency), 2));
}

/**
 * Coefficients along `sumDirections` of the least-squares fit Σ α_k cos w_k(a+b−c), [2K, p]: of the coefficients of the
 * logits, the part along cos·cos + sin·sin (see fitEnergy).
 */
export function fitCoefficients(coefficients: tf.Tensor2D, p: number, keys: readonly number[]): tf.Tensor2D {
  const waves = wavesOverOutputs(p, keys);
  const matched = tf.sum(tf.mul(coefficients, waves), 1, true);
  const n = rowsOf(keys).length;
  // Each of a frequency's two directions takes half of their sum.
  const pairs = new Float32Array(n ** 2);
  for (let i = 0; i < n; i++) for (const j of [i, i ^ 1]) pairs[i * n + j] = 0.5;
  const shared = tf.matMul(tf.tensor2d(pairs, [n, n]), matched);
  return tf.mul(shared, waves);
}
