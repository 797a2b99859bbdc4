/**
 * The query language of <Val>: numbers in prose, computed from stored runs.
 *
 *   field                   of the one run asked for: t95, final.testAccuracy, peakTestLoss.value, … (fields.ts)
 *   curve@epoch             of the one run: testAccuracy@1000
 *   aggregate(field)        over the runs of an experiment: median, min, max, range (min–max), spread (max / min)
 *   field of max(field)     of the run where the second is largest, or with min smallest: seed of max(t95.at)
 *   count, planned          runs stored, runs defined
 *   count(outcome)          stored runs with it: grokked, notWithinBudget, diverged
 *   count(condition)        stored runs that satisfy it: count(t95.at in 4000..12000) (conditions.ts)
 *   speedUp(time from runs to runs)   how many times as soon the second get there as the first (speedUps.ts)
 *   slope(time in field)    how a time depends on a number of the specification: slope(t95 in optimizer.weightDecay) (slopes.ts)
 *
 * Crossing times are intervals (previous evaluation, this one]. A run that did not cross within its budget counts
 * as later than every run that did; there is no mean, because a mean over survivors would be wrong.
 */
import { outcomeOf } from '../lab/training/summary.ts';
import type { PlannedRun } from '../lab/pipeline/experiments.ts';
import type { RunResults } from '../lab/store/results.ts';
import { judge, parseCondition } from './conditions.ts';
import { fieldNamed, isReached, keyNamed, rank, type Asking, type Quantity } from './fields.ts';
import { decimal, duration, grouped, interval, percent } from './format.ts';
import { WriteupError } from './writeupErrors.ts';
import type { Subject } from './claims/claim.ts';
import { asPlanned } from './cells.ts';
import { evaluateSlope } from './slopes.ts';
import { evaluateSpeedUp } from './speedUps.ts';

export const OUTCOMES = { grokked: 'grokked', notWithinBudget: 'not within budget', diverged: 'diverged' } as const;
const AGGREGATES = ['median', 'min', 'max', 'range', 'spread'] as const;
type Aggregate = (typeof AGGREGATES)[number];
const aggregates = Object.fromEntries(AGGREGATES.map((word) => [word, word])) as Record<Aggregate, Aggregate>;

/** A value ready for print. */
export interface Value {
  readonly text: string;
  /** What was computed, from how many runs. */
  readonly title: string;
  /** Epoch the value stands for, if it is one. */
  readonly epoch: number | null;
}

interface Asked {
  readonly runs: readonly RunResults[];
  readonly planned: number;
  /** The planned runs, for queries that choose among them. @default those that are stored */
  readonly plannedRuns?: readonly PlannedRun[];
  readonly where: string;
  /** Digits to print, where the field leaves a choice. */
  readonly digits?: number | undefined;
}

/** @throws WriteupError naming the place, the query and the nearest one there is. */
export function evaluateQuery(query: string, { runs, planned, plannedRuns, where, digits }: Asked): Value {
  const asking = { where, query };
  const of = `${query}, ${runs.length} of ${planned} runs`;
  if (query === 'count') return { text: grouped(runs.length), title: of, epoch: null };
  if (query === 'planned') return { text: grouped(planned), title: of, epoch: null };
  const faster = evaluateSpeedUp(query, { runs, plannedRuns, where, digits });
  if (faster) return { ...faster, epoch: null };
  const slope = evaluateSlope(query, subjectsOf(runs, plannedRuns), asking);
  if (slope) return { text: slope.text, title: `${slope.title}; ${of}`, epoch: null };
  const [, told = '', extreme, by = ''] = /^(.+) of (min|max)\((.+)\)$/.exec(query.trim()) ?? [];
  if (extreme) {
    const quantities = atExtreme(told, extreme as 'min' | 'max', { by, runs, asking });
    const text = [...new Set(quantities.map((quantity) => print(quantity, digits)))].join(', ');
    return { text: text || '—', title: of, epoch: null };
  }
  const [, aggregate, inner = ''] = /^(\w+)\((.+)\)$/.exec(query.trim()) ?? [];
  if (aggregate === 'count') return { text: grouped(countOf(inner, runs, asking)), title: of, epoch: null };
  const name = (aggregate === undefined ? query : inner).trim();
  const quantities = runs.map(fieldNamed(name, asking)).filter((quantity) => quantity !== null);
  if (quantities.length === 0) return { text: '—', title: `${of}: nothing to compute it from yet`, epoch: null };
  if (aggregate === undefined) {
    if (planned > 1) {
      const hint = `Name a seed, or an aggregate: ${AGGREGATES.map((known) => `${known}(${name})`).join(', ')}.`;
      const what = `"${query}" is a number of one run, but ${planned} are asked`;
      throw new WriteupError('QueryAmbiguous', `${where}: ${what}.`, hint);
    }
    const quantity = quantities[0] as Quantity;
    return {
      text: print(quantity, digits),
      title: `${query} of run ${runs[0]?.record.id ?? ''}`,
      epoch: epochOf(quantity),
    };
  }
  if (aggregate === 'mean') {
    throw noMean(name, asking);
  }
  const values = combine(aggregates[keyNamed(aggregate, aggregates, 'aggregate', asking)], quantities);
  const title = quantities.length === runs.length ? of : `${of}; ${quantities.length} have it`;
  const [only, ...others] = values;
  const epoch = only && others.length === 0 ? epochOf(only) : null;
  return { text: printRange(values, digits), title, epoch };
}

