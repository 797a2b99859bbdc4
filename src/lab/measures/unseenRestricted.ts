/**
 * `unseenRestricted`: the restricted loss at every checkpoint, with the waves of a + b fitted to unseen pairs alone. The
 * restricted loss of Nanda et al. 2023, arXiv:2301.05217, §5.1, averages over all pairs of a sum, trained pairs among
 * them, and so knows early what was learned by heart; this one does not, least of all without pairs that are a trained
 * one swapped. Key frequencies are those of the final network.
 */
import { inverse, Matrix } from 'ml-matrix';
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { mean } from '../mean.ts';
import { logits } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { splitTask, type Examples } from '../tasks/modular.ts';
import { crossEntropies } from '../training/crossEntropy.ts';
import { finalKeyFrequencies } from './embeddingFourier.ts';
import { evaluate, finiteCheckpoints, type Measure } from './measure.ts';
import { parameterInputs } from './programs.ts';
import { significant } from './round.ts';
import { haveTwin } from './twins.ts';

/** measures/unseenRestricted.json; T checkpoints. */
export interface UnseenRestrictedMeasure {
  readonly measure: 'unseenRestricted@2';
  readonly epochs: readonly number[];
  /** Of the final logits; the same at every checkpoint. */
  readonly keyFrequencies: readonly number[];
  /** [T]: mean loss on unseen pairs of the fitted logits, nats. */
  readonly test: readonly number[];
  /** [T]: the same fitted to, and averaged over, the unseen pairs whose swapped pair is unseen as well. */
  readonly withoutTwins: readonly number[];
}

export const unseenRestricted: Measure = {
  compute: async (context) => {
    const { spec, checkpointEpochs, parametersAt, compile } = context;
    const { keys } = await finalKeyFrequencies(context, await parametersAt(checkpointEpochs.at(-1) ?? 0));
    const split = splitTask(spec.task, spec.seed);
    const epochs = await finiteCheckpoints(context);
    const lossesOn = async (examples: Examples): Promise<number[]> => {
      const executable = await compile(unseenRestrictedProgram(spec, keys, examples));
      const losses: number[] = [];
      for (const epoch of epochs) {
        const { loss = new Float32Array() } = await evaluate(executable, await parametersAt(epoch));
        losses.push(significant(mean(loss), 6));
      }
      await executable.dispose();
      return losses;
    };
    const test = await lossesOn(split.test);
    const hasTwin = haveTwin(spec.task, split);
    const withoutTwins = await lossesOn(filtered(split.test, (i) => !hasTwin[i]));
    const json: UnseenRestrictedMeasure = {
      measure: 'unseenRestricted@2',
      epochs,
      keyFrequencies: keys,
      test,
      withoutTwins,
    };
    return { name: 'unseenRestricted.json', json };
  },
};

/** The examples that `holds`. */
function filtered({ a, b, target }: Examples, holds: (i: number) => boolean): Examples {
  const [x, y, z] = [a, b, target].map((values) => values.filter((_, i) => holds(i))) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  return { a: x, b: y, target: z };
}

/** Out, N examples: `loss` [N], nats, of the least-squares fit of their logits by 1, cos and sin w_k(a+b), k key. */
export function unseenRestrictedProgram(spec: RunSpec, keys: readonly number[], examples: Examples): Program {
  const { p } = spec.task;
  const waves = wavesOf(keys, examples, p);
  const design = Float32Array.from(waves.to1DArray());
  // Rows of the pseudo-inverse: what gives the coefficients.
  const solve = Float32Array.from(inverse(waves.mmul(waves.transpose())).mmul(waves).to1DArray());
  const shape: [number, number] = [waves.rows, waves.columns];
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const [a, b] = [tf.tensor1d(examples.a, 'int32'), tf.tensor1d(examples.b, 'int32')];
      const z = logits(parameters, spec.model, a, b);
      const coefficients = tf.matMul<tf.Tensor2D>(tf.tensor2d(solve, shape), z);
      const fitted = tf.matMul<tf.Tensor2D>(tf.tensor2d(design, shape), coefficients, true, false);
      return { loss: crossEntropies(fitted, tf.tensor1d(examples.target, 'int32')) };
    },
  };
}

/** [2K + 1, N]: 1, and cosine and sine of every key frequency, at the sum of each example. */
function wavesOf(keys: readonly number[], { a, b }: Examples, p: number): Matrix {
  const angles = Array.from(a, (x, i) => (2 * Math.PI * (x + (b[i] ?? NaN))) / p);
  return new Matrix([
    angles.map(() => 1),
    ...keys.flatMap((k) => [angles.map((angle) => Math.cos(k * angle)), angles.map((angle) => Math.sin(k * angle))]),
  ]);
}
