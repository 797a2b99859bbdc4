/** Why a measure cannot be taken of such a run; null where it can. */
import type { RunSpec } from '../spec.ts';

export type Refusal = (spec: RunSpec) => string | null;

/** Of measures that tell frequencies of the logits apart. */
export const refusesEvenModulus: Refusal = ({ task: { p } }) =>
  p % 2 === 0 ? `needs an odd modulus, p is ${p}` : null;

/** Of measures of the algorithm for addition: another operation needs another basis. */
export const refusesAllButAddition: Refusal = (spec) =>
  spec.task.operation === 'a+b' && spec.task.pairs === 'ordered'
    ? refusesEvenModulus(spec)
    : `is about a+b over ordered pairs, the task is ${spec.task.operation} over ${spec.task.pairs} pairs`;

/** Of measures of attention by one frequency. */
export const refusesAllButOneLayer: Refusal = (spec) =>
  spec.model.nLayers === 1
    ? refusesAllButAddition(spec)
    : `is about networks of one layer, this one has ${spec.model.nLayers}`;

/** Of measures in the basis of an operation. */
export const refusesTinyModulus: Refusal = ({ task: { p } }) =>
  p < 3 ? `needs a modulus of at least 3, p is ${p}` : null;
