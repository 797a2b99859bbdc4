/**
 * Differentiable pieces of the models whose gradients TensorFlow.js would compute by slower kernels.
 * Each is a tf.customGrad of the exact gradient.
 *
 * Shapes: N examples, R rows of a table, H heads, h = dHead, S source positions.
 */
import * as tf from '@tensorflow/tfjs-core';

/**
 * max(x, 0). Its gradient reads the output y alone, as dy · step(y): a runtime can fuse the ReLU with the product
 * before it, and a product is cheaper than a selection.
 */
export function relu<T extends tf.Tensor>(x: T): T {
  const withGradient = tf.customGrad((input, save) => {
    const value = tf.relu(input as tf.Tensor);
    (save as tf.GradSaveFunc)([value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.step(saved[0] as tf.Tensor)),
    };
  });
  return withGradient(x) as T;
}

/** Rows of `table` [R, …] at `index` [N] → [N, …]. The gradient is a product with the one-hot matrix of `index`. */
export function lookUp<T extends tf.Tensor>(table: T, index: tf.Tensor1D): T {
  const withGradient = tf.customGrad((input, save) => {
    const rows = input as tf.Tensor;
    const [count = 0, ...rest] = rows.shape;
    (save as tf.GradSaveFunc)([index]);
    return {
      value: tf.gather(rows, index),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [at] = saved as [tf.Tensor1D];
        const columns = rest.reduce((n, d) => n * d, 1);
        const flat = tf.reshape(dy, [-1, columns]);
        return tf.reshape(tf.matMul(tf.oneHot(at, count), flat, true, false), rows.shape);
      },
    };
  });
  return withGradient(table) as T;
}

/** `rows` at `index` per example; a single row broadcasts by itself; null means row n belongs to example n. */
function select<T extends tf.Tensor>(rows: T, index: tf.Tensor1D | null): T {
  return index === null || rows.shape[0] === 1 ? rows : lookUp(rows, index);
}

/**
 * Weights that one query position gives to S source positions: one tensor a source, [N, H], together 1.
 *
 * @param query [Rq, H, h], @param queryIndex its row per example.
 * @param keys one [R, H, h] per source. @param indices their rows per example.
 */
export function weighSources(
  query: tf.Tensor3D,
  queryIndex: tf.Tensor1D | null,
  keys: readonly tf.Tensor3D[],
  indices: readonly (tf.Tensor1D | null)[],
): tf.Tensor2D[] {
  const scale = 1 / Math.sqrt(query.shape[2]);
  const scores = keys.map((key, s) => tf.mul(score(query, queryIndex, key, indices[s] ?? null), scale));
  return softmaxOver(scores) as tf.Tensor2D[];
}

/**
 * Scaled dot-product attention of one query position over S source positions: [N, H, h].
 *
 * @param values one [R, H, h] per source; the others as for `weighSources`.
 * @param isHeld whether every example gets the mean weights over all examples, and not its own
 */
export function mixSources(
  query: tf.Tensor3D,
  queryIndex: tf.Tensor1D | null,
  keys: readonly tf.Tensor3D[],
  values: readonly tf.Tensor3D[],
  indices: readonly (tf.Tensor1D | null)[],
  isHeld = false,
): tf.Tensor3D {
  const own = weighSources(query, queryIndex, keys, indices);
  const attention = isHeld ? own.map((weights) => tf.mean<tf.Tensor2D>(weights, 0, true)) : own;
  const mixed = values.map((value, s) =>
    tf.mul(tf.expandDims(attention[s] as tf.Tensor2D, 2), select(value, indices[s] ?? null)),
  );
  return mixed.reduce((sum, part) => tf.add(sum, part)) as tf.Tensor3D;
}

/** q·k per head: [N, H], or [1, H] where neither depends on the example. */
function score(
  query: tf.Tensor3D,
  queryIndex: tf.Tensor1D | null,
  key: tf.Tensor3D,
  keyIndex: tf.Tensor1D | null,
): tf.Tensor2D {
  // One query for all examples: score the distinct keys, then look the scores up.
  if (query.shape[0] === 1) return select(tf.sum(tf.mul<tf.Tensor2D>(query, key), 2), keyIndex);
  return tf.sum(tf.mul(select(query, queryIndex), select(key, keyIndex)), 2);
}

/** Softmax across a list of equally shaped (or broadcasting) tensors, element by element. */
function softmaxOver(scores: readonly tf.Tensor[]): tf.Tensor[] {
  const withGradient = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const inputs = args as tf.Tensor[];
    const top = inputs.reduce((m, x) => tf.maximum(m, x));
    const exps = inputs.map((x) => tf.exp(tf.sub(x, top)));
    const total = exps.reduce((sum, e) => tf.add(sum, e));
    const stacked = tf.stack(exps.map((e) => tf.div(e, total)));
    save([stacked, ...inputs]);
    return {
      value: stacked,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [y, ...xs] = saved as [tf.Tensor, ...tf.Tensor[]];
        const product = tf.mul(dy, y);
        const grads = tf.unstack(tf.sub(product, tf.mul(y, tf.sum(product, 0, true))));
        return grads.map((grad, s) => sumTo(grad, (xs[s] as tf.Tensor).shape));
      },
    };
  });
  return tf.unstack(withGradient(...scores));
}

/** Sums a broadcast gradient back to the shape it was broadcast from. */
function sumTo(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = shape.flatMap((d, i) => (d === 1 && x.shape[i] !== 1 ? [i] : []));
  return axes.length === 0 ? x : tf.sum(x, axes, true);
}
