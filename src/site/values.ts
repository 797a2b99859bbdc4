/**
 * The query language of <Val>: numbers in prose, computed from stored runs.
 *
 *   field                   of the one run asked for: t95, final.testAccuracy, peakTestLoss.value, … (fields.ts)
 *   curve@epoch             of the one run: testAccuracy@1000
 *   aggregate(field)        over the runs of an experiment: median, min, max, range (min–max), spread (max / min)
 *   field of max(field)     of the run where the second is largest, or with min smallest: seed of max(t95.at)
 *   count, planned          runs stored, runs defined
 *   count(outcome)          stored runs with it: grokked, lostAgain, notWithinBudget, diverged
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
import { aggregates, combineNumbers } from './aggregates.ts';
import { boundsOf, exactly } from './bounds.ts';
import { countText, judge, parseCondition } from './conditions.ts';
import { fieldNamed, isReached, keyNamed, rank, type Asking, type Field, type Quantity } from './fields.ts';
import { grouped } from './format.ts';
import { print, printBounds, printRange } from './quantityText.ts';
import { noMean, nothingToTell, WriteupError } from './writeupErrors.ts';
import type { Subject } from './claims/claim.ts';
import { asPlanned } from './cells.ts';
import { evaluateSlope } from './slopes.ts';
import { evaluateSpeedUp } from './speedUps.ts';

export const OUTCOMES = {
  grokked: 'grokked',
  notWithinBudget: 'not within budget',
  lostAgain: 'lost again',
  diverged: 'diverged',
} as const;
const AGGREGATES = { median: 'median', min: 'min', max: 'max', range: 'range', spread: 'spread' } as const;
type Aggregate = keyof typeof AGGREGATES;

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
  const slope = evaluateSlope(query, () => subjectsOf(runs, plannedRuns), asking);
  if (slope) return { text: slope.text, title: `${slope.title}; ${of}`, epoch: null };
  const [, told = '', extreme, by = ''] = /^(.+) of (min|max)\((.+)\)$/.exec(query.trim()) ?? [];
  if (extreme) {
    const quantities = atExtreme(told, extreme as 'min' | 'max', { by, runs, asking });
    const text = [...new Set(quantities.map((quantity) => print(quantity, digits)))].join(', ');
    return { text: text || '—', title: of, epoch: null };
  }
  const [, aggregate, inner = ''] = /^(\w+)\((.+)\)$/.exec(query.trim()) ?? [];
  if (aggregate === 'count') return { text: countOf(inner, runs, asking), title: of, epoch: null };
  const name = (aggregate === undefined ? query : inner).trim();
  const quantities = runs.map(fieldNamed(name, asking)).filter((quantity) => quantity !== null);
  if (quantities.length === 0) {
    if (runs.length > 0 && runs.length >= planned) throw nothingToTell(name, asking);
    return { text: '—', title: `${of}: nothing to compute it from yet`, epoch: null };
  }
  if (aggregate === undefined) {
    if (planned > 1) {
      const hint = `Name a seed, or an aggregate: ${Object.keys(AGGREGATES)
        .map((known) => `${known}(${name})`)
        .join(', ')}.`;
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
  const title = quantities.length === runs.length ? of : `${of}; ${quantities.length} have it`;
  const word = AGGREGATES[keyNamed(aggregate, AGGREGATES, 'aggregate', asking)];
  return { ...aggregated(word, fieldNamed(name, asking), { runs, digits }), title };
}

/** Runs with how they were planned, which says in what they differ. */
function subjectsOf(runs: readonly RunResults[], planned: readonly PlannedRun[] = runs.map(asPlanned)): Subject[] {
  const byId = new Map(runs.map((run) => [run.record.id, run]));
  return planned.map((one) => ({ planned: one, run: byId.get(one.id) ?? null }));
}

function countOf(what: string, runs: readonly RunResults[], asking: Asking): string {
  const condition = parseCondition(what, asking);
  if (condition) return countText(judge(condition, runs));
  const outcome = OUTCOMES[keyNamed(what, OUTCOMES, 'outcome', asking)];
  return grouped(runs.filter(({ record }) => outcomeOf(record) === outcome).length);
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

interface Several {
  readonly runs: readonly RunResults[];
  readonly digits: number | undefined;
}

/**
 * A number of several runs, from what is known of each (bounds.ts). Where all of them have one, it is made of the single
 * numbers that are told of each: of a time, the evaluation at which it was seen.
 */
function aggregated(
  word: Aggregate,
  field: Field,
  { runs, digits }: Several,
): { readonly text: string; readonly epoch: number | null } {
  if (word === 'range') {
    const [least, most] = [aggregated('min', field, { runs, digits }), aggregated('max', field, { runs, digits })];
    return { text: printRange([least.text, most.text]), epoch: least.text === most.text ? least.epoch : null };
  }
  const known = runs.flatMap((run) => {
    const quantity = field(run);
    return quantity ? [{ quantity, bounds: boundsOf(field, run) }] : [];
  });
  const { combine, ...asIs } = aggregates[word];
  const kind = 'options' in asIs ? asIs.options.kind : (known[0]?.quantity.kind ?? 'number');
  const isTime = kind === 'crossing' || kind === 'seenAt';
  const told = known.map(({ quantity, bounds }) => (rank(quantity) < Infinity ? exactly(rank(quantity)) : bounds));
  const { high: seen } = combineNumbers(combine, told);
  if (kind === 'crossing' || kind === 'list' || !(seen < Infinity)) {
    const bounds = known.map((run) => run.bounds);
    const { low, high } = combineNumbers(combine, bounds);
    const isBetween = isTime && high === Infinity && bounds.every((one) => one.low !== low);
    const text = isBetween ? `more than ${grouped(low - 1)}` : printBounds({ low, high }, kind, digits);
    return { text, epoch: isTime && high < Infinity ? high : null };
  }
  return { text: printBounds(exactly(seen), kind, digits), epoch: isTime || kind === 'epochs' ? seen : null };
}

function epochOf(quantity: Quantity): number | null {
  if (isReached(quantity)) return quantity.value?.at ?? null;
  return quantity.kind === 'epochs' ? quantity.value : null;
}
