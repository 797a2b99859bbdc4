/**
 * Binary operations modulo p. A new operation is one line here.
 * Sources: Power et al. 2022 (arXiv:2201.02177), App. A.1.1; Nanda et al. 2023 (arXiv:2301.05217).
 */

export interface Operation {
  /** a ∘ b before reduction modulo p; exact for p below 2^16. */
  readonly apply: (a: number, b: number, p: number) => number;
  /** Pairs on which the operation is defined. @default all */
  readonly isDefined?: (a: number, b: number) => boolean;
  /** Division needs an inverse of every non-zero residue. @default false */
  readonly needsPrime?: boolean;
}

const divide = (a: number, b: number, p: number): number => a * inverse(b, p);

export const operations = {
  'a+b': { apply: (a, b) => a + b },
  'a-b': { apply: (a, b) => a - b },
  'a*b': { apply: (a, b) => a * b },
  'a/b': { apply: divide, isDefined: (_a, b) => b !== 0, needsPrime: true },
  'a/b if b odd else a-b': { apply: (a, b, p) => (b % 2 === 1 ? divide(a, b, p) : a - b), needsPrime: true },
  'a^2+b^2': { apply: (a, b) => a * a + b * b },
  'a^2+ab+b^2': { apply: (a, b) => a * a + a * b + b * b },
  'a^2+ab+b^2+a': { apply: (a, b) => a * a + a * b + b * b + a },
  'a^3+ab': { apply: (a, b) => a * a * a + a * b },
  'a^3+ab^2+b': { apply: (a, b) => a * a * a + a * b * b + b },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** x modulo p in [0, p), also for negative x. */
export const modulo = (x: number, p: number): number => ((x % p) + p) % p;

/** The b' with b·b' ≡ 1 modulo a prime p, by Fermat's little theorem. */
export function inverse(b: number, p: number): number {
  let result = 1;
  let base = modulo(b, p);
  for (let exponent = p - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result;
}

export function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}
