/**
 * Accuracy on both splits, a panel for each cell of a sweep, all on one scale: every panel is read against its
 * neighbours. Source: ours; atgugu/grokking_experiments overlays the runs of a sweep.
 */
import type { RunResults } from '../lab/store/results.ts';
import { accuracyAxis } from './accuracy.ts';
import { withDivergences } from './checkpoints.ts';
import { curveLines } from './curves.ts';
import { epochTicks, epochX, type EpochAxis, type Frame } from './epochAxis.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatTick, textWidth } from './format.ts';
import { roomyTicks } from './labels.ts';
import { lineAt, textAt } from './marks.ts';
import { colours, TRAIN_DASH } from './palette.ts';
import { render, type Panel } from './render.ts';
import { medianRise } from './seeds.ts';
import { timesInWords, countsInWords, lateInWords, timesOf, timesTable, type CellTimes } from './sweepTimes.ts';
import { shortest, toCsv } from './table.ts';
import { timeSeriesPlot, type Line } from './timeSeries.ts';
import {
  csvNames,
  csvValue,
  drawableSweep,
  parametersInWords,
  shortLabel,
  shortNames,
  type Sweep,
} from './variedParameters.ts';

const FONT_SIZE = 12;
/** px: the key above all panels, from panel to panel, the ticks at the left of a row. */
const [KEY, GAP, TICKS] = [22, 16, 26];
/** px of the samples of the lines with their names. */
const SAMPLES = 170;

const titleOf = (sweep: Sweep): string => `accuracy by ${shortNames(sweep)}`;

/** The samples stand beside the title, or on narrow figures below it. */
const keyHeight = (sweep: Sweep, width: number): number =>
  textWidth(titleOf(sweep), FONT_SIZE) + SAMPLES > width ? 2 * KEY - 4 : KEY;
/** px of a panel with its heading, and of the epochs below all. */
const [PANEL, EPOCHS] = [122, 30];
/** More panels than these are compared by a number and not by eye. */
const MOST_CELLS = 16;
/** Points of all panels together: keeps a figure below 60 kB. */
const POINT_BUDGET = 2600;

/** As wide as they may be, in rows that leave few places empty; groups of the second parameter stay together. */
function columnsOf({ parameters, cells }: Sweep, width: number): number {
  const most = Math.max(2, Math.floor(width / 170));
  const group = parameters[1]?.values.length ?? 1;
  const isGrid = parameters.length === 2 && cells.length === group * (parameters[0]?.values.length ?? 1);
  if (isGrid && group >= 2 && group <= most) return group;
  const candidates = Array.from({ length: Math.min(most, cells.length) }, (_, i) => i + 1);
  const rows = Math.ceil(cells.length / most);
  // The fewest columns that need no more rows.
  return candidates.find((n) => Math.ceil(cells.length / n) === rows) ?? most;
}

interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly panelWidth: number;
  /** Of the first row, px. */
  readonly top: number;
  readonly axis: EpochAxis;
}

function gridOf(sweep: Sweep, runs: readonly RunResults[], width: number): Grid {
  const columns = columnsOf(sweep, width);
  const every = Math.min(...runs.map(({ record }) => record.spec.evaluateEvery));
  return {
    columns,
    rows: Math.ceil(sweep.cells.length / columns),
    panelWidth: (width - TICKS - (columns - 1) * GAP) / columns,
    top: keyHeight(sweep, width),
    axis: { start: every / 2, end: Math.max(...runs.map(({ record }) => record.spec.epochs)) },
  };
}

/** Train dashed and quiet, test over it; of several seeds thin lines under their median. */
function linesOf(runs: readonly RunResults[]): Line[] {
  const look = { name: null, middle: medianRise };
  const train = curveLines(runs, {
    ...look,
    colour: colours.train,
    dash: TRAIN_DASH,
    value: (row) => row.trainAccuracy,
  });
  const test = curveLines(runs, { ...look, colour: colours.test, value: (row) => row.testAccuracy });
  return [...train.map((line): Line => ({ ...line, width: 1, opacity: 0.6 * (line.opacity ?? 1) })), ...test];
}

