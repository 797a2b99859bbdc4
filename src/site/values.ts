/**
 * The query language of <Val>: numbers in prose, computed from stored runs.
 *
 *   field              of the one run asked for: t95, final.testAccuracy, peakTestLoss.value, …
 *   curve@epoch        of the one run: testAccuracy@1000
 *   aggregate(field)   over the runs of an experiment: median, min, max, range (min–max), spread (max / min)
 *   count, planned     runs stored, runs defined
 *   count(outcome)     grokked, notWithinBudget, diverged
 *
 * Crossing times are intervals (previous evaluation, this one]. A run that did not cross within its budget counts
 * as later than every run that did; there is no mean, because a mean over survivors would be wrong.
 */
import type { RunResults } from '../lab/store/results.ts';
import type { Crossing } from '../lab/training/summary.ts';
import { unknownName, WriteupError } from './mistakes.ts';
import { shareByDifference } from './pairStatistics.ts';
import { decimal, duration, grouped, interval, percent } from './format.ts';

/** When something was reached; null: not within `budget` epochs. "seenAt" prints the upper end of the interval alone. */
interface Reached {
  readonly kind: 'crossing' | 'seenAt';
  readonly value: Crossing | null;
  readonly budget: number;
}

interface Amount {
  readonly kind: 'epochs' | 'fraction' | 'number' | 'seconds' | 'integer';
  readonly value: number;
}

interface List {
  readonly kind: 'list';
  readonly value: readonly number[];
}

type Quantity = Reached | Amount | List;

type Field = (run: RunResults) => Quantity | null;

const crossing =
  (name: 'tMem' | 't50' | 't95' | 't99'): Field =>
  ({ record: { summary } }) => ({ kind: 'crossing', value: summary[name], budget: summary.epochs });
/** The evaluation at which a crossing was seen: the upper end of its interval. */
const seenAt =
  (name: 'tMem' | 't50' | 't95' | 't99'): Field =>
  ({ record: { summary } }) => ({ kind: 'seenAt', value: summary[name], budget: summary.epochs });
const number =
  (read: (run: RunResults) => number): Field =>
  (run) => ({ kind: 'number', value: read(run) });
const fraction =
  (read: (run: RunResults) => number): Field =>
  (run) => ({ kind: 'fraction', value: read(run) });
const epochs =
  (read: (run: RunResults) => number): Field =>
  (run) => ({ kind: 'epochs', value: read(run) });
const integer =
  (read: (run: RunResults) => number): Field =>
  (run) => ({ kind: 'integer', value: read(run) });

