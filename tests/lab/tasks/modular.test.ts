import { describe, expect, test } from 'vitest';
import { allPairs, examplesOf, sizesOf, splitTask, type ModularTask } from '../../../src/lab/tasks/modular.ts';
import { inverse, operations, type OperationName } from '../../../src/lab/tasks/operations.ts';

const task = (changes: Partial<ModularTask> = {}): ModularTask => ({
  name: 'modular@1',
  operation: 'a+b',
  p: 97,
  fracTrain: 0.5,
  split: 'random',
  pairs: 'ordered',
  ...changes,
});

/** Every operation by BigInt arithmetic and search, independent of the table's own formulas. */
const byDefinition: Record<OperationName, (a: bigint, b: bigint, p: bigint) => bigint> = {
  'a+b': (a, b) => a + b,
  'a-b': (a, b) => a - b,
  'a*b': (a, b) => a * b,
  'a/b': quotient,
  'a/b if b odd else a-b': (a, b, p) => (b % 2n === 1n ? quotient(a, b, p) : a - b),
  'a^2+b^2': (a, b) => a ** 2n + b ** 2n,
  'a^2+ab+b^2': (a, b) => a ** 2n + a * b + b ** 2n,
  'a^2+ab+b^2+a': (a, b) => a ** 2n + a * b + b ** 2n + a,
  'a^3+ab': (a, b) => a ** 3n + a * b,
  'a^3+ab^2+b': (a, b) => a ** 3n + a * b ** 2n + b,
};

/** The c with c·b ≡ a, by search. */
function quotient(a: bigint, b: bigint, p: bigint): bigint {
  for (let c = 0n; c < p; c++) if ((c * b) % p === a) return c;
  throw new Error(`${a}/${b} mod ${p} has no answer`);
}

describe('operations', () => {
  test.each(Object.keys(operations) as OperationName[])('%s agrees with its definition for p = 23', (operation) => {
    const pairs = allPairs(task({ operation, p: 23 }));
    const { target } = examplesOf(task({ operation, p: 23 }), pairs);
    const expected = pairs.map(([a, b]) => {
      const value = byDefinition[operation](BigInt(a), BigInt(b), 23n) % 23n;
      return Number((value + 23n) % 23n);
    });
    expect(Array.from(target)).toEqual(expected);
  });

  test('division leaves out b = 0 and nothing else', () => {
    const pairs = allPairs(task({ operation: 'a/b', p: 23 }));
    expect(pairs).toHaveLength(23 * 22);
    expect(pairs.every(([, b]) => b !== 0)).toBe(true);
  });

  test('every non-zero residue has its inverse', () => {
    for (let b = 1; b < 113; b++) expect((b * inverse(b, 113)) % 113).toBe(1);
  });
});

describe('pairs', () => {
  // p(p+1)/2 with the diagonal, p(p−1)/2 without.
  test.each([
    ['ordered', 9409],
    ['unordered', 4753],
    ['distinct', 4656],
  ] as const)('%s pairs modulo 97 are %i', (pairs, count) => {
    expect(allPairs(task({ pairs }))).toHaveLength(count);
  });
});

describe('splitTask', () => {
  const keys = ({ a, b }: { a: Int32Array; b: Int32Array }): number[] => Array.from(a, (x, i) => x * 113 + (b[i] ?? 0));

  test('trains on ⌊f p²⌋ pairs and tests on all others', () => {
    const { train, test: rest } = splitTask(task({ p: 113, fracTrain: 0.3 }), 0);
    expect([train.a.length, rest.a.length]).toEqual([3830, 8939]);
    expect(new Set([...keys(train), ...keys(rest)]).size).toBe(113 * 113);
  });

  test('is the same for the same seed and another for another', () => {
    const split = (seed: number): number[] => keys(splitTask(task(), seed).train);
    expect(split(5)).toEqual(split(5));
    expect(split(5)).not.toEqual(split(6));
  });

  test('by prefix leaves whole first operands unseen', () => {
    const { train, test: rest } = splitTask(task({ split: 'prefix' }), 0);
    expect(Math.max(...train.a)).toBe(48);
    expect(Math.min(...rest.a)).toBe(48);
  });
});

test.each(Object.keys(operations) as OperationName[])(
  '%s: what is told of its size is what it is split into',
  (operation) => {
    for (const pairs of ['ordered', 'unordered', 'distinct'] as const) {
      for (const fracTrain of [0.022, 0.3]) {
        const own = task({ operation, p: 7, pairs, fracTrain });
        const { train, test: unseen } = splitTask(own, 0);
        expect(sizesOf(own)).toEqual({ train: train.a.length, all: train.a.length + unseen.a.length });
        expect(sizesOf(own).all).toBe(allPairs(own).length);
      }
    }
  },
);
