/** What can be asked of a run: the fields of the queries of <Val>. The kind of an answer says how it is printed. */
import type { SplitLoss } from '../lab/measures/splitLoss.ts';
import { aftermathOf, fallsOf } from '../lab/statistics/aftermath.ts';
import { enduranceOf } from '../lab/statistics/collapse.ts';
import type { FourierMeasure } from '../lab/measures/embeddingFourier.ts';
import type { RunResults } from '../lab/store/results.ts';
import { splitTask } from '../lab/tasks/modular.ts';
import type { Crossing } from '../lab/training/summary.ts';
import { ablationFields } from './ablations.ts';
import { algorithmFields } from './algorithmFields.ts';
import { twinFields } from './twinFields.ts';
import { unknownName } from './writeupErrors.ts';
import { shareByDifference } from './pairStatistics.ts';
import { frequencyFields } from './frequencyFields.ts';
import { progressFields } from './progressFields.ts';

/** When something was reached; null: not within `budget` epochs. "seenAt" prints the upper end of the interval alone. */
export interface Reached {
  readonly kind: 'crossing' | 'seenAt';
  readonly value: Crossing | null;
  readonly budget: number;
}

export interface Amount {
  readonly kind: 'epochs' | 'fraction' | 'number' | 'seconds' | 'integer';
  readonly value: number;
  /** Both included: where it lies if it follows from when something was seen. @default exactly at `value` */
  readonly within?: { readonly low: number; readonly high: number };
  /** Where the value is infinite because something did not happen: within so many epochs. */
  readonly budget?: number;
}

export interface List {
  readonly kind: 'list';
  readonly value: readonly number[];
}

export type Quantity = Reached | Amount | List;

/** Null where the run does not have it. */
export type Field = (run: RunResults) => Quantity | null;

export const isReached = (quantity: Quantity): quantity is Reached =>
  quantity.kind === 'crossing' || quantity.kind === 'seenAt';

/** What runs are ordered by; a run that never got there, or whose value is not a number, is last. */
export function rank(quantity: Quantity): number {
  if (isReached(quantity)) return quantity.value?.at ?? Infinity;
  const value = quantity.kind === 'list' ? quantity.value.length : quantity.value;
  return Number.isNaN(value) ? Infinity : value;
}

type CrossingName = 'tMem' | 't50' | 't95' | 't99';

const crossing =
  (name: CrossingName): Field =>
  ({ record: { summary } }) => ({ kind: 'crossing', value: summary[name], budget: summary.epochs });
/** The evaluation at which a crossing was seen: the upper end of its interval. */
const seenAt =
  (name: CrossingName): Field =>
  ({ record: { summary } }) => ({ kind: 'seenAt', value: summary[name], budget: summary.epochs });
/** The evaluation at which a run that was at 95 % had fallen and stayed below: lab/statistics/collapse.ts. */
const lostAt: Field = ({ rows, record: { summary } }) =>
  rows.length > 0 ? { kind: 'seenAt', value: enduranceOf(rows).collapse?.fell ?? null, budget: summary.epochs } : null;
const amount =
  (kind: Amount['kind']) =>
  (read: (run: RunResults) => number | null | undefined): Field =>
  (run) => {
    const value = read(run);
    return value === null || value === undefined ? null : { kind, value };
  };
const number = amount('number');
const fraction = amount('fraction');
const epochs = amount('epochs');
const integer = amount('integer');
const seconds = amount('seconds');
const list =
  (read: (run: RunResults) => readonly number[] | null): Field =>
  (run) => {
    const value = read(run);
    return value && { kind: 'list', value };
  };

/** Whole epochs in which something may first have been so; weights that are no numbers any more get nowhere. */
export function epochsWithin(
  seen: Crossing | null,
  { epochs, divergedAt }: Pick<RunResults['record']['summary'], 'epochs' | 'divergedAt'>,
): { low: number; high: number } {
  if (seen) return { low: seen.after === null ? seen.at : seen.after + 1, high: seen.at };
  return { low: divergedAt === null ? epochs + 1 : Infinity, high: Infinity };
}