/** What can be asked of a run. */
export const fields = {
  tMem: crossing('tMem'),
  t50: crossing('t50'),
  t95: crossing('t95'),
  t99: crossing('t99'),
  'tMem.at': seenAt('tMem'),
  't50.at': seenAt('t50'),
  't95.at': seenAt('t95'),
  't99.at': seenAt('t99'),
  lag: ({ record: { summary } }) =>
    summary.tMem && summary.t95 ? { kind: 'number', value: summary.t95.at / Math.max(1, summary.tMem.at) } : null,
  epochs: epochs(({ record }) => record.summary.epochs),
  'peakTestLoss.value': number(({ record }) => record.summary.peakTestLoss.value),
  'peakTestLoss.epoch': epochs(({ record }) => record.summary.peakTestLoss.epoch),
  'peakSumSquaredWeights.value': number(({ record }) => record.summary.peakSumSquaredWeights.value),
  'peakSumSquaredWeights.epoch': epochs(({ record }) => record.summary.peakSumSquaredWeights.epoch),
  weightDrop: fraction(
    ({ record: { summary } }) => 1 - summary.final.sumSquaredWeights / summary.peakSumSquaredWeights.value,
  ),
  maxTestAccuracy: fraction(({ record }) => record.summary.maxTestAccuracy),
  'final.trainAccuracy': fraction(({ record }) => record.summary.final.trainAccuracy),
  'final.testAccuracy': fraction(({ record }) => record.summary.final.testAccuracy),
  'final.trainLoss': number(({ record }) => record.summary.final.trainLoss),
  'final.testLoss': number(({ record }) => record.summary.final.testLoss),
  'final.sumSquaredWeights': number(({ record }) => record.summary.final.sumSquaredWeights),
  testAccuracyAtMemorization: ({ record: { summary }, rows }) => {
    const row = rows.find(({ epoch }) => epoch === summary.tMem?.at);
    return row ? { kind: 'fraction', value: row.testAccuracy } : null;
  },
  trainPairs: integer(({ record: { spec } }) => Math.floor(spec.task.fracTrain * spec.task.p ** 2)),
  testPairs: integer(({ record: { spec } }) => spec.task.p ** 2 - Math.floor(spec.task.fracTrain * spec.task.p ** 2)),
  keyFrequencies: ({ fourier }) => fourier && { kind: 'list', value: fourier.keyFrequencies },
  'keyFrequencies.count': ({ fourier }) => fourier && { kind: 'integer', value: fourier.keyFrequencies.length },
  'gini.memorized': (run) => giniAt(run, run.record.summary.tMem?.at ?? 0),
  'gini.final': (run) => giniAt(run, Infinity),
  'keyShare.memorized': (run) => keyShareAt(run, run.record.summary.tMem?.at ?? 0),
  'keyShare.final': (run) => keyShareAt(run, Infinity),
  'pairs.byDifference': (run) => {
    const share = shareByDifference(run);
    return share === null ? null : { kind: 'fraction', value: share };
  },
  /** Processor time of the first execution. */
  cpuSeconds: ({ record }) => ({ kind: 'seconds', value: record.executions[0]?.cpuSeconds ?? NaN }),
} as const satisfies Record<string, Field>;

/** Index of the first measured epoch that is not before `epoch`, else of the last. */
function measuredAt(epochs: readonly number[], epoch: number): number {
  const i = epochs.findIndex((measured) => measured >= epoch);
  return i < 0 ? epochs.length - 1 : i;
}

/** Gini coefficient of the embedding's spectrum. */
function giniAt({ fourier }: RunResults, epoch: number): Quantity | null {
  return fourier && { kind: 'number', value: fourier.gini[measuredAt(fourier.epochs, epoch)] ?? NaN };
}

/** Share of the embedding's squared Fourier norm at the key frequencies. */
function keyShareAt({ fourier }: RunResults, epoch: number): Quantity | null {
  const norms = fourier?.norms[measuredAt(fourier.epochs, epoch)];
  if (!fourier || !norms) return null;
  const { frequencies, keyFrequencies } = fourier;
  const energy = (i: number): number => (norms[i] ?? 0) ** 2;
  const total = norms.reduce((sum, _, i) => sum + energy(i), 0);
  const inside = keyFrequencies.reduce((sum, k) => sum + energy(frequencies.indexOf(k)), 0);
  return { kind: 'fraction', value: inside / total };
}

const CURVES = {
  trainAccuracy: 'fraction',
  testAccuracy: 'fraction',
  trainLoss: 'number',
  testLoss: 'number',
  sumSquaredWeights: 'number',
} as const;

/** A value of the curve at an epoch, such as testAccuracy@1000; null where the name is of another form. */
function curveField(name: string): Field | null {
  const [, curve = '', epoch] = /^(\w+)@(\d+)$/.exec(name) ?? [];
  if (!Object.hasOwn(CURVES, curve)) return null;
  const column = curve as keyof typeof CURVES;
  return ({ rows }) => {
    const row = rows.find((evaluation) => evaluation.epoch === Number(epoch));
    return row ? { kind: CURVES[column], value: row[column] } : null;
  };
}

const OUTCOMES = { grokked: 'grokked', notWithinBudget: 'not within budget', diverged: 'diverged' } as const;
const AGGREGATES = ['median', 'min', 'max', 'range', 'spread'] as const;
type Aggregate = (typeof AGGREGATES)[number];

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
  readonly where: string;
  /** Digits to print, where the field leaves a choice. */
  readonly digits?: number | undefined;
}

