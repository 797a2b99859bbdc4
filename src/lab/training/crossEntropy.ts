/**
 * Cross-entropy without cancellation, in float32.
 *
 * loss = log(1 + Σ_{j≠y} e^{z_j − z_y}), gradient p_j at j ≠ y and −Σ_{j≠y} p_j at y: sums of positive
 * terms only, so both keep full relative precision at a loss of 1e-30, where log-softmax in float32 is a
 * multiple of 1.2e-7 and its gradient exactly zero (softmax collapse).
 * Source: ours; the defect: Nanda et al. 2023, App. D.2; Prieto et al. 2025, arXiv:2501.04697.
 */
import * as tf from '@tensorflow/tfjs-core';

/**
 * Loss of each example, in nats.
 * @param logits [N, V]. @param target int32 [N], in [0, V). @returns [N]
 */
export function crossEntropies(logits: tf.Tensor2D, target: tf.Tensor1D): tf.Tensor1D {
  const { others, top } = competitors(logits, target);
  const sum = tf.sum(others, 1, true);
  return tf.reshape(tf.add(top, tf.log1p(tf.add(tf.expm1(tf.neg(top)), sum))), [-1]);
}

/** Mean loss over the examples, in nats; a scalar with the gradient above. */
export function meanCrossEntropy(logits: tf.Tensor2D, target: tf.Tensor1D): tf.Scalar {
  const withGradient = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor, target]);
    return {
      value: tf.mean(crossEntropies(input as tf.Tensor2D, target)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [z, y] = saved as [tf.Tensor2D, tf.Tensor1D];
        const { others, top, oneHot } = competitors(z, y);
        const sum = tf.sum(others, 1, true);
        const scale = tf.div(tf.div(dy, z.shape[0]), tf.add(tf.exp(tf.neg(top)), sum));
        return tf.mul(tf.sub(others, tf.mul(oneHot, sum)), scale);
      },
    };
  });
  return withGradient(logits) as tf.Scalar;
}

/** e^{z_j − z_y − top} at j ≠ y and 0 at y, [N, V]; top = max(0, max_j z_j − z_y), [N, 1], keeps it finite. */
function competitors(
  logits: tf.Tensor2D,
  target: tf.Tensor1D,
): { others: tf.Tensor2D; top: tf.Tensor2D; oneHot: tf.Tensor2D } {
  const oneHot = tf.oneHot(target, logits.shape[1]) as tf.Tensor2D;
  const correct = tf.sum(tf.mul(logits, oneHot), 1, true);
  const margins = tf.sub(logits, correct);
  const top = tf.max<tf.Tensor2D>(margins, 1, true);
  const others = tf.mul<tf.Tensor2D>(tf.exp(tf.sub(margins, top)), tf.sub(1, oneHot));
  return { others, top, oneHot };
}
