/**
 * Test accuracy against epochs × learning rate × weight decay, which is by how much AdamW alone would have shrunk the
 * weights: where regularization sets the clock, the curves of a sweep fall on each other. Below, that product at 95 %.
 * Source: atgugu/grokking_experiments, "effective regularization", a table; the collapse of the curves is ours. The law
 * t ∝ 1/(η λ): Liu, Michaud & Tegmark 2023, arXiv:2210.01117.
 */
import * as Plot from '@observablehq/plot';
import type { RunResults } from '../lab/store/results.ts';
import { accuracyAxis } from './accuracy.ts';
import { withDivergences } from './checkpoints.ts';
import { finitePoints } from './curves.ts';
import { thinOut, type Point } from './downsample.ts';
import type { DrawOptions, FigureKind, Table } from './figure.ts';
import { formatCount, formatNumber, textWidth } from './format.ts';
import { logShare, logTicks } from './logTicks.ts';
import { barsAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { valueText } from './parameterNames.ts';
import { orderedColours } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { turningEpochs } from './seeds.ts';
import { isRegularization, productOf } from './sweepAxis.ts';
import { timesOf, type CellTimes, type RunTime } from './sweepTimes.ts';
import { shortest, significant, toCsv } from './table.ts';
import { censoredMarks, lostMarks, reachedMarks } from './timeMarks.ts';
import { csvNames, csvValue, drawableSweep, type Sweep } from './variedParameters.ts';

type Marks = NonNullable<Panel['plot']['marks']>;

/** Runs with one product of learning rate and weight decay lie in neighbouring rows and have one colour. */
interface Row extends CellTimes {
  readonly rate: number;
  readonly colour: string;
}

const rateOf = ({ record: { spec } }: RunResults): number =>
  productOf([spec.optimizer.learningRate, spec.optimizer.weightDecay]);

function rowsOf(sweep: Sweep): Row[] {
  const times = timesOf(sweep).map((cell) => ({ ...cell, rate: cell.cell.runs[0] ? rateOf(cell.cell.runs[0]) : NaN }));
  const rates = [...new Set(times.map(({ rate }) => rate))].sort((x, y) => x - y);
  const ramp = orderedColours(rates.length);
  return times
    .sort((one, other) => one.rate - other.rate)
    .map((cell) => ({ ...cell, colour: ramp[rates.indexOf(cell.rate)] ?? colours.quiet }));
}

/** The product at 95 %; of a run that did not get there, at its budget. */
const productAt = ({ time }: RunTime, rate: number): number => (time.isCensored ? time.after : time.at) * rate;

const reachedIn = (rows: readonly Row[]): { product: number; epochs: number }[] =>
  rows.flatMap(({ runs, rate }) =>
    runs.flatMap(({ time }) => (time.isCensored ? [] : [{ product: time.at * rate, epochs: time.at }])),
  );

interface Range {
  readonly low: number;
  readonly high: number;
}
const rangeOf = (values: readonly number[]): Range => ({ low: Math.min(...values), high: Math.max(...values) });

/**
 * How many times the least the greatest is, of the runs that were seen: those that were not bound products and epochs
 * unequally, and a comparison of the two would be one of budgets.
 */
const factorText = ({ low, high }: Range): string => formatNumber(high / low);

/** Products of the runs that did not get there, at their budgets: theirs are greater. */
const unseenIn = (rows: readonly Row[]): number[] =>
  rows.flatMap(({ runs, rate }) => runs.flatMap((run) => (run.time.isCensored ? [productAt(run, rate)] : [])));

const FONT_SIZE = 12;
/** px: the curves with the row above them; the heads of the columns; a row; the ticks and the name of the axis. */
const [HEAD, HEADS, ROW, FOOT] = [26, 30, 20, 46];
const curvesHeight = (width: number): number => (width < 480 ? 150 : 190);
const POINT_BUDGET = 2400;

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  /** Of the curves. */
  readonly top: number;
  readonly bottom: number;
  readonly columns: readonly number[];
  /** Middle of each row. */
  readonly rows: readonly number[];
  readonly domain: readonly [number, number];
  readonly x: (product: number) => number;
  readonly y: (accuracy: number) => number;
}

