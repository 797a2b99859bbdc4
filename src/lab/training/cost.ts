/** The arithmetic of training, from its matrix products: 2 floating-point operations per multiply-add. */
import { parameterShapes, POSITIONS } from '../models/parameters.ts';
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

/** Multiply-adds of the model for one pair, forward, with every layer and the unembedding at a, b and "=". */
function forwardAtAllPositions({ task, model }: RunSpec): number {
  const shapes = parameterShapes(model, task.p);
  const weights = Object.entries(shapes).filter(([name]) => /^(?:blocks\.\d+\.W_|W_U$)/.test(name));
  return POSITIONS * weights.reduce((sum, [, shape]) => sum + (shape ?? []).reduce((n, d) => n * d, 1), 0);
}

const examplesOf = ({ task }: RunSpec): number => sizesOf(task).train;

/** Multiply-adds of a plain step on all training pairs: three products per weight (forward, two gradients). */
function plainStep(spec: RunSpec): number {
  const { forward, lookUpGradients } = perPair(spec);
  return examplesOf(spec) * (3 * forward + lookUpGradients);
}

/** Those of one epoch as it is computed: a step with its share of an evaluation, one product per weight over all pairs. */
export function flopsPerEpoch(spec: RunSpec): number {
  const { task, evaluateEvery, regularizer, model } = spec;
  const extra = extraMultiplyAdds(regularizer, { examples: examplesOf(spec), p: task.p, model });
  return 2 * (plainStep(spec) + extra + (sizesOf(task).all * perPair(spec).forward) / evaluateEvery);
}

/** A way to carry out a step: what is counted of it. */
export interface CostOptions {
  /** Whether a probe's step and the network's have a forward pass each, and not one for both. @default false */
  readonly hasFreshForward?: boolean;
  /**
   * Whether the network is computed at all three positions, as plain code does, and not only where its output depends
   * on it. A probe is of "=" alone in any case. @default false
   */
  readonly isAtAllPositions?: boolean;
}

/** Multiply-adds of one step of the method on all training pairs, whatever is computed twice here. */
function neededByStep(spec: RunSpec, { hasFreshForward = false, isAtAllPositions = false }: CostOptions): number {
  const examples = examplesOf(spec);
  const forward = isAtAllPositions ? forwardAtAllPositions(spec) : perPair(spec).forward;
  const plain = isAtAllPositions ? 3 * examples * forward : plainStep(spec);
  const added = neededMultiplyAdds(spec.regularizer, { ...spec, examples, p: spec.task.p });
  return plain + added + (hasFreshForward && spec.regularizer?.name === 'probe@1' ? examples * forward : 0);
}

/** What a step needs in multiply-adds, over what one of `base` needs. */
export const relativeCost = (spec: RunSpec, base: RunSpec, options: CostOptions = {}): number =>
  neededByStep(spec, options) / neededByStep(base, options);
