/** Modular arithmetic as classification: tokens [a, b, =], target a ∘ b mod p, and the split into train and test. */
import { modulo, operations, type Operation, type OperationName } from './operations.ts';
import { randomStream, shuffled } from './random.ts';

export interface ModularTask {
  readonly name: 'modular@1';
  readonly operation: OperationName;
  /** Modulus: tokens 0…p−1 are residues, token p is "=". */
  readonly p: number;
  /** Share of all pairs that is trained on; N_train = ⌊fracTrain · pairs⌋. */
  readonly fracTrain: number;
  /** "random": shuffled by the seed. "prefix": the first pairs in row order, so that whole operands are unseen. */
  readonly split: 'random' | 'prefix';
  /** "ordered": all (a, b). "unordered": a ≤ b. "distinct": a < b. */
  readonly pairs: 'ordered' | 'unordered' | 'distinct';
}

/** N examples, column by column. */
export interface Examples {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly target: Int32Array;
}

export interface Split {
  readonly train: Examples;
  readonly test: Examples;
}

/** All pairs on which the task is defined, a outer, b inner: [a, b]. */
export function allPairs({ operation, p, pairs }: Pick<ModularTask, 'operation' | 'p' | 'pairs'>): [number, number][] {
  const { isDefined = () => true }: Operation = operations[operation];
  const result: [number, number][] = [];
  for (let a = 0; a < p; a++) {
    for (let b = pairs === 'ordered' ? 0 : pairs === 'unordered' ? a : a + 1; b < p; b++) {
      if (isDefined(a, b)) result.push([a, b]);
    }
  }
  return result;
}

/** How many pairs there are to train on, and in all. */
export function sizesOf(task: Pick<ModularTask, 'operation' | 'p' | 'pairs' | 'fracTrain'>): {
  train: number;
  all: number;
} {
  const { operation, p, pairs, fracTrain } = task;
  const { isDefined }: Operation = operations[operation];
  const whole = pairs === 'ordered' ? p * p : (p * (p + (pairs === 'unordered' ? 1 : -1))) / 2;
  const all = isDefined ? allPairs(task).length : whole;
  return { train: Math.floor(fracTrain * all), all };
}

/** Examples for `pairs`, with their targets. */
export function examplesOf({ operation, p }: ModularTask, pairs: readonly (readonly [number, number])[]): Examples {
  const { apply }: Operation = operations[operation];
  return {
    a: Int32Array.from(pairs, ([a]) => a),
    b: Int32Array.from(pairs, ([, b]) => b),
    target: Int32Array.from(pairs, ([a, b]) => modulo(apply(a, b, p), p)),
  };
}

/** The task's data, split by its rule. Same (task, seed): same split, on every engine. */
export function splitTask(task: ModularTask, seed: number): Split {
  const pairs = allPairs(task);
  const order = task.split === 'random' ? shuffled(pairs, randomStream(seed, 'split')) : pairs;
  const { train: trainSize } = sizesOf(task);
  return {
    train: examplesOf(task, order.slice(0, trainSize)),
    test: examplesOf(task, order.slice(trainSize)),
  };
}
