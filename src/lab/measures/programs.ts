/** TensorFlow.js programs that measures run on the engine. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { logits } from '../models/transformer.ts';
import { parameterShapes } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { allPairs, examplesOf, type Examples } from '../tasks/modular.ts';
import { crossEntropies } from '../training/crossEntropy.ts';
import { logitPower } from './logitDirections.ts';

/** Parameters as the inputs of a program. */
export function parameterInputs({ model, task }: RunSpec): Program['inputs'] {
  const shapes = Object.entries(parameterShapes(model, task.p));
  return Object.fromEntries(shapes.map(([name, shape]) => [name, { shape, dtype: 'float32' as const }]));
}

/** All p² ordered pairs, a outer, with a + b as target, whatever the task. */
export function additiveExamples({ task }: RunSpec): Examples {
  const additive = { ...task, operation: 'a+b', pairs: 'ordered' } as const;
  return examplesOf(additive, allPairs(additive));
}

/**
 * Over all P pairs of the task, a outer, b inner. Out: `loss` [P], nats; `correctLogit` [P], the logit of the
 * right answer minus the mean logit of its pair (logits are defined up to a constant per pair).
 */
export function pairProgram(spec: RunSpec): Program {
  const { a, b, target } = examplesOf(spec.task, allPairs(spec.task));
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const answers = tf.tensor1d(target, 'int32');
      const z = logits(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      const correct = tf.sum(tf.mul(z, tf.oneHot(answers, spec.task.p)), 1);
      return { loss: crossEntropies(z, answers), correctLogit: tf.sub(correct, tf.mean(z, 1)) };
    },
  };
}

/**
 * Energy of the logits along cos w_k(a+b) and sin w_k(a+b), summed over classes: `energy` [⌊p/2⌋], k = 1 first.
 * Over all p² ordered pairs. Source: Nanda et al. 2023, §4.2; directions as in its calculate_trig_loss.
 */
export function logitEnergyProgram(spec: RunSpec): Program {
  const { p } = spec.task;
  if (p % 2 === 0) throw new TypeError(`logitEnergyProgram: p = ${p} is even; cosine and sine pair up for odd p only`);
  const { a, b, target } = additiveExamples(spec);
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const z = logits(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      const energy = logitPower(z, tf.tensor1d(target, 'int32'), p);
      return { energy: tf.sum(tf.reshape(tf.slice(energy, [1], [p - 1]), [-1, 2]), 1) };
    },
  };
}
