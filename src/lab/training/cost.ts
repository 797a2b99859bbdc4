/** The arithmetic of training, from its matrix products: 2 floating-point operations per multiply-add. */
import { parameterShapes } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { sizesOf } from '../tasks/modular.ts';
import { extraMultiplyAdds, neededMultiplyAdds } from './regularizers/cost.ts';

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

const examplesOf = ({ task }: RunSpec): number => sizesOf(task).train;

/** Multiply-adds of a plain step on all training pairs: three products per weight (forward, two gradients). */
function plainStep(spec: RunSpec): number {
  const { forward, lookUpGradients } = perPair(spec);
  return examplesOf(spec) * (3 * forward + lookUpGradients);
}

/** Floating-point operations that one step of the method needs, whatever is computed twice here. */
const neededFlops = (spec: RunSpec): number =>
  2 * (plainStep(spec) + neededMultiplyAdds(spec.regularizer, { ...spec, examples: examplesOf(spec), p: spec.task.p }));

/** Those of one epoch as it is computed: a step with its share of an evaluation, one product per weight over all pairs. */
export function flopsPerEpoch(spec: RunSpec): number {
  const { task, evaluateEvery, regularizer, model } = spec;
  const extra = extraMultiplyAdds(regularizer, { examples: examplesOf(spec), p: task.p, model });
  return 2 * (plainStep(spec) + extra + (sizesOf(task).all * perPair(spec).forward) / evaluateEvery);
}

/** Those of one more forward pass over the training pairs, for a probe that takes its step before the network does. */
const freshForwardFlops = (spec: RunSpec): number =>
  spec.regularizer?.name === 'probe@1' ? 2 * examplesOf(spec) * perPair(spec).forward : 0;

export interface CostOptions {
  /** Whether a probe's step and the network's have a forward pass each, and not one for both. @default false */
  readonly hasFreshForward?: boolean;
}

/** What a step needs in multiply-adds, over what one of `base` needs. */
export function relativeCost(spec: RunSpec, base: RunSpec, { hasFreshForward = false }: CostOptions = {}): number {
  const flops = (one: RunSpec): number => neededFlops(one) + (hasFreshForward ? freshForwardFlops(one) : 0);
  return flops(spec) / flops(base);
}
