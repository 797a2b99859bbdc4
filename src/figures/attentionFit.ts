/** How well one frequency explains what each head of "=" attends to, over epochs; of several seeds, all heads and their median. */
import type { AttentionMeasure } from '../lab/measures/attention.ts';
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import {
  checkpointCsv,
  checkpointTable,
  lastFinite,
  pointsOf,
  rangeInWords,
  withDivergence,
  withDivergences,
  type Series,
} from './checkpoints.ts';
import { counted, formatCount, formatPercent, listed } from './format.ts';
import { drawCurves, finitePoints } from './curves.ts';
import { tellable } from './divergence.ts';
import type { Point } from './downsample.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { colours } from './palette.ts';
import { areSeeds, seedLines } from './seedLines.ts';
import { seriesLook } from './seriesLooks.ts';
import { briefEpochs, cell, toCsv } from './table.ts';
import type { ValueAxis } from './timeSeries.ts';

const axis: ValueAxis = {
  label: 'fraction of variance explained',
  type: 'linear',
  domain: [0, 1],
  ticks: [0, 0.5, 1],
  format: String,
};

function finding(run: RunResults, { epochs, frequency, fve, onEquals }: AttentionMeasure): string {
  const last = lastFinite(...onEquals);
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const ends = fve.map((values) => values[last] ?? NaN);
  const starts = fve.map((values) => values[0] ?? NaN);
  const parts = ends.map(
    (share, head) => `head ${head} frequency ${frequency[head]?.[last] ?? ''} (${formatPercent(share)})`,
  );
  return withDivergence(
    run,
    `One frequency explains ${rangeInWords(ends)} of the variance of a head's attention at the end, ${rangeInWords(starts)} at the start. ` +
      `At epoch ${formatCount(epochs[last] ?? 0)}: ${listed(parts)}; weight of "=" on the first operand, over all pairs ` +
      `(seed ${run.record.spec.seed}).`,
    epochs[last + 1],
  );
}

/** Heads have no order that two networks share: of several seeds, all heads of all seeds are told together. */
const allHeads = (runs: readonly RunResults[]): (readonly Point[])[] =>
  runs.flatMap(({ attention }) => (attention?.fve ?? []).map((values) => pointsAt(attention?.epochs ?? [], values)));

const pointsAt = (epochs: readonly number[], values: readonly number[]): Point[] =>
  epochs.map((epoch, t) => ({ epoch, value: values[t] ?? NaN }));

function seedsFinding(runs: readonly RunResults[]): string {
  const { told } = tellable(runs);
  const heads = allHeads(told)
    .map(finitePoints)
    .filter((points) => points.length > 0);
  const at = (end: 0 | -1): number[] => heads.map((points) => points.at(end)?.value ?? NaN);
  const text =
    `One frequency explains ${formatPercent(median(at(-1)))} of the variance of a head's attention at the end and ` +
    `${formatPercent(median(at(0)))} at the start, by the median of ${heads.length} heads; at the end it is ${rangeInWords(at(-1))} ` +
    `(weight of "=" on the first operand, over all pairs; ${counted(told.length, 'seed')}).`;
  return withDivergences(runs, heads.length > 0 ? text : null);
}

/** The least, the median and the greatest of all heads. */
function headTable(runs: readonly RunResults[]): Table {
  const heads = allHeads(runs);
  const values = heads.map((points) => new Map(points.map(({ epoch, value }) => [epoch, value])));
  const shared = (heads[0] ?? []).map(({ epoch }) => epoch).filter((epoch) => values.every((at) => at.has(epoch)));
  return {
    columns: ['epoch', 'least FVE', 'median FVE', 'greatest FVE'],
    rows: briefEpochs(shared, [], 24).map((epoch) => {
      const all = values.map((at) => at.get(epoch) ?? NaN);
      return [epoch, ...[Math.min(...all), median(all), Math.max(...all)].map((x) => cell(x, 4))];
    }),
  };
}

function drawSeeds(runs: readonly RunResults[], options: DrawOptions): Drawing {
  const heads = allHeads(runs);
  const lines = seedLines(heads, { name: options.width < 480 ? 'median' : 'median head', colour: colours.third });
  return {
    ...drawCurves(runs, { lines, values: axis }, options),
    alt: seedsFinding(runs),
    table: headTable(runs),
    csv: toCsv({
      columns: ['seed', 'head', 'epoch', 'frequency', 'fve', 'on_equals'],
      rows: runs.flatMap(({ attention, record }) =>
        (attention?.fve ?? []).flatMap((values, head) =>
          values.map((fve, t) => [
            record.spec.seed,
            head,
            attention?.epochs[t] ?? NaN,
            attention?.frequency[head]?.[t] ?? NaN,
            fve,
            attention?.onEquals[head]?.[t] ?? NaN,
          ]),
        ),
      ),
    }),
  };
}

function drawOne(run: RunResults, attention: AttentionMeasure, options: DrawOptions): Drawing {
  const { epochs, fve, frequency, alpha, beta, onEquals } = attention;
  const lines = fve.map((values, head) => ({
    ...seriesLook(head),
    name: `head ${head}`,
    points: pointsOf(epochs, values),
  }));
  const brief: Series[] = fve.flatMap((values, head) => [
    { name: `FVE of head ${head}`, values },
    { name: `frequency of head ${head}`, values: frequency[head] ?? [] },
  ]);
  const all: Series[] = Object.entries({ frequency, alpha, beta, fve, on_equals: onEquals }).flatMap(([name, heads]) =>
    heads.map((values, head) => ({ name: `${name}_${head}`, values })),
  );
  return {
    ...drawCurves([run], { lines, values: axis }, options),
    alt: finding(run, attention),
    table: checkpointTable(epochs, brief),
    csv: checkpointCsv(epochs, all),
  };
}

export const attentionFit: FigureKind = {
  version: 1,
  needs: 'one run, or several seeds of one training, with the measure attention',
  canDraw: (runs) => areSeeds(runs) && runs.every(({ attention }) => attention !== null),
  draw: (runs, options) => {
    const [run, ...others] = runs;
    if (!run?.attention)
      throw new TypeError(`attentionFit: run ${run?.record.id ?? '(none)'} has no measure attention`);
    return Promise.resolve(others.length > 0 ? drawSeeds(runs, options) : drawOne(run, run.attention, options));
  },
};
