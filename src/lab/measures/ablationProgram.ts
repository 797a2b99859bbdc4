/** The matrix work of the measure `ablations`, as one program over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { crossEntropies } from '../training/crossEntropy.ts';
import { inverse2d, keyComponents, transform2d } from './fourierTensors.ts';
import { alongFrequency, fitCoefficients, splitLogits, sumDirections } from './logitDirections.ts';
import { additiveExamples, parameterInputs } from './programs.ts';
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
  const { a, b, target } = additiveExamples(spec);
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
      const without = keys.map((k) => {
        const along = alongFrequency(k, keys, directions, coefficients);
        return [withoutFrequency(k), lossOf(tf.sub(logits, along))] as const;
      });
      const mean = tf.mean(hidden, 0, true);
      const kept = inverse2d(tf.mul(transform2d(tf.sub(hidden, mean), p), inputs['mask'] as tf.Tensor2D), p);
      const subspace = inputs['subspace'] as tf.Tensor2D;
      const inside = tf.matMul<tf.Tensor2D>(tf.matMul(hidden, subspace), subspace, false, true);
      return {
        full: lossOf(logits),
        ...Object.fromEntries(without),
        keyComponents: lossOf(inverse2d(tf.mul(transform2d(logits, p), keyComponents(p, keys)), p)),
        sumOnly: lossOf(tf.matMul(directions, coefficients, true, false)),
        fit: lossOf(tf.matMul(directions, fitCoefficients(coefficients, p, keys), true, false)),
        polynomials: lossWith(tf.add(kept, mean)),
        inSubspace: lossWith(inside),
        outsideSubspace: lossWith(tf.sub(hidden, inside)),
      };
    },
  };
}