/** Runs with how they were planned, which says in what they differ. */
function subjectsOf(runs: readonly RunResults[], planned: readonly PlannedRun[] = runs.map(asPlanned)): Subject[] {
  const byId = new Map(runs.map((run) => [run.record.id, run]));
  return planned.map((one) => ({ planned: one, run: byId.get(one.id) ?? null }));
}

export function noMean(name: string, { where, query }: Asking): WriteupError {
  const hint = `It would leave out the runs that did not grok in time. Use median(${name}).`;
  return new WriteupError('QueryBiased', `${where}: "${query}": there is no mean over the runs that survived.`, hint);
}

function countOf(what: string, runs: readonly RunResults[], asking: Asking): number {
  const condition = parseCondition(what, asking);
  if (condition) return judge(condition, runs).held;
  const outcome = OUTCOMES[keyNamed(what, OUTCOMES, 'outcome', asking)];
  return runs.filter(({ record }) => outcomeOf(record) === outcome).length;
}

interface ExtremeOf {
  readonly by: string;
  readonly runs: readonly RunResults[];
  readonly asking: Asking;
}

/** What is told of the run, or of the runs where several are level, with the smallest or largest `by`. */
function atExtreme(told: string, extreme: 'min' | 'max', { by, runs, asking }: ExtremeOf): Quantity[] {
  const [field, order] = [fieldNamed(told.trim(), asking), fieldNamed(by.trim(), asking)];
  const ranked = runs.flatMap((run) => {
    const quantity = order(run);
    return quantity ? [{ run, place: rank(quantity) }] : [];
  });
  const best = Math[extreme](...ranked.map(({ place }) => place));
  return ranked.flatMap(({ run, place }) => (place === best ? (field(run) ?? []) : []));
}

function combine(aggregate: Aggregate, quantities: readonly Quantity[]): Quantity[] {
  // By comparison and not by difference: two runs that never got there are level.
  const sorted = [...quantities].sort((x, y) => (rank(x) < rank(y) ? -1 : rank(x) > rank(y) ? 1 : 0));
  const first = sorted[0] as Quantity;
  const last = sorted.at(-1) as Quantity;
  switch (aggregate) {
    case 'min':
      return [first];
    case 'max':
      return [last];
    case 'range':
      return rank(first) === rank(last) ? [first] : [first, last];
    case 'spread':
      return [spreadOf(first, last)];
    case 'median': {
      const low = sorted[Math.floor((sorted.length - 1) / 2)] as Quantity;
      const high = sorted[Math.ceil((sorted.length - 1) / 2)] as Quantity;
      return [midway(low, high)];
    }
  }
}

/** Last over first; where the last was not reached, more than its budget over the first. */
function spreadOf(first: Quantity, last: Quantity): Quantity {
  if (rank(first) === Infinity) return first;
  if (isReached(last) && !last.value) {
    return { kind: 'number', value: last.budget / rank(first), isExceeded: true };
  }
  return rank(last) === Infinity ? last : { kind: 'number', value: rank(last) / rank(first) };
}

/**
 * Halfway between two runs; for crossings, of both ends of their intervals. What was not reached stays so; where one was
 * and the other not, it is later than halfway to the budget.
 */
function midway(low: Quantity, high: Quantity): Quantity {
  if (isReached(high) && !high.value && rank(low) < Infinity) {
    return { kind: 'epochs', value: (rank(low) + high.budget) / 2, isExceeded: true };
  }
  if (rank(high) === Infinity) return high;
  if (isReached(low) && isReached(high)) {
    const after = ((low.value?.after ?? 0) + (high.value?.after ?? 0)) / 2;
    return { ...low, value: { after, at: (rank(low) + rank(high)) / 2 } };
  }
  if (low.kind === 'list' || isReached(low)) return low;
  const value = (low.value + rank(high)) / 2;
  return { kind: Number.isInteger(value) || low.kind !== 'integer' ? low.kind : 'number', value };
}

const notWithin = (budget: number): string => `not within ${grouped(budget)} epochs`;

export function print(quantity: Quantity, digits?: number): string {
  if (isReached(quantity)) {
    if (!quantity.value) return notWithin(quantity.budget);
    return quantity.kind === 'crossing' ? interval(quantity.value) : grouped(quantity.value.at);
  }
  if (quantity.kind === 'list') return quantity.value.join(', ');
  const { kind, value, budget, isExceeded } = quantity;
  if (value === Infinity && budget !== undefined) return notWithin(budget);
  const more = isExceeded ? 'more than ' : '';
  switch (kind) {
    case 'epochs':
    case 'integer':
      return `${more}${grouped(value)}`;
    case 'fraction':
      return percent(value, digits);
    case 'seconds':
      return duration(value);
    case 'number':
      return `${more}${decimal(value, digits)}`;
  }
}

/** "130–140", but "(130, 140] to (150, 160]" and "2 × 10⁻⁵ to 6 × 10⁻⁴", which a dash would blur. */
function printRange(quantities: readonly Quantity[], digits?: number): string {
  const texts = [...new Set(quantities.map((quantity) => print(quantity, digits)))];
  return texts.join(texts.every((text) => /^[\d.\u202f]+$/.test(text)) ? '–' : ' to ');
}

function epochOf(quantity: Quantity): number | null {
  if (isReached(quantity)) return quantity.value?.at ?? null;
  return quantity.kind === 'epochs' ? quantity.value : null;
}
