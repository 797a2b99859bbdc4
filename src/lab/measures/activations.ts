/**
 * `activations`: how large the hidden activations of the last MLP at "=" are, and in how many dimensions they lie, over the
 * training pairs at every checkpoint: what a self-prediction probe pulls on.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { splitTask } from '../tasks/modular.ts';
import { evaluate, finiteCheckpoints, type Measure } from './measure.ts';
import { parameterInputs } from './programs.ts';
import { significant } from './round.ts';

/** measures/activations.json; T checkpoints. */
export interface ActivationsMeasure {
  readonly measure: 'activations@1';
  readonly epochs: readonly number[];
  /** [T]: mean of the squared activations over pairs and units. */
  readonly meanSquare: readonly number[];
  /**
   * [T]: participation ratio (Σλ)² / Σλ² of the eigenvalues λ of their covariance over pairs: n where the activations vary
   * alike in n directions. 0 where they do not vary. Source: Gao et al. 2017, doi:10.1101/214262.
   */
  readonly dimension: readonly number[];
  /** [T]: share of pairs and units that are above 0. */
  readonly active: readonly number[];
}

/**
 * Out, of hidden activations X [N, m] at the training pairs: `meanSquare`, `active`; `trace`, `sumSquares`: the trace of
 * their covariance and the sum of its squared entries.
 */
function activationsProgram(spec: RunSpec): Program {
  const { a, b } = splitTask(spec.task, spec.seed).train;
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const [ta, tb] = [tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32')];
      const { hidden } = residualStream(parameters, spec.model, ta, tb);
      const centred = tf.sub<tf.Tensor2D>(hidden, tf.mean(hidden, 0, true));
      const covariance = tf.div(tf.matMul(centred, centred, true, false), a.length);
      return {
        meanSquare: tf.mean(tf.square(hidden)),
        active: tf.mean(tf.cast(tf.greater(hidden, 0), 'float32')),
        trace: tf.div(tf.sum(tf.square(centred)), a.length),
        sumSquares: tf.sum(tf.square(covariance)),
      };
    },
  };
}

export const activations: Measure = {
  compute: async (context) => {
    const { spec, parametersAt, compile } = context;
    const epochs = await finiteCheckpoints(context);
    const executable = await compile(activationsProgram(spec));
    const json = { meanSquare: [] as number[], dimension: [] as number[], active: [] as number[] };
    for (const epoch of epochs) {
      const found = await evaluate(executable, await parametersAt(epoch));
      const value = (name: string): number => found[name]?.[0] ?? NaN;
      json.meanSquare.push(significant(value('meanSquare'), 6));
      json.dimension.push(value('sumSquares') > 0 ? significant(value('trace') ** 2 / value('sumSquares'), 6) : 0);
      json.active.push(significant(value('active'), 6));
    }
    await executable.dispose();
    return {
      name: 'activations.json',
      json: { measure: 'activations@1', epochs, ...json } satisfies ActivationsMeasure,
    };
  },
};