/**
 * A number that grows with the epochs to 95 %, times `factor`, told of the evaluation at which that was seen; for a run
 * that did not get there it has no end. @param most of the factor, where it is itself only known to lie between the two
 */
function timesT95({ summary }: RunResults['record'], factor: number, most = factor): Amount {
  const { low, high } = epochsWithin(summary.t95, summary);
  const within = { low: low * factor, high: high * most };
  return { kind: 'number', value: high * factor, within, ...(high === Infinity && { budget: summary.epochs }) };
}

/** Epochs to 95 % × learning rate × weight decay: how often decay alone would have shrunk the weights by a factor of e. */
const decayTime: Field = ({ record }) => {
  const { learningRate, weightDecay } = record.spec.optimizer;
  return timesT95(record, learningRate * weightDecay);
};

/** Epochs to 95 % per epoch of memorizing. */
const lag: Field = ({ record }) => {
  const { tMem } = record.summary;
  if (!tMem) return null;
  const { low, high } = epochsWithin(tMem, record.summary);
  return timesT95(record, 1 / Math.max(1, high), 1 / Math.max(1, low));
};

const LOSSES = ['full', 'restricted', 'excluded'] as const;
const PARTS = ['train', 'test', 'all'] as const satisfies readonly (keyof SplitLoss)[];
type LossName = `circuit.${(typeof LOSSES)[number]}.${(typeof PARTS)[number]}`;

/** circuit.full.all, circuit.restricted.train, … */
const circuitLosses = Object.fromEntries(
  LOSSES.flatMap((loss) =>
    PARTS.map((part) => [`circuit.${loss}.${part}`, number(({ circuit }) => circuit?.loss[loss][part])]),
  ),
) as Record<LossName, Field>;

