/** Logits seen along the waves of the labels' sum: the energies of fourier.ts in the basis of any operation. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { logits } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { allPairs, type ModularTask } from '../tasks/modular.ts';
import { basisTensor } from './fourierTensors.ts';
import { NO_LABEL, type OperationBasis } from './operationBasis.ts';
import { parameterInputs } from './programs.ts';

/** Over the P pairs of the task whose operands have labels. Out: what `energiesBySum` says of the logits. */
export function operationEnergyProgram(spec: RunSpec, basis: OperationBasis): Program {
  const { a, b, sums } = labelledPairs(spec.task, basis);
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const z = logits(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      return energiesBySum(z, sums, basis);
    },
  };
}

/** Pairs of the task whose operands both have labels, and the sum of these in Z_n. */
export function labelledPairs(
  task: ModularTask,
  { n, first, second }: OperationBasis,
): { a: Int32Array; b: Int32Array; sums: Int32Array } {
  const label = (labels: Int32Array, residue: number): number => labels[residue] ?? NO_LABEL;
  const pairs = allPairs(task).filter(([a, b]) => label(first, a) !== NO_LABEL && label(second, b) !== NO_LABEL);
  return {
    a: Int32Array.from(pairs, ([a]) => a),
    b: Int32Array.from(pairs, ([, b]) => b),
    sums: Int32Array.from(pairs, ([a, b]) => (label(first, a) + label(second, b)) % n),
  };
}

/**
 * Outputs without a label are left out. The logits [P, p] of pairs with the same sum are averaged; `power` [n]: P/n
 * times the squared norms of these means along the 1-D basis over sums (where all sums have equally many pairs: the
 * squared norms of the logits along its waves over pairs). `bySum`, `variance`: squared norms of the means and of the
 * logits, both less the mean over pairs.
 */
export function energiesBySum(
  z: tf.Tensor2D,
  sums: Int32Array,
  { n, answer }: OperationBasis,
): { power: tf.Tensor; bySum: tf.Tensor; variance: tf.Tensor } {
  const sizes = new Float32Array(n);
  for (const sum of sums) sizes[sum] = (sizes[sum] ?? 0) + 1;
  const hasLabel = Float32Array.from(answer, (label) => Number(label !== NO_LABEL));
  const centred = tf.mul<tf.Tensor2D>(tf.sub(z, tf.mean(z, 0, true)), tf.tensor2d(hasLabel, [1, answer.length]));
  const column = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [n, 1]);
  const totals = tf.matMul<tf.Tensor2D>(tf.oneHot(tf.tensor1d(sums, 'int32'), n), centred, true, false);
  const means = tf.mul<tf.Tensor2D>(totals, column(sizes.map((size) => (size > 0 ? 1 / size : 0))));
  const energies = tf.sum(tf.square(tf.matMul(basisTensor(n), means)), 1);
  return {
    power: tf.mul(energies, sums.length / n),
    bySum: tf.sum(tf.mul(tf.square(means), column(sizes))),
    variance: tf.sum(tf.square(centred)),
  };
}