/** @throws WriteupError naming the place, the query and the nearest one there is. */
export function evaluateQuery(query: string, { runs, planned, where, digits }: Asked): Value {
  const of = `${query}, ${runs.length} of ${planned} runs`;
  if (query === 'count') return { text: grouped(runs.length), title: of, epoch: null };
  if (query === 'planned') return { text: grouped(planned), title: of, epoch: null };
  const [, aggregate, inner] = /^(\w+)\((.+)\)$/.exec(query.trim()) ?? [];
  if (aggregate === 'count') {
    const outcome = OUTCOMES[named(inner ?? '', OUTCOMES, { what: 'outcome', where, query })];
    const n = runs.filter(({ record }) => record.summary.outcome === outcome).length;
    return { text: grouped(n), title: of, epoch: null };
  }
  const name = (inner ?? query).trim();
  const field = curveField(name) ?? fields[named(name, fields, { what: 'field', where, query })];
  const quantities = runs.map(field).filter((quantity) => quantity !== null);
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
    const hint = `It would leave out the runs that did not grok in time. Use median(${name}).`;
    throw new WriteupError('QueryBiased', `${where}: "${query}": there is no mean over the runs that survived.`, hint);
  }
  const known = Object.fromEntries(AGGREGATES.map((word) => [word, word])) as Record<Aggregate, Aggregate>;
  const values = combine(known[named(aggregate, known, { what: 'aggregate', where, query })], quantities);
  const title = quantities.length === runs.length ? of : `${of}; ${quantities.length} have it`;
  const [only, ...others] = values;
  const epoch = only && others.length === 0 ? epochOf(only) : null;
  return { text: printRange(values, digits), title, epoch };
}

const isReached = (quantity: Quantity): quantity is Reached =>
  quantity.kind === 'crossing' || quantity.kind === 'seenAt';

/** What runs are ordered by; a run that never crossed is last. */
function rank(quantity: Quantity): number {
  if (isReached(quantity)) return quantity.value?.at ?? Infinity;
  return quantity.kind === 'list' ? quantity.value.length : quantity.value;
}

function combine(aggregate: Aggregate, quantities: readonly Quantity[]): Quantity[] {
  const sorted = [...quantities].sort((x, y) => rank(x) - rank(y));
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
      return [{ kind: 'number', value: rank(last) / rank(first) }];
    case 'median': {
      const low = sorted[Math.floor((sorted.length - 1) / 2)] as Quantity;
      const high = sorted[Math.ceil((sorted.length - 1) / 2)] as Quantity;
      return [midway(low, high)];
    }
  }
}

/** Halfway between two runs; for crossings, of both ends of their intervals. */
function midway(low: Quantity, high: Quantity): Quantity {
  if (isReached(low) && isReached(high)) {
    if (!low.value || !high.value) return high;
    const after = ((low.value.after ?? 0) + (high.value.after ?? 0)) / 2;
    return { ...low, value: { after, at: (low.value.at + high.value.at) / 2 } };
  }
  if (low.kind === 'list' || isReached(low)) return low;
  const value = (low.value + rank(high)) / 2;
  return { kind: Number.isInteger(value) || low.kind !== 'integer' ? low.kind : 'number', value };
}

function print(quantity: Quantity, digits?: number): string {
  switch (quantity.kind) {
    case 'crossing':
    case 'seenAt':
      if (!quantity.value) return `not within ${grouped(quantity.budget)}`;
      return quantity.kind === 'crossing' ? interval(quantity.value) : grouped(quantity.value.at);
    case 'epochs':
    case 'integer':
      return grouped(quantity.value);
    case 'fraction':
      return percent(quantity.value, digits);
    case 'seconds':
      return duration(quantity.value);
    case 'list':
      return quantity.value.join(', ');
    case 'number':
      return decimal(quantity.value, digits);
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

interface Naming {
  readonly what: string;
  readonly where: string;
  readonly query: string;
}

/** The key `name` of `table`. @throws WriteupError with the nearest key where there is none. */
function named<T extends object>(name: string, table: T, { what, where, query }: Naming): keyof T & string {
  if (Object.hasOwn(table, name)) return name as keyof T & string;
  throw unknownName({ where: `${where}: "${query}"`, what, name, known: Object.keys(table) });
}