export const fields = {
  seed: integer(({ record }) => record.spec.seed),
  tMem: crossing('tMem'),
  t50: crossing('t50'),
  t95: crossing('t95'),
  t99: crossing('t99'),
  'tMem.at': seenAt('tMem'),
  't50.at': seenAt('t50'),
  't95.at': seenAt('t95'),
  't99.at': seenAt('t99'),
  't95.decayTime': decayTime,
  't95.sumSquaredWeights': number(
    ({ rows, record: { summary } }) => rows.find(({ epoch }) => epoch === summary.t95?.at)?.sumSquaredWeights,
  ),
  /** By what share of its peak the sum of squared weights has fallen when 95 % is reached. */
  't95.weightDrop': fraction(({ rows, record: { summary } }) => {
    const at = rows.find(({ epoch }) => epoch === summary.t95?.at);
    const peak = Math.max(...rows.filter(({ epoch }) => epoch <= (at?.epoch ?? 0)).map((row) => row.sumSquaredWeights));
    return at && 1 - at.sumSquaredWeights / peak;
  }),
  lag,
  'lost.at': lostAt,
  epochs: epochs(({ record }) => record.summary.epochs),
  /** From its first 99 % on: epochs followed, the smallest test accuracy, and how often that fell below 90 %. */
  'since99.epochs': epochs(({ rows }) => aftermathOf(rows)?.epochs),
  'since99.lowest': fraction(({ rows }) => aftermathOf(rows)?.lowest.accuracy),
  'since99.falls': integer(({ rows }) => aftermathOf(rows)?.falls),
  /** The same of the training pairs, from their first 99 % on. */
  'sinceMemorized.lowest': fraction(({ rows }) => aftermathOf(rows, { of: 'trainAccuracy' })?.lowest.accuracy),
  'sinceMemorized.falls': integer(({ rows }) => aftermathOf(rows, { of: 'trainAccuracy' })?.falls),
  /** The most of the unseen pairs that one fall of the training pairs brought, before 95 % of them were right. */
  'sinceMemorized.mostGained': fraction(({ rows, record: { summary } }) => {
    const early = fallsOf(rows).filter(({ epoch }) => epoch < (summary.t95?.at ?? Infinity));
    return early.length > 0 ? Math.max(...early.map(({ gain }) => gain)) : null;
  }),
  'peakTestLoss.value': number(({ record }) => record.summary.peakTestLoss.value),
  'peakTestLoss.epoch': epochs(({ record }) => record.summary.peakTestLoss.epoch),
  'peakSumSquaredWeights.value': number(({ record }) => record.summary.peakSumSquaredWeights.value),
  'peakSumSquaredWeights.epoch': epochs(({ record }) => record.summary.peakSumSquaredWeights.epoch),
  initialSumSquaredWeights: number(({ rows }) => rows[0]?.sumSquaredWeights),
  weightDrop: fraction(
    ({ record: { summary } }) => 1 - summary.final.sumSquaredWeights / summary.peakSumSquaredWeights.value,
  ),
  maxTestAccuracy: fraction(({ record }) => record.summary.maxTestAccuracy),
  'final.trainAccuracy': fraction(({ record }) => record.summary.final.trainAccuracy),
  'final.testAccuracy': fraction(({ record }) => record.summary.final.testAccuracy),
  'final.trainLoss': number(({ record }) => record.summary.final.trainLoss),
  'final.testLoss': number(({ record }) => record.summary.final.testLoss),
  'final.sumSquaredWeights': number(({ record }) => record.summary.final.sumSquaredWeights),
  testAccuracyAtMemorization: fraction((run) => testAccuracyAt(run, run.record.summary.tMem?.at)),
  testAccuracyAtPeakLoss: fraction((run) => testAccuracyAt(run, run.record.summary.peakTestLoss.epoch)),
  trainPairs: integer(({ record: { spec } }) => splitTask(spec.task, spec.seed).train.a.length),
  testPairs: integer(({ record: { spec } }) => splitTask(spec.task, spec.seed).test.a.length),
  /** Loss of guessing: ln p. */
  chanceLoss: number(({ record }) => Math.log(record.spec.task.p)),
  keyFrequencies: list(({ fourier }) => fourier && fourier.keyFrequencies),
  'keyFrequencies.count': integer(({ fourier }) => fourier?.keyFrequencies.length),
  /** Twice the key frequencies, modulo p and folded. */
  'keyFrequencies.doubled': list(({ fourier, record }) => fourier && doubled(fourier, record.spec.task.p)),
  /** The strongest of the other frequencies in the final logits, its share of their energy, the neurons it fits best. */
  nextFrequency: integer(({ fourier }) => fourier && nextFrequency(fourier).frequency),
  'nextFrequency.share': fraction(({ fourier }) => fourier && nextFrequency(fourier).share),
  'nextFrequency.neurons': integer(
    ({ fourier, circuit }) =>
      fourier && circuit?.neuronFrequency.filter((k) => k === nextFrequency(fourier).frequency).length,
  ),
  neurons: integer(({ record }) => record.spec.model.dMlp),
  'gini.memorized': number((run) => giniAt(run, run.record.summary.tMem?.at)),
  'gini.final': number((run) => giniAt(run, Infinity)),
  'gini.rise': number((run) => {
    const start = giniAt(run, run.record.summary.tMem?.at);
    const end = giniAt(run, Infinity);
    return start === null || end === null ? null : end - start;
  }),
  'keyShare.memorized': fraction((run) => keyShareAt(run, run.record.summary.tMem?.at)),
  'keyShare.final': fraction((run) => keyShareAt(run, Infinity)),
  /** The strongest other frequencies of the final embedding, as many as there are key frequencies. */
  'embedding.others': list(({ fourier }) => fourier && strongestOthers(fourier)),
  ...circuitLosses,
  'circuit.neuronsExplained': fraction(({ circuit }) => circuit?.neuronsExplained),
  'circuit.wLResidual': fraction(({ circuit }) => circuit?.wLResidual),
  'circuit.logitFve': fraction(({ circuit }) => circuit?.logitFve),
  ...progressFields,
  ...frequencyFields,
  ...twinFields,
  ...ablationFields,
  ...algorithmFields,
  'pairs.byDifference': fraction(shareByDifference),
  /** Processor time of the first execution. */
  cpuSeconds: seconds(({ record }) => record.executions[0]?.cpuSeconds),
} as const satisfies Record<string, Field>;