function layoutOf({ parameters }: Sweep, rows: readonly Row[], width: number): Layout {
  const heads = parameters.map(({ name }) => name.split(' '));
  const widths = parameters.map(({ path }, n) =>
    Math.max(
      ...(heads[n] ?? []).map((word) => textWidth(word, FONT_SIZE)),
      ...rows.map(({ cell }) => textWidth(valueText(path, cell.values[n] ?? null), FONT_SIZE)),
    ),
  );
  const columns = widths.map((_, n) => widths.slice(0, n).reduce((sum, size) => sum + size + 10, 1));
  const left = Math.ceil((columns.at(-1) ?? 0) + (widths.at(-1) ?? 0) + 14);
  const right = width - 16;
  const [top, bottom] = [HEAD, HEAD + curvesHeight(width)];
  const all = rangeOf(rows.flatMap(({ runs, rate }) => runs.map((run) => productAt(run, rate))));
  const { low } = rangeOf(reachedIn(rows).map(({ product }) => product));
  const domain = [Math.min(low / 20, all.low / 2), all.high * 1.6] as const;
  return {
    width,
    height: bottom + HEADS + rows.length * ROW + FOOT,
    left,
    right,
    top,
    bottom,
    columns,
    rows: rows.map((_, i) => bottom + HEADS + (i + 0.5) * ROW),
    domain,
    x: (product) => left + logShare(product, domain) * (right - left),
    y: (accuracy) => bottom - accuracy * (bottom - top),
  };
}

function plotOf(sweep: Sweep, rows: readonly Row[], width: number): Panel['plot'] {
  const layout = layoutOf(sweep, rows, width);
  return {
    width,
    height: layout.height,
    margin: 0,
    marks: [
      ...spreadMarks(rows, layout),
      ...axisMarks(sweep, layout),
      ...curveMarks(rows, layout),
      ...rows.flatMap((row, i) => rowMarks(sweep, row, { layout, y: layout.rows[i] ?? 0 })),
    ],
  };
}

/** From the least to the greatest product, through curves and rows, and how many times one is the other. */
function spreadMarks(rows: readonly Row[], { x, top, height, bottom, width }: Layout): Marks {
  const { low, high } = rangeOf(reachedIn(rows).map(({ product }) => product));
  const [x1, x2] = [x(low), x(high)];
  const text = `${formatNumber(low)} to ${formatNumber(high)}: a factor of ${factorText({ low, high })}${unseenIn(rows).length > 0 ? ' among those seen' : ''}`;
  const centre = Math.min((x1 + x2) / 2, width - textWidth(text, FONT_SIZE) / 2 - 1);
  const band = { x: (x1 + x2) / 2, top, bottom: height - FOOT + 4 };
  return [
    barsAt([band], { colour: colours.quiet, width: Math.max(1, x2 - x1), opacity: 0.12 }),
    textAt(text, centre, bottom + 14, { fontSize: FONT_SIZE, anchor: 'middle', colour: colours.ink, hasHalo: true }),
  ];
}

function axisMarks({ parameters }: Sweep, layout: Layout): Marks {
  const { left, right, bottom, height, width, columns, domain, x, y } = layout;
  const floor = height - FOOT + 4;
  const line = 13;
  return [
    textAt('test accuracy', left, 8, { fontSize: FONT_SIZE, colour: colours.ink }),
    ...accuracyAxis.ticks.flatMap((tick) => [
      lineAt([left, y(tick)], [right, y(tick)]),
      textAt(String(tick), left - 7, y(tick), { fontSize: FONT_SIZE, anchor: 'end' }),
    ]),
    ...parameters.flatMap(({ name }, n) => {
      const words = name.split(' ');
      return words.map((word, i) => textAt(word, columns[n] ?? 0, bottom + HEADS - 8 - line * (words.length - 1 - i), { fontSize: FONT_SIZE })); // prettier-ignore
    }),
    lineAt([left, floor], [right, floor], { colour: colours.faint }),
    ...logTicks(...domain).flatMap((tick) => [
      lineAt([x(tick), floor], [x(tick), floor + 5], { colour: colours.faint }),
      textAt(String(tick), x(tick), floor + 15, { anchor: 'middle', fontSize: FONT_SIZE }),
    ]),
    textAt('epochs × learning rate × weight decay', width - 1, floor + 33, { fontSize: FONT_SIZE, anchor: 'end', colour: colours.ink }), // prettier-ignore
  ];
}

/** All runs over each other, from where the axis begins. */
function curveMarks(rows: readonly Row[], { domain: [low, high], x, y }: Layout): Marks {
  const lines = rows.flatMap(({ runs, rate, colour }) =>
    runs.map(({ run }) => {
      const scaled = finitePoints(run.rows.map((row) => ({ epoch: row.epoch * rate, value: row.testAccuracy })));
      const keep = new Set([...turningEpochs(run)].map((epoch) => epoch * rate));
      return { colour, points: scaled.filter(({ epoch }) => epoch >= low && epoch <= high), keep };
    }),
  );
  const place = ({ epoch, value }: Point): [number, number] => [x(epoch), y(value)];
  return thinOut(lines, { place, budget: POINT_BUDGET }).map(({ colour, points }) =>
    Plot.line(points.map(place), { stroke: colour, strokeWidth: 1.5, strokeLinejoin: 'round', x: at(0), y: at(1) }),
  );
}