function draw(
  sweep: Sweep,
  times: readonly CellTimes[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const runs = times.flatMap(({ cell }) => cell.runs);
  const grid = gridOf(sweep, runs, width);
  const budget = Math.floor(POINT_BUDGET / times.length);
  const panels = times.map((cell, i) => cellPanel(sweep, cell, { grid, i, budget }));
  const height = grid.top + grid.rows * PANEL + EPOCHS;
  return {
    svg: render([{ x: 0, y: 0, plot: keyPlot(sweep, width, height) }, ...panels], { id, theme, width, height }),
    width,
    height,
    time: null,
  };
}

interface PanelPlace {
  readonly grid: Grid;
  /** Number of the panel. */
  readonly i: number;
  /** Points of its lines. */
  readonly budget: number;
}

function cellPanel(sweep: Sweep, times: CellTimes, { grid, i, budget }: PanelPlace): Panel {
  const { columns, panelWidth, axis } = grid;
  const [row, column] = [Math.floor(i / columns), i % columns];
  const isLeft = column === 0;
  const hasEpochs = i + columns >= sweep.cells.length;
  const left = isLeft ? TICKS : 2;
  const width = panelWidth + left;
  const { plot, frame } = timeSeriesPlot(
    {
      epochs: axis,
      values: { ...accuracyAxis, label: '', format: isLeft ? String : () => '' },
      lines: linesOf(times.cell.runs),
      transition: null,
    },
    { width, height: PANEL, fontSize: FONT_SIZE, margins: { left, right: 2 }, hasEpochs: false, budget }, // prettier-ignore
  );
  const marks = [
    ...budgetMarks(times, axis, frame),
    ...(plot.marks ?? []),
    ...headingMarks(sweep, times, frame),
    ...(hasEpochs ? epochMarks(axis, frame) : []),
  ];
  return { x: TICKS + column * (panelWidth + GAP) - left, y: grid.top + row * PANEL, plot: { ...plot, marks } };
}

type Marks = NonNullable<Panel['plot']['marks']>;

const budgetMarks = ({ cell }: CellTimes, axis: EpochAxis, { left, right, top, bottom }: Frame): Marks =>
  [...new Set(cell.runs.map(({ record }) => record.spec.epochs))].map((epoch) => {
    const x = epochX(axis, [left, right], epoch);
    return lineAt([x, top - 3], [x, bottom], { colour: colours.quiet });
  });

/** What the cell is, and where there is room when it got there. */
function headingMarks(sweep: Sweep, times: CellTimes, { left, right, top }: Frame): Marks {
  const label = shortLabel(sweep, times.cell);
  const note =
    times.median === null
      ? lateInWords(times, formatTick)
      : `${times.runs.length > 1 ? 'median ' : ''}95\u202f% at ${formatCount(times.median)}`;
  const hasRoom = textWidth(label, FONT_SIZE + 1, true) + textWidth(note, FONT_SIZE) + 8 <= right - left;
  const y = top - 13;
  return [
    textAt(label, left, y, { fontSize: FONT_SIZE + 1, colour: colours.ink, isBold: true }),
    ...(hasRoom ? [textAt(note, right, y, { fontSize: FONT_SIZE, anchor: 'end' })] : []),
  ];
}

function epochMarks(axis: EpochAxis, { left, right, bottom }: Frame): Marks {
  const textOf = (epoch: number): string => (epoch === axis.start ? '0' : formatTick(epoch));
  const x = (epoch: number): number => epochX(axis, [left, right], epoch);
  const ticks = roomyTicks(epochTicks(axis), (epoch) => [x(epoch), textWidth(textOf(epoch), FONT_SIZE)]);
  return ticks.map((epoch) => textAt(textOf(epoch), x(epoch), bottom + 16, { anchor: 'middle', fontSize: FONT_SIZE }));
}

/** What varies, how the lines are told apart, and the name of the clock at the bottom. */
function keyPlot(sweep: Sweep, width: number, height: number): Panel['plot'] {
  const y = keyHeight(sweep, width) - 14;
  const size = (text: string): number => textWidth(text, FONT_SIZE);
  const budget = width - size('budget') - 1;
  const test = budget - 20 - size('test');
  const train = test - 34 - size('train');
  return {
    width,
    height,
    margin: 0,
    marks: [
      textAt(titleOf(sweep), 1, 8, { fontSize: FONT_SIZE, colour: colours.ink }),
      lineAt([train - 21, y], [train - 13, y], { colour: colours.train }),
      lineAt([train - 10, y], [train - 4, y], { colour: colours.train }),
      textAt('train', train, y, { fontSize: FONT_SIZE, colour: colours.train }),
      lineAt([test - 21, y], [test - 4, y], { colour: colours.test, width: 1.5 }),
      textAt('test', test, y, { fontSize: FONT_SIZE, colour: colours.test }),
      lineAt([budget - 7, y - 7], [budget - 7, y + 7], { colour: colours.quiet }),
      textAt('budget', budget, y, { fontSize: FONT_SIZE }),
      textAt('epoch', width - 1, height - 7, { fontSize: FONT_SIZE, anchor: 'end' }),
    ],
  };
}

function finding(sweep: Sweep, times: readonly CellTimes[]): string {
  const memorized = times.flatMap(({ runs }) =>
    runs.flatMap(({ run }) => (run.record.summary.tMem ? [run.record.summary.tMem.at] : [])),
  );
  const range = [...new Set([Math.min(...memorized), Math.max(...memorized)])].map(formatCount).join(' to ');
  const memory =
    memorized.length > 0
      ? `Train accuracy reaches 99\u202f% at epoch ${range} (${memorized.length} of ${countsInWords(times)}).`
      : `No run reaches 99\u202f% of the training pairs (${countsInWords(times)}).`;
  return `${memory} Time to 95\u202f% test accuracy by ${parametersInWords(sweep)}: ${timesInWords(sweep, times)}.`;
}

/** Every evaluation of every run. */
const csvOf = ({ parameters, cells }: Sweep): string =>
  toCsv({
    columns: [...csvNames(parameters), 'seed', 'epoch', 'train_accuracy', 'test_accuracy'],
    rows: cells.flatMap(({ values, runs }) =>
      runs.flatMap(({ record, rows }) =>
        rows.map(({ epoch, trainAccuracy, testAccuracy }) => [
          ...values.map(csvValue),
          record.spec.seed,
          epoch,
          shortest(trainAccuracy),
          shortest(testAccuracy),
        ]),
      ),
    ),
  });

export const sweepCurves: FigureKind = {
  version: 1,
  needs: `runs that differ in one or two parameters besides their seeds, in at most ${MOST_CELLS} cells`,
  canDraw: (runs) => {
    const cells = drawableSweep(runs)?.cells.length ?? 0;
    return cells > 0 && cells <= MOST_CELLS;
  },
  draw: (runs, options) => {
    const sweep = drawableSweep(runs);
    if (!sweep)
      throw new TypeError('sweepCurves: expected runs that differ in one or two parameters besides their seeds');
    const times = timesOf(sweep);
    return Promise.resolve({
      ...draw(sweep, times, options),
      alt: withDivergences(runs, finding(sweep, times)),
      table: timesTable(sweep, times),
      csv: csvOf(sweep),
    });
  },
};
