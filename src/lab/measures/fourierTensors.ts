/** Fourier components of tensors, for the programs of measures. */
import * as tf from '@tensorflow/tfjs-core';
import { fourierBasis } from './fourier.ts';

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