const at = (i: 0 | 1): Plot.ChannelValueSpec => ({ value: (place: [number, number]) => place[i], scale: null });

function rowMarks(
  { parameters }: Sweep,
  { cell, runs, rate, colour }: Row,
  { layout, y }: { readonly layout: Layout; readonly y: number },
): Marks {
  const { left, right, columns, x } = layout;
  const placed = runs.map((run) => ({ ...run, x: x(productAt(run, rate)), y }));
  return [
    lineAt([left, y], [right, y]),
    ...parameters.map(({ path }, n) =>
      textAt(valueText(path, cell.values[n] ?? null), columns[n] ?? 0, y, { fontSize: FONT_SIZE, colour: colours.ink }),
    ),
    ...reachedMarks(
      placed.filter(({ time, collapse }) => !time.isCensored && collapse === null),
      1,
      colour,
    ),
    ...lostMarks(
      placed.filter(({ collapse }) => collapse !== null),
      colour,
    ),
    ...censoredMarks(placed.filter(({ time }) => time.isCensored).slice(0, 1), 'right', colour),
  ];
}

function finding(rows: readonly Row[]): string {
  const reached = reachedIn(rows);
  const product = rangeOf(reached.map((run) => run.product));
  const epochs = rangeOf(reached.map((run) => run.epochs));
  const late = unseenIn(rows);
  const count = late.length;
  const open =
    count > 0 ? ` ${count} more censored at ${formatNumber(Math.min(...late))}${count > 1 ? ' or later' : ''}.` : '';
  return (
    `Epochs to 95\u202f% test accuracy × learning rate × weight decay lie between ${formatNumber(product.low)} and ${formatNumber(product.high)}, ` +
    `a factor of ${factorText(product)} (${reached.length} runs that got there, of ${rows.length} cells). ` +
    `The epochs themselves, ${formatCount(epochs.low)} to ${formatCount(epochs.high)}, differ by a factor of ${factorText(epochs)}.${open}`
  );
}

const tableOf = ({ parameters }: Sweep, rows: readonly Row[]): Table => ({
  columns: [...parameters.map(({ name }) => name), 'seed', 'epochs to 95 %', '× learning rate × weight decay'],
  rows: rows
    .flatMap(({ cell, runs, rate }) =>
      runs.map((run) => [
        ...parameters.map(({ path }, n) => valueText(path, cell.values[n] ?? null)),
        run.run.record.spec.seed,
        run.time.isCensored ? `> ${formatCount(run.time.after)}` : run.time.at,
        `${run.time.isCensored ? '> ' : ''}${significant(productAt(run, rate))}`,
      ]),
    )
    .slice(0, 30),
});

/** Every evaluation of every run. */
const csvOf = ({ parameters }: Sweep, rows: readonly Row[]): string =>
  toCsv({
    columns: [...csvNames(parameters), 'seed', 'epoch', 'epoch_x_learning_rate_x_weight_decay', 'test_accuracy'],
    rows: rows.flatMap(({ cell, rate }) =>
      cell.runs.flatMap((run) =>
        run.rows.map(({ epoch, testAccuracy }) => [
          ...cell.values.map(csvValue),
          run.record.spec.seed,
          epoch,
          productOf([epoch, rate]),
          shortest(testAccuracy),
        ]),
      ),
    ),
  });

/** A sweep of weight decay, learning rate or both, of which two runs got there. */
function scalable(runs: readonly RunResults[]): Sweep | null {
  const sweep = drawableSweep(runs);
  const isScaled =
    sweep?.parameters.every(({ path }) => isRegularization(path)) && runs.every((run) => rateOf(run) > 0);
  return sweep && isScaled && runs.filter(({ record }) => record.summary.t95).length > 1 ? sweep : null;
}

export const scaledTime: FigureKind = {
  version: 1,
  needs:
    'runs with weight decay that differ in it, in the learning rate or in both and in nothing else but seeds, at least two of which got there',
  canDraw: (runs) => scalable(runs) !== null,
  draw: (runs, { id, width, theme }: DrawOptions) => {
    const sweep = scalable(runs);
    if (!sweep) throw new TypeError('scaledTime: expected runs that differ in weight decay or learning rate');
    const rows = rowsOf(sweep);
    const plot = plotOf(sweep, rows, width);
    return Promise.resolve({
      svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height: plot.height }),
      width,
      height: plot.height,
      time: null,
      alt: withDivergences(runs, finding(rows)),
      table: tableOf(sweep, rows),
      csv: csvOf(sweep, rows),
    });
  },
};
