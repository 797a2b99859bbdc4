/** The matrix work of the measure `ablations`, as one program over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { allPairs, examplesOf } from '../tasks/modular.ts';
import { crossEntropies } from '../training/crossEntropy.ts';
import { splitLogits, sumDirections } from './circuitProgram.ts';
import { fourierBasis } from './fourier.ts';
import { parameterInputs } from './programs.ts';
import { withoutFrequency } from './progressProgram.ts';

/**
 * In, besides the parameters: `mask` [p², m], 1 for the 2-D Fourier components that a hidden unit keeps (its mean is
 * kept in any case); `subspace` [m, 2K], orthonormal columns. Out, P = p² pairs with a outer, losses in nats [P]:
 * `full`; `without<k>`, without the directions of one key frequency; `keyComponents`, the 2-D Fourier components of the
 * logits whose frequencies are 0 or one key frequency, without the constant; `sumOnly`, those along cos and sin w_k(a+b);
 * `fit`, Σ α_k cos w_k(a+b−c); `polynomials`, hidden units masked; `inSubspace` and `outsideSubspace`, hidden units
 * projected on the subspace and on what is orthogonal to it.
 */
export function ablationProgram(spec: RunSpec, keys: readonly number[]): Program {
  const { p } = spec.task;
  const m = spec.model.dMlp;
  const { a, b, target } = examplesOf(spec.task, allPairs({ ...spec.task, operation: 'a+b', pairs: 'ordered' }));
  return {
    inputs: {
      ...parameterInputs(spec),
      mask: { shape: [p * p, m], dtype: 'float32' },
      subspace: { shape: [m, 2 * keys.length], dtype: 'float32' },
    },
    run: (inputs) => {
      const answers = tf.tensor1d(target, 'int32');
      const { hidden, final } = residualStream(inputs, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      const W_U = inputs['W_U'] as tf.Tensor2D;
      const W_out = inputs[`blocks.${spec.model.nLayers - 1}.W_out`] as tf.Tensor2D;
      const logits = tf.matMul<tf.Tensor2D>(final, W_U);
      const lossOf = (z: tf.Tensor2D): tf.Tensor => crossEntropies(z, answers);
      /** The rest of the network on other hidden units. */
      const lossWith = (changed: tf.Tensor2D): tf.Tensor =>
        lossOf(tf.matMul(tf.add<tf.Tensor2D>(final, tf.matMul(tf.sub(changed, hidden), W_out)), W_U));
      const directions = sumDirections(p, keys);
      const { coefficients } = splitLogits(logits, directions);
      const without = keys.map((k, i) => {
        const only = (x: tf.Tensor2D): tf.Tensor2D => tf.slice2d(x, [2 * i, 0], [2, x.shape[1]]);
        const along = tf.matMul<tf.Tensor2D>(only(directions), only(coefficients), true, false);
        return [withoutFrequency(k), lossOf(tf.sub(logits, along))] as const;
      });
      const mean = tf.mean(hidden, 0, true);
      const kept = inverse2d(tf.mul(transform2d(tf.sub(hidden, mean), p), inputs['mask'] as tf.Tensor2D), p);
      const subspace = inputs['subspace'] as tf.Tensor2D;
      const inside = tf.matMul<tf.Tensor2D>(tf.matMul(hidden, subspace), subspace, false, true);
      return {
        full: lossOf(logits),
        ...Object.fromEntries(without),
        keyComponents: lossOf(inverse2d(tf.mul(transform2d(logits, p), componentMask(p, keys)), p)),
        sumOnly: lossOf(tf.matMul(directions, coefficients, true, false)),
        fit: lossOf(tf.matMul(directions, fitCoefficients(coefficients, p, keys), true, false)),
        polynomials: lossWith(tf.add(kept, mean)),
        inSubspace: lossWith(inside),
        outsideSubspace: lossWith(tf.sub(hidden, inside)),
      };
    },
  };
}

const basisOf = (p: number): tf.Tensor2D => tf.tensor2d(Float32Array.from(fourierBasis(p)), [p, p]);

/** F X Fᵀ of every column of X [p², n] seen as a function of (a, b). */
const transform2d = (x: tf.Tensor2D, p: number): tf.Tensor2D => sandwich(x, p, false);
const inverse2d = (x: tf.Tensor2D, p: number): tf.Tensor2D => sandwich(x, p, true);

function sandwich(x: tf.Tensor2D, p: number, inverse: boolean): tf.Tensor2D {
  const n = x.shape[1];
  const basis = basisOf(p);
  const overA = tf.reshape(tf.matMul(basis, tf.reshape<tf.Rank.R2>(x, [p, p * n]), inverse, false), [p, p, n]);
  const swapped = tf.reshape<tf.Rank.R2>(tf.transpose(overA, [1, 0, 2]), [p, p * n]);
  const overBoth = tf.reshape(tf.matMul(basis, swapped, inverse, false), [p, p, n]);
  return tf.reshape(tf.transpose(overBoth, [1, 0, 2]), [p * p, n]);
}

/** [p², 1]: 1 where both 1-D components are constant or of one and the same key frequency, but not both constant. */
function componentMask(p: number, keys: readonly number[]): tf.Tensor2D {
  const mask = new Float32Array(p * p);
  for (const k of keys) {
    const own = [0, 2 * k - 1, 2 * k];
    for (const row of own) for (const column of own) mask[row * p + column] = 1;
  }
  mask[0] = 0;
  return tf.tensor2d(mask, [p * p, 1]);
}

/**
 * Coefficients along `sumDirections` of the least-squares fit Σ α_k cos w_k(a+b−c), [2K, p]: of the coefficients of the
 * logits, the part along cos·cos + sin·sin (see fitEnergy in circuitProgram).
 */
function fitCoefficients(coefficients: tf.Tensor2D, p: number, keys: readonly number[]): tf.Tensor2D {
  const basis = fourierBasis(p);
  const rows = keys.flatMap((k) => [2 * k - 1, 2 * k]);
  const overClasses = tf.tensor2d(
    Float32Array.from(rows.flatMap((row) => Array.from(basis.subarray(row * p, (row + 1) * p)))),
    [rows.length, p],
  );
  const matched = tf.sum(tf.mul(coefficients, overClasses), 1, true);
  // Each of a frequency's two directions takes half of their sum.
  const pairs = new Float32Array(rows.length ** 2);
  for (let i = 0; i < rows.length; i++) for (const j of [i, i ^ 1]) pairs[i * rows.length + j] = 0.5;
  const shared = tf.matMul(tf.tensor2d(pairs, [rows.length, rows.length]), matched);
  return tf.mul(shared, overClasses);
}
