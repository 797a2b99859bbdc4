/** The arithmetic of training, from its matrix products: 2 floating-point operations per multiply-add. */
import { parameterShapes } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { extraMultiplyAdds } from './regularizers/index.ts';

/** Multiply-adds of the model for one pair: forward, and what tables of residues add to the gradients. */
function perPair({ task, model }: RunSpec): { forward: number; lookUpGradients: number } {
  const shapes = parameterShapes(model, task.p);
  const sizeOf = (name: string): number => (shapes[name] ?? []).reduce((n, d) => n * d, 1);
  const block = sizeOf('blocks.0.W_O') + sizeOf('blocks.0.W_in') + sizeOf('blocks.0.W_out');
  const projections = 3 * sizeOf('blocks.0.W_Q');
  // Below the last layer, positions b and "=" are per example, with queries, keys and values after layer 0.
  const inner = (model.nLayers - 1) * (2 * block + 2 * projections);
  return { forward: block + inner + sizeOf('W_U'), lookUpGradients: 2 * task.p * model.nHeads * model.dHead };
}

/**
 * Floating-point operations of one step on all training pairs: three products per weight (forward, two gradients), and
 * what a regularizer asks for.
 */
export function stepFlops(spec: RunSpec): number {
  const { task, model, regularizer } = spec;
  const examples = Math.floor(task.fracTrain * task.p ** 2);
  const { forward, lookUpGradients } = perPair(spec);
  const extra = extraMultiplyAdds(regularizer, { examples, p: task.p, model });
  return 2 * (examples * (3 * forward + lookUpGradients) + extra);
}

/** A step with its share of an evaluation, which is one product per weight over all pairs. */
export const flopsPerEpoch = (spec: RunSpec): number =>
  stepFlops(spec) + (2 * spec.task.p ** 2 * perPair(spec).forward) / spec.evaluateEvery;