const testAccuracyAt = ({ rows }: RunResults, epoch: number | undefined): number | undefined =>
  rows.find((row) => row.epoch === epoch)?.testAccuracy;

/** Index of the first measured epoch that is not before `epoch`, else of the last. */
function measuredAt(measured: readonly number[], epoch: number): number {
  const i = measured.findIndex((at) => at >= epoch);
  return i < 0 ? measured.length - 1 : i;
}

/** Gini coefficient of the embedding's spectrum. */
function giniAt({ fourier }: RunResults, epoch: number | undefined): number | null {
  if (!fourier || epoch === undefined) return null;
  return fourier.gini[measuredAt(fourier.epochs, epoch)] ?? null;
}

/** Share of the embedding's squared Fourier norm at the key frequencies. */
function keyShareAt({ fourier }: RunResults, epoch: number | undefined): number | null {
  if (!fourier || epoch === undefined) return null;
  const norms = fourier.norms[measuredAt(fourier.epochs, epoch)];
  if (!norms) return null;
  const { frequencies, keyFrequencies } = fourier;
  const energy = (i: number): number => (norms[i] ?? 0) ** 2;
  const total = norms.reduce((sum, _, i) => sum + energy(i), 0);
  return keyFrequencies.reduce((sum, k) => sum + energy(frequencies.indexOf(k)), 0) / total;
}

/** The other frequencies with what `values` says of them, the largest first. */
function othersBy(
  values: readonly number[],
  { frequencies, keyFrequencies }: FourierMeasure,
): { frequency: number; value: number }[] {
  return frequencies
    .map((frequency, i) => ({ frequency, value: values[i] ?? 0 }))
    .filter(({ frequency }) => !keyFrequencies.includes(frequency))
    .sort((x, y) => y.value - x.value);
}

function nextFrequency(fourier: FourierMeasure): { frequency: number; share: number } {
  const total = fourier.finalLogitEnergies.reduce((sum, x) => sum + x, 0);
  const [{ frequency, value } = { frequency: NaN, value: NaN }] = othersBy(fourier.finalLogitEnergies, fourier);
  return { frequency, share: value / total };
}

const ascending = (values: readonly number[]): number[] => [...values].sort((x, y) => x - y);

const strongestOthers = (fourier: FourierMeasure): number[] =>
  ascending(
    othersBy(fourier.norms.at(-1) ?? [], fourier)
      .slice(0, fourier.keyFrequencies.length)
      .map(({ frequency }) => frequency),
  );

const doubled = ({ keyFrequencies }: FourierMeasure, p: number): number[] =>
  ascending(keyFrequencies.map((k) => Math.min((2 * k) % p, p - ((2 * k) % p))));

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

/** Where a query stands, for errors. */
export interface Asking {
  readonly where: string;
  readonly query: string;
}

/** The field of this name. @throws WriteupError with the nearest name where there is none. */
export const fieldNamed = (name: string, asking: Asking): Field =>
  curveField(name) ?? fields[keyNamed(name, fields, 'field', asking)];

/** The key `name` of `table`. @throws WriteupError with the nearest key where there is none. */
export function keyNamed<T extends object>(
  name: string,
  table: T,
  what: string,
  { where, query }: Asking,
): keyof T & string {
  if (Object.hasOwn(table, name)) return name as keyof T & string;
  throw unknownName({ where: `${where}: "${query}"`, what, name, known: Object.keys(table) });
}
