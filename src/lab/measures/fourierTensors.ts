/** Fourier components of tensors, for the programs of measures. */
import * as tf from '@tensorflow/tfjs-core';
import { fourierBasis, frequenciesOf } from './fourier.ts';

/** The real orthonormal basis over residues (fourier.ts), [p, p]. */
export const basisTensor = (p: number): tf.Tensor2D => tf.tensor2d(Float32Array.from(fourierBasis(p)), [p, p]);

/** F X Fᵀ of every column of X [p², n] seen as a function of (a, b). */
export const transform2d = (x: tf.Tensor2D, p: number): tf.Tensor2D => overBoth(x, p, false);
/** Fᵀ X F: the columns whose components these are. */
export const inverse2d = (x: tf.Tensor2D, p: number): tf.Tensor2D => overBoth(x, p, true);

function overBoth(x: tf.Tensor2D, p: number, inverse: boolean): tf.Tensor2D {
  const n = x.shape[1];
  const basis = basisTensor(p);
  const overA = tf.reshape(tf.matMul(basis, tf.reshape<tf.Rank.R2>(x, [p, p * n]), inverse, false), [p, p, n]);
  const swapped = tf.reshape<tf.Rank.R2>(tf.transpose(overA, [1, 0, 2]), [p, p * n]);
  const overAB = tf.reshape(tf.matMul(basis, swapped, inverse, false), [p, p, n]);
  return tf.reshape(tf.transpose(overAB, [1, 0, 2]), [p * p, n]);
}

/** Squared 2-D Fourier components of every centred hidden unit [p², m], as [p, p, m]. */
export function neuronPower(hidden: tf.Tensor2D, p: number): tf.Tensor {
  const centred = tf.sub<tf.Tensor2D>(hidden, tf.mean(hidden, 0, true));
  return tf.reshape(tf.square(transform2d(centred, p)), [p, p, hidden.shape[1]]);
}

/**
 * Of every hidden unit: `neuronEnergy` [h, m], its squared norm in the terms of degree ≤ 2 of one frequency, h = (p − 1)/2;
 * `neuronVariance` [m], all of it. @param power squared 2-D Fourier components of every centred hidden unit, [p, p, m].
 */
export function neuronEnergies(power: tf.Tensor, p: number): { neuronEnergy: tf.Tensor; neuronVariance: tf.Tensor } {
  const m = power.shape[2] as number;
  const h = frequenciesOf(p).length;
  // Row k−1 adds the cosine and sine row of frequency k.
  const pairUp = foldMatrix(p).slice(p);
  const paired = tf.tensor2d(pairUp, [h, p]);
  const overA = tf.reshape(tf.matMul(paired, tf.reshape<tf.Rank.R2>(power, [p, p * m])), [h, p, m]);
  // Frequency k in a with the constant or frequency k in b; and with the constant in a.
  const own = new Float32Array(pairUp);
  for (let k = 0; k < h; k++) own[k * p] = 1;
  const withA = tf.sum(tf.mul(overA, tf.tensor3d(own, [h, p, 1])), 1);
  const constantInA = tf.reshape<tf.Rank.R2>(tf.slice(power, [0, 0, 0], [1, p, m]), [p, m]);
  return {
    neuronEnergy: tf.add(withA, tf.matMul(paired, constantInA)),
    // The units are centred: their constant component is nothing but rounding.
    neuronVariance: tf.sum(tf.reshape(power, [p * p, m]), 0),
  };
}

/**
 * Squared 2-D components of the columns of X [p², n], summed over the columns and over cosine and sine of either operand,
 * [h+1, h+1], h = (p − 1)/2: the constant first, then frequencies 1 … h, of a by rows and of b by columns.
 */
export function foldedPower2d(x: tf.Tensor2D, p: number): tf.Tensor2D {
  const power = tf.sum(tf.reshape(tf.square(transform2d(x, p)), [p, p, x.shape[1]]), 2);
  const folds = tf.tensor2d(foldMatrix(p), [frequenciesOf(p).length + 1, p]);
  return tf.matMul(tf.matMul(folds, power as tf.Tensor2D), folds, false, true);
}

/** [h+1, p]: row 0 is the constant of the basis, row k adds its cosine and sine of frequency k. */
function foldMatrix(p: number): Float32Array {
  const rows = new Float32Array((frequenciesOf(p).length + 1) * p);
  for (let row = 0; row < p; row++) rows[Math.ceil(row / 2) * p + row] = 1;
  return rows;
}

/**
 * Mask over 2-D components, [p², 1]: 1 where both 1-D components are constant or of one and the same key frequency, but
 * not both constant: 8 for each key frequency.
 */
export function keyComponents(p: number, keys: readonly number[]): tf.Tensor2D {
  const mask = new Float32Array(p * p);
  for (const k of keys) {
    const own = [0, 2 * k - 1, 2 * k];
    for (const row of own) for (const column of own) mask[row * p + column] = 1;
  }
  mask[0] = 0;
  return tf.tensor2d(mask, [p * p, 1]);
}
