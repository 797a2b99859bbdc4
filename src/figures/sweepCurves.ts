/**
 * Accuracy on both splits, a panel for each cell of a sweep, all on one scale: every panel is read against its
 * neighbours. Source: ours; atgugu/grokking_experiments overlays the runs of a sweep.
 */
import { medianTime } from '../lab/statistics/timeCells.ts';
import type { RunResults } from '../lab/store/results.ts';
import { accuracyAxis } from './accuracy.ts';
import { withDivergences } from './checkpoints.ts';
import { curveLines } from './curves.ts';
import { epochTicks, epochTickText, epochX, type EpochAxis, type Frame } from './epochAxis.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatTick, textWidth } from './format.ts';
import { roomyTicks } from './labels.ts';
import { lineAt, textAt } from './marks.ts';
import { colours, TRAIN_DASH } from './palette.ts';
import { render, type Panel } from './render.ts';
import { medianRise } from './seeds.ts';
import { emptyPlaces, gridOf, PANEL, TICKS, type PanelPlace } from './sweepGrid.ts';
import { timesInWords, countsInWords, lateInWords, timesOf, timesTable, type CellTimes } from './sweepTimes.ts';
import { shortest, toCsv } from './table.ts';
import { timeSeriesPlot, type Line } from './timeSeries.ts';
import { csvNames, csvValue, drawableSweep, parametersInWords, shortNames, type Sweep } from './variedParameters.ts';

const FONT_SIZE = 12;
/** px of the key above all panels, and of the epochs below. */
const [KEY, EPOCHS] = [22, 30];
/** px of the samples of the lines with their names. */
const SAMPLES = 170;

const titleOf = (sweep: Sweep): string => `accuracy by ${shortNames(sweep)}`;

/** The samples stand beside the title, or on narrow figures below it. */
const keyHeight = (sweep: Sweep, width: number): number =>
  textWidth(titleOf(sweep), FONT_SIZE) + SAMPLES > width ? 2 * KEY - 4 : KEY;
/** More panels than these are compared by a number and not by eye. */
const MOST_CELLS = 16;
/** Points of all panels together: keeps a figure below 60 kB. */
const POINT_BUDGET = 2600;

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
  const specs = times.flatMap(({ cell }) => cell.runs.map(({ record }) => record.spec));
  const axis = {
    start: Math.min(...specs.map(({ evaluateEvery }) => evaluateEvery)) / 2,
    end: Math.max(...specs.map(({ epochs }) => epochs)),
  };
  const { places, panelWidth, bottom, headings } = gridOf(sweep, times, { width, top: keyHeight(sweep, width) });
  const look = { axis, panelWidth, budget: Math.floor(POINT_BUDGET / times.length) };
  const height = bottom + EPOCHS;
  const key: Panel['plot'] = { width, height, margin: 0, marks: [...keyMarks(sweep, width, height), ...headings] };
  return {
    svg: render([{ x: 0, y: 0, plot: key }, ...places.map((place) => cellPanel(place, look))], { id, theme, width, height }), // prettier-ignore
    width,
    height,
    time: null,
  };
}

interface PanelLook {
  readonly axis: EpochAxis;
  readonly panelWidth: number;
  /** Points of its lines. */
  readonly budget: number;
}

function cellPanel(place: PanelPlace, { axis, panelWidth, budget }: PanelLook): Panel {
  const { times, isLeft, hasEpochs } = place;
  const left = isLeft ? TICKS : 2;
  const { plot, frame } = timeSeriesPlot(
    {
      epochs: axis,
      values: { ...accuracyAxis, label: '', format: isLeft ? String : () => '' },
      lines: times ? linesOf(times.cell.runs) : [],
      transition: null,
    },
    { width: panelWidth + left, height: PANEL, fontSize: FONT_SIZE, margins: { left, right: 2 }, hasEpochs: false, budget }, // prettier-ignore
  );
  const marks = [
    ...(times ? budgetMarks(times, axis, frame) : []),
    ...(plot.marks ?? []),
    ...(times ? headingMarks(times, place.label, frame) : noRunMarks(frame)),
    ...(hasEpochs ? epochMarks(axis, frame) : []),
  ];
  return { x: place.x - left, y: place.y, plot: { ...plot, marks } };
}

