/**
 * Conditions on a run, for counts, tables of criteria and claims:
 *
 *   t95.at in 4000..12000                         both ends belong to it
 *   weightDrop >= 0.25                            also >, <, <=
 *   circuit.restricted.all < circuit.full.all     a field of the same run on the right
 */
import type { RunResults } from '../lab/store/results.ts';
import { fieldNamed, rank, type Asking, type Field, type Quantity } from './fields.ts';
import { decimal, grouped, percent } from './format.ts';
import { WriteupError } from './writeupErrors.ts';

export const COMPARISONS = {
  '<': (x: number, y: number) => x < y,
  '<=': (x: number, y: number) => x <= y,
  '>': (x: number, y: number) => x > y,
  '>=': (x: number, y: number) => x >= y,
} as const;
export const SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const;
export type Comparison = keyof typeof COMPARISONS;

/** From low to high, both included. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

export interface Condition {
  /** Name of the field on the left. */
  readonly field: string;
  readonly left: Field;
  /** What the left side is held against: a band, a number, or another field of the same run. */
  readonly demanded:
    { readonly sign: 'in'; readonly right: Band } | { readonly sign: Comparison; readonly right: number | Field };
  /** Null where the run does not have what it takes to judge. A run that never got there is later than any number. */
  readonly holds: (run: RunResults) => boolean | null;
  /** What is demanded, as one reads it: "4 000–12 000", "≥ 25 %". */
  readonly demand: (runs: readonly RunResults[]) => string;
}

/** Null where `text` is no condition. @throws WriteupError for an unknown field or a bound that is none. */
export function parseCondition(text: string, asking: Asking): Condition | null {
  const [, name = '', sign, right = ''] = /^(\S+)\s+(<=|>=|<|>|in)\s+(\S+)$/.exec(text.trim()) ?? [];
  if (sign === undefined) return null;
  const field = fieldNamed(name, asking);
  const kindIn = (runs: readonly RunResults[]): Quantity['kind'] | undefined =>
    runs.map(field).find((quantity) => quantity !== null)?.kind;
  if (sign === 'in') {
    const band = parseBand(right);
    if (!band) throw noBound(text, asking, 'such as 80..400');
    const { low, high } = band;
    return {
      field: name,
      left: field,
      demanded: { sign, right: band },
      holds: (run) => {
        const quantity = field(run);
        return quantity && rank(quantity) >= low && rank(quantity) <= high;
      },
      demand: (runs) => printBand(band, kindIn(runs)),
    };
  }
  const comparison = sign as Comparison;
  const compare = COMPARISONS[comparison];
  const bound = Number(right);
  const other = Number.isNaN(bound) ? fieldNamed(right, asking) : null;
  return {
    field: name,
    left: field,
    demanded: { sign: comparison, right: other ?? bound },
    holds: (run) => {
      const quantity = field(run);
      const limit = other ? other(run) : { kind: 'number' as const, value: bound };
      return quantity && limit && compare(rank(quantity), rank(limit));
    },
    demand: (runs) => `${SIGNS[comparison]} ${other ? right : printBound(bound, kindIn(runs))}`,
  };
}

/** "80..400"; null where it is none. */
export function parseBand(text: string): Band | null {
  const [low = NaN, high = NaN, ...others] = text.split('..').map((end) => (end === '' ? NaN : Number(end)));
  return others.length === 0 && low <= high ? { low, high } : null;
}

/** "4 000–12 000", but "−1.4 to −0.8", which a dash would blur. */
export const printBand = ({ low, high }: Band, kind: Quantity['kind'] | undefined): string =>
  [low, high].map((bound) => printBound(bound, kind)).join(low < 0 ? ' to ' : '–');

export function printBound(bound: number, kind: Quantity['kind'] | undefined): string {
  if (kind === 'fraction') return percent(bound);
  const size = Math.abs(bound);
  return `${bound < 0 ? '−' : ''}${size !== 0 && size < 1e-3 ? decimal(size, 2) : grouped(size)}`;
}

const noBound = (text: string, { where }: Asking, hint: string): WriteupError =>
  new WriteupError('ConditionInvalid', `${where}: "${text}" has no bounds.`, `Write two numbers, ${hint}.`);

/** How many of the runs that can be judged satisfy it. */
export function judge(condition: Condition, runs: readonly RunResults[]): { held: number; judged: number } {
  const verdicts = runs.map(condition.holds).filter((verdict) => verdict !== null);
  return { held: verdicts.filter(Boolean).length, judged: verdicts.length };
}
