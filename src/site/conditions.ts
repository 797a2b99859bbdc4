/**
 * Conditions on a run, for counts, tables of criteria and claims:
 *
 *   t95.at in 4000..12000                         both ends belong to it
 *   weightDrop >= 0.25                            also >, <, <=
 *   circuit.restricted.all < circuit.full.all     a field of the same run on the right
 */
import type { RunResults } from '../lab/store/results.ts';
import {
  boundsOf,
  compare,
  exactly,
  type Bounds,
  type Compared,
  type Comparison,
  type Scale,
  type Truth,
} from './bounds.ts';
import { fieldNamed, type Asking, type Field, type Quantity } from './fields.ts';
import { decimal, grouped, percent } from './format.ts';
import { WriteupError } from './writeupErrors.ts';

export const SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const;

export interface Condition {
  /** Name of the field on the left. */
  readonly field: string;
  readonly left: Field;
  /** What the left side is held against: a band, a number, or another field of the same run. */
  readonly demanded:
    { readonly sign: 'in'; readonly right: Bounds } | { readonly sign: Comparison; readonly right: number | Field };
  /** What is demanded, as one reads it: "4 000–12 000", "≥ 25 %". */
  readonly demand: (runs: readonly RunResults[]) => string;
}

/** Undefined where the run does not have what it takes to judge. */
export function comparedIn({ left, demanded }: Condition, run: RunResults, scale?: Scale): Compared | undefined {
  const { sign, right } = demanded;
  if (!left(run) || (typeof right === 'function' && !right(run))) return undefined;
  const wanted =
    typeof right === 'function' ? boundsOf(right, run) : typeof right === 'number' ? exactly(right) : right;
  return compare(boundsOf(left, run), sign, wanted, scale);
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
    const demand: Condition['demand'] = (runs) => printBand(band, kindIn(runs));
    return { field: name, left: field, demanded: { sign, right: band }, demand };
  }
  const comparison = sign as Comparison;
  const bound = Number(right);
  const other = Number.isNaN(bound) ? fieldNamed(right, asking) : null;
  return {
    field: name,
    left: field,
    demanded: { sign: comparison, right: other ?? bound },
    demand: (runs) => `${SIGNS[comparison]} ${other ? right : printBound(bound, kindIn(runs))}`,
  };
}

/** "80..400"; null where it is none. */
function parseBand(text: string): Bounds | null {
  const [low = NaN, high = NaN, ...others] = text.split('..').map((end) => (end === '' ? NaN : Number(end)));
  return others.length === 0 && low <= high ? { low, high } : null;
}

/** "4 000–12 000", but "−1.4 to −0.8", which a dash would blur. */
export const printBand = ({ low, high }: Bounds, kind: Quantity['kind'] | undefined): string =>
  [low, high].map((bound) => printBound(bound, kind)).join(low < 0 ? ' to ' : '–');

export function printBound(bound: number, kind: Quantity['kind'] | undefined): string {
  if (kind === 'fraction') return percent(bound);
  const size = Math.abs(bound);
  return `${bound < 0 ? '−' : ''}${size !== 0 && size < 1e-3 ? decimal(size, 2) : grouped(size)}`;
}

const noBound = (text: string, { where }: Asking, hint: string): WriteupError =>
  new WriteupError('ConditionInvalid', `${where}: "${text}" has no bounds.`, `Write two numbers, ${hint}.`);

export interface Count {
  readonly held: number;
  /** Runs of which it is not known: it depends on when between two evaluations, or after the budget, something happened. */
  readonly open: number;
  /** Those and the ones that do not satisfy it; runs that cannot be judged are left out. */
  readonly judged: number;
}

/** How many of the runs that can be judged satisfy it. */
export function judge(condition: Condition, runs: readonly RunResults[]): Count {
  const truths = runs.map((run) => comparedIn(condition, run)?.truth).filter((truth) => truth !== undefined);
  const count = (wanted: Truth): number => truths.filter((truth) => truth === wanted).length;
  return { held: count(true), open: count(null), judged: truths.length };
}

/** "3", or "3 to 4" where of one it is not known. */
export const countText = ({ held, open }: Count): string =>
  open === 0 ? grouped(held) : `${grouped(held)} to ${grouped(held + open)}`;