type Marks = NonNullable<Panel['plot']['marks']>;

const budgetMarks = ({ cell }: CellTimes, axis: EpochAxis, { left, right, top, bottom }: Frame): Marks =>
  [...new Set(cell.runs.map(({ record }) => record.spec.epochs))].map((epoch) => {
    const x = epochX(axis, [left, right], epoch);
    return lineAt([x, top - 3], [x, bottom], { colour: colours.quiet });
  });

/** What the cell is, where headings do not say it, and where there is room when it got there. */
function headingMarks(times: CellTimes, label: string | null, { left, right, top }: Frame): Marks {
  const [note, shortNote] = notesOf(times);
  const room = right - left - (label === null ? 0 : textWidth(label, FONT_SIZE + 1, true) + 8);
  const fitting = (label === null ? [note, shortNote] : [note]).find((text) => textWidth(text, FONT_SIZE) <= room);
  const y = top - 13;
  return [
    ...(label === null ? [] : [textAt(label, left, y, { fontSize: FONT_SIZE + 1, colour: colours.ink, isBold: true })]),
    ...(fitting === undefined ? [] : [textAt(fitting, right, y, { fontSize: FONT_SIZE, anchor: 'end' })]),
  ];
}

/** When the cell got there, and the same in fewer letters. */
function notesOf(times: CellTimes): [string, string] {
  const { runs, median } = times;
  if (median === null) {
    const { after } = medianTime(runs.map(({ time }) => time));
    return [lateInWords(times, formatTick), `> ${formatCount(after)}`];
  }
  const [words, at] = [runs.length > 1 ? 'median ' : '', formatCount(median)];
  return [`${words}95\u202f% at ${at}`, `${words || 'at '}${at}`];
}

const noRunMarks = ({ left, right, top, bottom }: Frame): Marks => [
  textAt('no run', (left + right) / 2, (top + bottom) / 2, { fontSize: FONT_SIZE, anchor: 'middle', hasHalo: true }),
];

function epochMarks(axis: EpochAxis, { left, right, bottom }: Frame): Marks {
  const x = (epoch: number): number => epochX(axis, [left, right], epoch);
  const size = (epoch: number): number => textWidth(epochTickText(axis, epoch), FONT_SIZE);
  const ticks = roomyTicks(epochTicks(axis), (epoch) => [x(epoch), size(epoch)]);
  return ticks.map((epoch) => {
    // The last may stand at the end of the figure.
    const middle = Math.min(x(epoch), right + 1 - size(epoch) / 2);
    return textAt(epochTickText(axis, epoch), middle, bottom + 16, { anchor: 'middle', fontSize: FONT_SIZE });
  });
}

/** What varies, how the lines are told apart, and the name of the clock at the bottom. */
function keyMarks(sweep: Sweep, width: number, height: number): Marks {
  const y = keyHeight(sweep, width) - 14;
  const size = (text: string): number => textWidth(text, FONT_SIZE);
  const budget = width - size('budget') - 1;
  const test = budget - 20 - size('test');
  const train = test - 34 - size('train');
  return [
    textAt(titleOf(sweep), 1, 8, { fontSize: FONT_SIZE, colour: colours.ink }),
    lineAt([train - 21, y], [train - 13, y], { colour: colours.train }),
    lineAt([train - 10, y], [train - 4, y], { colour: colours.train }),
    textAt('train', train, y, { fontSize: FONT_SIZE, colour: colours.train }),
    lineAt([test - 21, y], [test - 4, y], { colour: colours.test, width: 1.5 }),
    textAt('test', test, y, { fontSize: FONT_SIZE, colour: colours.test }),
    lineAt([budget - 7, y - 7], [budget - 7, y + 7], { colour: colours.quiet }),
    textAt('budget', budget, y, { fontSize: FONT_SIZE }),
    textAt('epoch', width - 1, height - 7, { fontSize: FONT_SIZE, anchor: 'end' }),
  ];
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
  const { empty, all } = emptyPlaces(sweep);
  const missing = empty > 0 ? ` Of ${all} cells ${empty} ${empty > 1 ? 'have' : 'has'} no run.` : '';
  return `${memory} Time to 95\u202f% test accuracy by ${parametersInWords(sweep)}: ${timesInWords(sweep, times)}.${missing}`;
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
