/**
 * Test accuracy of the same runs on two clocks, side by side or one above the other: in epochs, and in epochs × learning
 * rate × weight decay. Both axes begin where curves begin to rise and span one factor, so that equal distances are equal
 * factors and what lies closer together is closer together. Below, when each run is at 95 %.
 */
import * as Plot from '@observablehq/plot';
import { accuracyAxis } from './accuracy.ts';
import { finitePoints } from './curves.ts';
import { thinOut, type Point } from './downsample.ts';
import { formatCount, formatNumber, formatTick, textWidth } from './format.ts';
import type { Place } from './geometry.ts';
import { roomyTicks } from './labels.ts';
import { logShare, logTicks } from './logTicks.ts';
import { BY_XY, barsAcross, barsAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { valueText } from './parameterNames.ts';
import type { Panel } from './render.ts';
import { turningEpochs } from './seeds.ts';
import { endOn, rangeOf, reachedIn, timeOn, unseenIn, type Clock, type ClockRow } from './scaledTimes.ts';
import { censoredMarks, countMarks, lostMarks, onePerPlace, reachedMarks } from './timeMarks.ts';
import type { Parameter, Sweep } from './variedParameters.ts';

type Marks = NonNullable<Panel['plot']['marks']>;

const FONT_SIZE = 12;
/** px: the two lines above curves; the heads of the columns; a row; the ticks and the name of an axis; between panels. */
const [HEAD, HEADS, ROW, FOOT, GAP] = [44, 34, 20, 46, 34];
/** px from which panels stand side by side. */
const WIDE = 800;
/** Of both panels together. */
const POINT_BUDGET = 1800;
/** Test accuracy at which a curve has begun to rise. */
const RISE = 0.2;
/** How many times sooner than that axes begin, and how many times later than the last run's time they go at least. */
const [BEFORE, AFTER] = [1.5, 1.25];
/** Ticks at 2 and 5 times the powers of ten as well, where these are fewer. */
const LEAST_POWERS = 4;

interface Look {
  readonly clock: Clock;
  readonly head: string;
  readonly name: string;
  readonly format: (time: number) => string;
  readonly tick: (time: number) => string;
}

const LOOKS: readonly [Look, Look] = [
  { clock: 'epochs', head: 'test accuracy by epoch', name: 'epoch', format: formatCount, tick: formatTick },
  {
    clock: 'scaled',
    head: 'the same runs on the clock of decay',
    name: 'epochs × learning rate × weight decay',
    format: formatNumber,
    tick: String,
  },
];

/** Where a panel's axis begins, and where its last run is at 95 % or at the end of its budget. */
function extentOf(rows: readonly ClockRow[], clock: Clock): { readonly low: number; readonly high: number } {
  const rises = rows.flatMap((row) =>
    row.runs.flatMap(({ run }) => {
      const risen = run.rows.find(({ epoch, testAccuracy }) => epoch > 0 && testAccuracy >= RISE);
      return risen ? [timeOn(clock, risen.epoch, row)] : [];
    }),
  );
  const ends = rows.flatMap((row) => row.runs.map(({ time }) => endOn(clock, time, row)));
  return { low: Math.min(...rises) / BEFORE, high: Math.max(...ends) * AFTER };
}

/** px of the figure. */
interface ClockPanel extends Look {
  readonly left: number;
  readonly right: number;
  /** Of the curves. */
  readonly top: number;
  readonly bottom: number;
  /** Middle of each row; none for a panel without them. */
  readonly rowYs: readonly number[];
  /** Of the axis. */
  readonly floor: number;
  readonly isLeft: boolean;
  /** Where what is written above begins. */
  readonly headX: number;
  readonly domain: readonly [number, number];
  readonly x: (time: number) => number;
  readonly y: (accuracy: number) => number;
}

interface Layout {
  readonly panels: readonly [ClockPanel, ClockPanel];
  readonly height: number;
  readonly columns: readonly Column[];
  /** Whether the panels stand side by side, both with rows below them. */
  readonly isWide: boolean;
}

function layoutOf(sweep: Sweep, rows: readonly ClockRow[], width: number): Layout {
  const isWide = width >= WIDE;
  const columns = columnsOf(sweep, rows, isWide);
  const last = columns.at(-1);
  const left = Math.ceil((last?.x ?? 0) + (last?.width ?? 0) + 14 + (isWide ? 10 : 0));
  const right = width - 16;
  const extents = [extentOf(rows, LOOKS[0].clock), extentOf(rows, LOOKS[1].clock)] as const;
  const span = Math.max(...extents.map(({ low, high }) => high / low));
  const curves = isWide ? 210 : 150;
  const size = isWide ? (right - left - GAP) / 2 : right - left;
  const lefts = [left, isWide ? right - size : left] as const;
  const tops = [HEAD, isWide ? HEAD : HEAD + curves + FOOT + HEAD + 4] as const;
  const panelOf = (i: 0 | 1): ClockPanel => {
    const [x0, top, { low }] = [lefts[i], tops[i], extents[i]];
    const bottom = top + curves;
    const hasRows = isWide || i === 1;
    const domain = [low, low * span] as const;
    return {
      ...LOOKS[i],
      left: x0,
      right: x0 + size,
      top,
      bottom,
      rowYs: hasRows ? rows.map((_, n) => bottom + HEADS + (n + 0.5) * ROW) : [],
      floor: bottom + 4 + (hasRows ? HEADS + rows.length * ROW : 0),
      isLeft: !isWide || i === 0,
      headX: isWide ? x0 : 1,
      domain,
      x: (time) => x0 + logShare(time, domain) * size,
      y: (accuracy) => bottom - accuracy * curves,
    };
  };
  const panels = [panelOf(0), panelOf(1)] as const;
  return { panels, columns, isWide, height: panels[1].floor + FOOT - 4 };
}

interface Column {
  readonly head: readonly string[];
  readonly texts: readonly string[];
  readonly x: number;
  readonly width: number;
}

/** What varies and, where there is room for it, what of that has one colour. */
function columnsOf({ parameters }: Sweep, rows: readonly ClockRow[], hasProduct: boolean): Column[] {
  const textsOf = ({ path }: Parameter, n: number): string[] =>
    rows.map(({ cell }) => valueText(path, cell.values[n] ?? null));
  const columns = parameters.map((parameter, n) => ({ head: parameter.name.split(' '), texts: textsOf(parameter, n) }));
  const product = rows.map(({ rate }, i) => (rows[i - 1]?.rate === rate ? '' : String(rate)));
  const all = hasProduct && parameters.length > 1 ? [...columns, { head: ['', 'product'], texts: product }] : columns;
  let x = 1;
  return all.map(({ head, texts }) => {
    const column = { head, texts, x, width: Math.max(...[...head, ...texts].map((text) => textWidth(text, FONT_SIZE))) }; // prettier-ignore
    x += column.width + 10;
    return column;
  });
}

export function clockPanels(sweep: Sweep, rows: readonly ClockRow[], width: number): Panel['plot'] {
  const { panels, columns, isWide, height } = layoutOf(sweep, rows, width);
  const [, scaled] = panels;
  return {
    width,
    height,
    margin: 0,
    marks: [
      ...panels.flatMap((panel) => [
        ...spreadMarks(rows, panel),
        ...axisMarks(panel, width),
        barsAcross(panel.rowYs.map((y) => ({ ...panel, y })), { colour: colours.rule, width: 1 }), // prettier-ignore
        ...curveMarks(rows, panel),
        ...rows.flatMap((row, i) => rowMarks(row, panel, panel.rowYs[i] ?? null)),
      ]),
      ...columnMarks(columns, scaled),
      ...(!isWide && sweep.parameters.length > 1 ? [colourMark(scaled)] : []),
    ],
  };
}

/** From the first to the last run at 95 %, through curves and rows; above, how many times one is the other. */
function spreadMarks(rows: readonly ClockRow[], { clock, head, format, headX, x, top, floor }: ClockPanel): Marks {
  const { low, high } = rangeOf(reachedIn(rows, clock));
  const seen = unseenIn(rows, clock).length > 0 ? ' among those seen' : '';
  const text = `95\u202f% at ${format(low)} to ${format(high)}, a factor of ${formatNumber(high / low)}${seen}`;
  const [x1, x2] = [x(low), x(high)];
  return [
    barsAt([{ x: (x1 + x2) / 2, top, bottom: floor }], { colour: colours.quiet, width: Math.max(1, x2 - x1), opacity: 0.12 }), // prettier-ignore
    textAt(head, headX, top - 36, { fontSize: FONT_SIZE + 1, colour: colours.ink, isBold: true }),
    textAt(text, headX, top - 19, { fontSize: FONT_SIZE, colour: colours.ink }),
  ];
}

function axisMarks({ left, right, floor, domain, name, tick, isLeft, x, y }: ClockPanel, width: number): Marks {
  const ticks = logTicks(...domain, LEAST_POWERS);
  const labelled = roomyTicks(ticks, (time) => [x(time), textWidth(tick(time), FONT_SIZE)]);
  return [
    ...accuracyAxis.ticks.flatMap((level) => [
      lineAt([left, y(level)], [right, y(level)]),
      ...(isLeft ? [textAt(String(level), left - 7, y(level), { fontSize: FONT_SIZE, anchor: 'end' })] : []),
    ]),
    lineAt([left, floor], [right, floor], { colour: colours.faint }),
    ...ticks.map((time) => lineAt([x(time), floor], [x(time), floor + 5], { colour: colours.faint })),
    ...labelled.map((time) => textAt(tick(time), x(time), floor + 15, { anchor: 'middle', fontSize: FONT_SIZE })),
    textAt(name, Math.min(right + 12, width - 1), floor + 33, { fontSize: FONT_SIZE, anchor: 'end', colour: colours.ink }), // prettier-ignore
  ];
}

/** All runs over each other, within the axis. */
function curveMarks(rows: readonly ClockRow[], { clock, domain: [low, high], x, y }: ClockPanel): Marks {
  const lines = rows.flatMap((row) =>
    row.runs.map(({ run }) => {
      const timeAt = (epoch: number): number => timeOn(clock, epoch, row);
      const scaled = finitePoints(run.rows.map(({ epoch, testAccuracy }) => ({ epoch: timeAt(epoch), value: testAccuracy }))); // prettier-ignore
      const keep = new Set([...turningEpochs(run)].map(timeAt));
      return { colour: row.colour, points: scaled.filter(({ epoch }) => epoch >= low && epoch <= high), keep };
    }),
  );
  const place = ({ epoch, value }: Point): Place => ({ x: x(epoch), y: y(value) });
  return thinOut(lines, { place, budget: POINT_BUDGET / 2 }).map(({ colour, points }) =>
    Plot.line(points.map(place), { ...BY_XY, stroke: colour, strokeWidth: 1.5, strokeLinejoin: 'round' }),
  );
}

/** When the runs of a row were at 95 %; of one whose budget ended before the axis begins, the budget. */
function rowMarks(row: ClockRow, { clock, format, left, x }: ClockPanel, y: number | null): Marks {
  if (y === null) return [];
  const { runs, colour } = row;
  const placed = runs.map((run) => {
    const end = endOn(clock, run.time, row);
    return { ...run, end, x: x(end), y };
  });
  const censored = placed.filter(({ time }) => time.isCensored);
  const onAxis = censored.filter((run) => run.x >= left);
  const before = censored.filter((run) => run.x < left).map(({ end }) => end);
  return [
    ...reachedMarks(placed.filter(({ time, collapse }) => !time.isCensored && collapse === null), 1, colour), // prettier-ignore
    ...lostMarks(placed.filter(({ collapse }) => collapse !== null), colour), // prettier-ignore
    ...censoredMarks(onePerPlace(onAxis), 'right', colour),
    ...countMarks(onAxis),
    ...(before.length > 0
      ? [textAt(`> ${format(Math.max(...before))}${before.length > 1 ? ` ×${before.length}` : ''}`, left + 3, y, { fontSize: FONT_SIZE, hasHalo: true })] // prettier-ignore
      : []),
  ];
}

const columnMarks = (columns: readonly Column[], { bottom, rowYs }: ClockPanel): Marks =>
  columns.flatMap(({ head, texts, x }) => [
    ...head.map((word, i) => textAt(word, x, bottom + HEADS - 7 - 13 * (head.length - 1 - i), { fontSize: FONT_SIZE })),
    ...texts.map((text, i) => textAt(text, x, rowYs[i] ?? 0, { fontSize: FONT_SIZE, colour: colours.ink })),
  ]);

/** Where no column says what one colour is. */
const colourMark = ({ right, bottom }: ClockPanel): Plot.Markish =>
  textAt('one colour, one product', right, bottom + 18, { fontSize: FONT_SIZE, anchor: 'end' });
