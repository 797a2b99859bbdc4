/** What a network answers: the largest logit of each example. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { logits } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import type { Examples } from '../tasks/modular.ts';
import { parameterInputs } from './programs.ts';

/** Logits of `examples`, [N, p]. */
export const answersProgram = (spec: RunSpec, { a, b }: Examples): Program => ({
  inputs: parameterInputs(spec),
  run: (parameters) => ({
    logits: logits(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32')),
  }),
});

/** The first of the largest logits, [N]. @param z logits [N, p]. */
export function answersOf(z: Float32Array, p: number): Int32Array {
  return Int32Array.from({ length: z.length / p }, (_, i) => {
    let best = 0;
    for (let c = 1; c < p; c++) if ((z[i * p + c] ?? NaN) > (z[i * p + best] ?? NaN)) best = c;
    return best;
  });
}
