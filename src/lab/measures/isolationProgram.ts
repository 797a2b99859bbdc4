/** The matrix work of the measure `isolation`, as one program over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { crossEntropies } from '../training/crossEntropy.ts';
import { inverse2d, keyComponents, transform2d } from './fourierTensors.ts';
import { splitLogits, sumDirections } from './logitDirections.ts';
import { additiveExamples, parameterInputs } from './programs.ts';

/**
 * In, besides the parameters: `subspace` [m, 2K], orthonormal columns; `kept` [m], 1 for hidden units that vary. Out, P = p² pairs with a outer, losses in nats
 * [P]: `full`, the network as it is; `components`, of the 2-D Fourier components of the logits those whose frequencies are 0 or one key frequency,
 * without the constant, and `componentsAndConstant` with it; `sums`, those along cos and sin w_k(a+b), and
 * `sumsAndConstant` with it; `without`, the logits without those along cos and sin w_k(a+b); `wLSubspace` and
 * `wLNullSpace`, hidden units projected on the subspace and on what is orthogonal to it; `keptNeurons`, those not kept at
 * their mean over pairs.
 */
export function isolationProgram(spec: RunSpec, keys: readonly number[]): Program {
  const { p } = spec.task;
  const { a, b, target } = additiveExamples(spec);
  return {
    inputs: {
      ...parameterInputs(spec),
      subspace: { shape: [spec.model.dMlp, 2 * keys.length], dtype: 'float32' },
      kept: { shape: [spec.model.dMlp], dtype: 'float32' },
    },
    run: (inputs) => {
      const answers = tf.tensor1d(target, 'int32');
      const { hidden, final } = residualStream(inputs, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      const W_U = inputs['W_U'] as tf.Tensor2D;
      const W_out = inputs[`blocks.${spec.model.nLayers - 1}.W_out`] as tf.Tensor2D;
      const subspace = inputs['subspace'] as tf.Tensor2D;
      const logits = tf.matMul<tf.Tensor2D>(final, W_U);
      const lossOf = (z: tf.Tensor2D): tf.Tensor => crossEntropies(z, answers);
      const constant = tf.mean<tf.Tensor2D>(logits, 0, true);
      const components = inverse2d(tf.mul(transform2d(logits, p), keyComponents(p, keys)), p);
      const { coefficients, restricted, excluded } = splitLogits(logits, sumDirections(p, keys));
      const inside = tf.matMul<tf.Tensor2D>(tf.matMul(hidden, subspace), subspace, false, true);
      const mean = tf.mean<tf.Tensor2D>(hidden, 0, true);
      /** The rest of the network on other hidden units. */
      const lossWith = (changed: tf.Tensor2D): tf.Tensor =>
        lossOf(tf.matMul(tf.add<tf.Tensor2D>(final, tf.matMul(tf.sub(changed, hidden), W_out)), W_U));
      return {
        full: lossOf(logits),
        components: lossOf(components),
        componentsAndConstant: lossOf(tf.add(components, constant)),
        sums: lossOf(tf.matMul(sumDirections(p, keys), coefficients, true, false)),
        sumsAndConstant: lossOf(restricted),
        without: lossOf(excluded),
        wLSubspace: lossWith(inside),
        wLNullSpace: lossWith(tf.sub(hidden, inside)),
        keptNeurons: lossWith(tf.add(mean, tf.mul(tf.sub(hidden, mean), inputs['kept'] as tf.Tensor))),
      };
    },
  };
}
