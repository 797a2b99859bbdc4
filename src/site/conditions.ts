/**
 * Conditions on a run, for counts and for tables of criteria:
 *
 *   t95.at in 4000..12000                         both ends belong to it
 *   weightDrop >= 0.25                            also >, <, <=
 *   circuit.restricted.all < circuit.full.all     a field of the same run on the right
 */
import type { RunResults } from '../lab/store/results.ts';
import { fieldNamed, rank, type Asking, type Quantity } from './fields.ts';
import { decimal, grouped, percent } from './format.ts';
import { WriteupError } from './mistakes.ts';

const COMPARISONS = {
  '<': (x: number, y: number) => x < y,
  '<=': (x: number, y: number) => x <= y,
  '>': (x: number, y: number) => x > y,
  '>=': (x: number, y: number) => x >= y,
} as const;
const SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const;
type Comparison = keyof typeof COMPARISONS;

export interface Condition {
  /** Name of the field on the left. */
  readonly field: string;
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
    const [low, high] = right.split('..').map(Number);
    if (low === undefined || high === undefined || !(low <= high)) throw noBound(text, asking, 'such as 80..400');
    return {
      field: name,
      holds: (run) => {
        const quantity = field(run);
        return quantity && rank(quantity) >= low && rank(quantity) <= high;
      },
      demand: (runs) => [low, high].map((bound) => printBound(bound, kindIn(runs))).join('–'),
    };
  }
  const compare = COMPARISONS[sign as Comparison];
  const bound = Number(right);
  const other = Number.isNaN(bound) ? fieldNamed(right, asking) : null;
  return {
    field: name,
    holds: (run) => {
      const quantity = field(run);
      const limit = other ? other(run) : { kind: 'number' as const, value: bound };
      return quantity && limit && compare(rank(quantity), rank(limit));
    },
    demand: (runs) => `${SIGNS[sign as Comparison]} ${other ? right : printBound(bound, kindIn(runs))}`,
  };
}

const printBound = (bound: number, kind: Quantity['kind'] | undefined): string =>
  kind === 'fraction' ? percent(bound) : Math.abs(bound) < 1e-3 ? decimal(bound, 2) : grouped(bound);

const noBound = (text: string, { where }: Asking, hint: string): WriteupError =>
  new WriteupError('ConditionInvalid', `${where}: "${text}" has no bounds.`, `Write two numbers, ${hint}.`);

/** How many of the runs that can be judged satisfy it. */
export function judge(condition: Condition, runs: readonly RunResults[]): { held: number; judged: number } {
  const verdicts = runs.map(condition.holds).filter((verdict) => verdict !== null);
  return { held: verdicts.filter(Boolean).length, judged: verdicts.length };
}
