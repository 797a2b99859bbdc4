/**
 * The Fourier basis that belongs to an operation: labels in Z_n for both operands and the answer under which the
 * operation is addition. Products become sums of discrete logarithms, of which 0 has none; a² + b² is a sum of
 * squares, a and −a being one; a − b adds −b. Where no labels of single operands do that (a³ + ab), there is no such
 * basis.
 * Source: ours; that networks compose in a group by its representations, which are the waves of Z_n where it is cyclic:
 * Chughtai et al. 2023, arXiv:2302.03025.
 */
import { isPrime, modulo, type OperationName } from '../tasks/operations.ts';

export interface OperationBasis {
  /** As it is printed. */
  readonly name: string;
  /** The operation is addition in Z_n. */
  readonly n: number;
  /** [p]: label of every residue as the first operand; NO_LABEL where it has none. */
  readonly first: Int32Array;
  /** [p]: as the second operand. */
  readonly second: Int32Array;
  /** [p]: as the answer. */
  readonly answer: Int32Array;
}

/** Of a residue that is left out. */
export const NO_LABEL = -1;

const ofPrimes: Partial<Record<OperationName, (p: number) => OperationBasis>> = {
  'a*b': (p) => byLogarithms(p, (log) => log),
  'a/b': (p) => byLogarithms(p, (log, n) => modulo(-log, n)),
  'a^2+b^2': (p) => {
    const squares = labels(p, (a) => (a * a) % p);
    return { name: 'squares', n: p, first: squares, second: squares, answer: labels(p, (c) => c) };
  },
};

/** Null where the operation has no basis of its own. */
export function operationBasis(operation: OperationName, p: number): OperationBasis | null {
  if (operation === 'a+b') return additiveBasis(p);
  if (operation === 'a-b') {
    return { ...additiveBasis(p), name: 'additive, second operand negated', second: labels(p, (b) => modulo(-b, p)) };
  }
  return isPrime(p) ? (ofPrimes[operation]?.(p) ?? null) : null;
}

/** Residues as they are: the basis of a + b. */
export function additiveBasis(p: number): OperationBasis {
  const residues = labels(p, (a) => a);
  return { name: 'additive', n: p, first: residues, second: residues, answer: residues };
}

/** Residues without a label, of either operand. */
export const leftOut = ({ first, second }: OperationBasis): number[] =>
  Array.from(first.keys()).filter((a) => first[a] === NO_LABEL || second[a] === NO_LABEL);

/** The smallest g whose powers are all the residues of a prime p but 0. */
export function primitiveRoot(p: number): number {
  for (let g = 1; g < p; g++) if (orderOf(g, p) === p - 1) return g;
  throw new TypeError(`primitiveRoot: ${p} is not a prime`);
}

/** The smallest positive exponent whose power of g is 1; p where there is none. */
function orderOf(g: number, p: number): number {
  let [exponent, power] = [1, g % p];
  for (; power !== 1 && exponent < p; exponent++) power = (power * g) % p;
  return exponent;
}

/** @param second label of the second operand from its logarithm. */
function byLogarithms(p: number, second: (log: number, n: number) => number): OperationBasis {
  const n = p - 1;
  const root = primitiveRoot(p);
  const logarithms = new Int32Array(p).fill(NO_LABEL);
  for (let [exponent, power] = [0, 1]; exponent < n; exponent++, power = (power * root) % p)
    logarithms[power] = exponent;
  return {
    name: `discrete logarithm to base ${root}`,
    n,
    first: logarithms,
    second: logarithms.map((log) => (log === NO_LABEL ? NO_LABEL : second(log, n))),
    answer: logarithms,
  };
}

const labels = (p: number, labelOf: (residue: number) => number): Int32Array =>
  Int32Array.from({ length: p }, (_, residue) => labelOf(residue));
