import { describe, expect, test } from 'vitest';
import { leftOut, NO_LABEL, operationBasis, primitiveRoot } from '../../../src/lab/measures/operationBasis.ts';
import { modulo, operations, type Operation, type OperationName } from '../../../src/lab/tasks/operations.ts';

const NAMES = Object.keys(operations) as OperationName[];
const WITH_BASIS: readonly OperationName[] = ['a+b', 'a-b', 'a*b', 'a/b', 'a^2+b^2'];

/** All (a, b, answer) on which an operation is defined. */
function table(name: OperationName, p: number): [number, number, number][] {
  const { apply, isDefined = () => true }: Operation = operations[name];
  const residues = Array.from({ length: p }, (_, i) => i);
  const pairs = residues.flatMap((a) => residues.map((b) => [a, b] as const)).filter(([a, b]) => isDefined(a, b));
  return pairs.map(([a, b]) => [a, b, modulo(apply(a, b, p), p)]);
}

test.each([
  [113, 3],
  [97, 5],
  [59, 2],
  [53, 2],
  [23, 5],
  [7, 3],
  [3, 2],
  [2, 1],
])('the smallest primitive root of %i is %i', (p, root) => {
  expect(primitiveRoot(p)).toBe(root);
});

test('only a prime has all residues but 0 among the powers of one', () => {
  expect(() => primitiveRoot(15)).toThrow('15 is not a prime');
});

describe.each(WITH_BASIS)('%s', (name) => {
  test.each([7, 11, 13, 53])('is addition of labels modulo p = %i, for all pairs that are not left out', (p) => {
    const basis = operationBasis(name, p)!;
    const without = leftOut(basis);
    const kept = table(name, p).filter(([a, b]) => !without.includes(a) && !without.includes(b));
    expect(kept).toHaveLength((p - without.length) ** 2);
    const sums = kept.map(([a, b]) => (basis.first[a]! + basis.second[b]!) % basis.n);
    expect(sums).toEqual(kept.map(([, , c]) => basis.answer[c]));
    // No two answers have one label.
    const answers = Array.from(basis.answer).filter((label) => label !== NO_LABEL);
    expect(new Set(answers).size).toBe(answers.length);
  });
});

test('bases are named as they are printed, and leave out what has no logarithm', () => {
  const described = WITH_BASIS.map((name) => {
    const basis = operationBasis(name, 53)!;
    return [basis.name, basis.n, leftOut(basis)];
  });
  expect(described).toEqual([
    ['additive', 53, []],
    ['additive, second operand negated', 53, []],
    ['discrete logarithm to base 2', 52, [0]],
    ['discrete logarithm to base 2', 52, [0]],
    ['squares', 53, []],
  ]);
});

/**
 * With labels f(a) + g(b) = h(a ∘ b), no two answers having one: where a ∘ b = c ∘ b, f(a) = f(c), so that a and c give
 * the same with every operand; and so for second operands. 0 may be left out.
 */
function equalOnceButNotAlways(name: OperationName, p: number): boolean {
  const residues = Array.from({ length: p - 1 }, (_, i) => i + 1);
  const result = new Map(table(name, p).map(([a, b, c]) => [a * p + b, c]));
  const ofFirst = (a: number, b: number): number | undefined => result.get(a * p + b);
  const ofSecond = (b: number, a: number): number | undefined => result.get(a * p + b);
  return [ofFirst, ofSecond].some((apply) =>
    residues.some((x) =>
      residues.some((y) => {
        const isEqual = residues.map((other) => apply(x, other) === apply(y, other));
        return isEqual.includes(true) && isEqual.includes(false);
      }),
    ),
  );
}

test.each(NAMES)('%s has a basis only if equal answers allow it', (name) => {
  for (const p of [7, 11, 13]) {
    expect(operationBasis(name, p) !== null).toBe(WITH_BASIS.includes(name));
    expect(equalOnceButNotAlways(name, p)).toBe(!WITH_BASIS.includes(name));
  }
});

test('products modulo a composite number have none', () => {
  expect(NAMES.filter((name) => operationBasis(name, 12))).toEqual(['a+b', 'a-b']);
});
