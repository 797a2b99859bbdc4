/** Lines over epochs: the drawing that accuracy, loss and weight norm share. Knows nothing of runs. */
import * as Plot from '@observablehq/plot';
import { thinOut, type Point } from './downsample.ts';
import { epochAxisMarks, epochScale, epochX, onAxis, type EpochAxis, type Frame } from './epochAxis.ts';
import { formatCount, textWidth } from './format.ts';
import type { Place } from './geometry.ts';
import { placeInRow, spread } from './labels.ts';
import { lineNames, nameMargin, type LineEnd } from './lineNames.ts';
import { barsAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';

export interface Line {
  /** Written at the line's end; null: unnamed. */
  readonly name: string | null;
  /** The point beside which the name is written. @default its last */
  readonly nameAt?: Point;
  readonly colour: string;
  readonly points: readonly Point[];
  readonly dash?: string;
  readonly width?: number;
  readonly opacity?: number;
  /** Whether others are read against it: it is named whatever room there is. @default false */
  readonly isReference?: boolean;
  /** Epochs that stay when points are left out. */
  readonly keep?: ReadonlySet<number>;
}

export interface ValueAxis {
  readonly label: string;
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: (tick: number) => string;
}

export interface Passage {
  readonly epoch: number;
  readonly text: string;
}

/** A span of epochs, shaded, with its name and end above it. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly colour: string;
}

export interface TimeSeries {
  readonly epochs: EpochAxis;
  readonly values: ValueAxis;
  /** Drawn in order: later lines lie on top. */
  readonly lines: readonly Line[];
  /** A vertical hairline and what is written above it. */
  readonly transition: Passage | null;
  /** As many of them, in a row of their own: for lines that have each its own. */
  readonly passages?: readonly Passage[];
  /** Not with a transition or passages, whose rows they take. */
  readonly bands?: readonly Band[];
  /** A value to compare with, as a hairline. */
  readonly level?: number;
}

export interface TimeSeriesPlot {
  readonly plot: Plot.PlotOptions & { readonly width: number; readonly height: number };
  readonly frame: Frame;
}

/** Room left and right of the frame, px. */
export interface Margins {
  readonly left: number;
  readonly right: number;
}

export interface TimeSeriesLook {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** Those of plots that stand above each other are one. @default what the plot itself needs */
  readonly margins?: Margins;
  /** Whether epochs are written below. @default true */
  readonly hasEpochs?: boolean;
  /** Whether "epoch" is written below them, and not right of the frame. @default false */
  readonly isNamedBelow?: boolean;
  /** Points of all lines together. @default as many as keep a figure below 14 kB */
  readonly budget?: number;
}

const POINT_BUDGET = 1000;

export function timeSeriesPlot(series: TimeSeries, look: TimeSeriesLook): TimeSeriesPlot {
  const { width, height, fontSize, hasEpochs = true, isNamedBelow = false, budget = POINT_BUDGET } = look;
  const frame = frameOf(series, look);
  const { left, right, top, bottom } = frame;
  const y = (value: number): number => valueY(series.values, frame, value);
  const place = ({ epoch, value }: Point): Place => ({ x: epochX(series.epochs, [left, right], epoch), y: y(value) });
  const lines = thinOut(series.lines, { place, budget });
  return {
    frame,
    plot: {
      width,
      height,
      marginLeft: left,
      marginRight: width - right,
      marginTop: top,
      marginBottom: height - bottom,
      x: epochScale(series.epochs),
      y: { type: series.values.type, domain: series.values.domain, axis: null, clamp: true },
      marks: [
        ...bandMarks(series, frame, look),
        Plot.gridY(series.values.ticks, { stroke: colours.rule, strokeOpacity: 1, strokeWidth: 1 }),
        ...valueAxisMarks(series.values, frame, y, fontSize),
        ...epochAxisMarks(series.epochs, { frame, width, fontSize, isLabelled: hasEpochs, isNamedBelow }),
        ...levelMarks(series, frame, y),
        ...transitionMarks(series, frame, look),
        ...passageMarks(series, frame, look),
        ...lines.map((line) => lineMark(line, series.epochs)),
        ...lineNames(endsOf(series.lines, place), {
          frame,
          width,
          fontSize: fontSize + 1,
          avoid: [...lines.map(({ points }) => points.map(place)), ...hairlines(series, frame, y)],
        }),
      ],
    },
  };
}

/** Where lines with a name are named. */
const endsOf = (lines: readonly Line[], place: (point: Point) => Place): LineEnd[] =>
  lines.flatMap(({ name, colour, points, nameAt, isReference = false }) => {
    const end = nameAt ?? points.findLast((point) => Number.isFinite(point.value));
    return name === null || !end ? [] : [{ text: name, colour, isReference, ...place(end) }];
  });

/** Corners of the lines that are no series. */
function hairlines(
  { level, transition, epochs }: TimeSeries,
  { left, right, top, bottom }: Frame,
  y: (value: number) => number,
): Place[][] {
  const x = transition ? epochX(epochs, [left, right], transition.epoch) : 0;
  return [
    ...(level === undefined
      ? []
      : [
          [
            { x: left, y: y(level) },
            { x: right, y: y(level) },
          ],
        ]),
    ...(transition
      ? [
          [
            { x, y: top },
            { x, y: bottom },
          ],
        ]
      : []),
  ];
}

/** Room for the ticks on the left and the names of the lines on the right. */
export function marginsOf(
  { epochs, values, lines }: Pick<TimeSeries, 'epochs' | 'values' | 'lines'>,
  { width, fontSize }: Pick<TimeSeriesLook, 'width' | 'fontSize'>,
): Margins {
  const left = Math.max(...values.ticks.map((tick) => textWidth(values.format(tick), fontSize))) + 9;
  const ends = endsOf(lines, ({ epoch, value }) => ({ x: epochX(epochs, [0, 1], epoch), y: value }));
  const names = ends.map(({ text, x }) => nameMargin(text, x, { room: width - left, fontSize: fontSize + 1 }));
  return { left, right: Math.max(textWidth('epoch', fontSize) + 0.9 * fontSize, ...names) };
}

/** Between the margins, one row of text above, one below. */
function frameOf(series: TimeSeries, look: TimeSeriesLook): Frame {
  const { passages = [], bands = [] } = series;
  const { width, height, fontSize, margins = marginsOf(series, look), hasEpochs = true, isNamedBelow = false } = look;
  const rows = isNamedBelow ? 2.65 : 1.4;
  return {
    left: Math.ceil(margins.left),
    right: Math.floor(width - margins.right),
    top: Math.round((passages.length + bands.length > 0 ? 3.2 : 1.9) * fontSize + 6),
    bottom: Math.round(height - (hasEpochs ? rows * fontSize + 9 : 13)),
  };
}

/** Height of a value, px from the top; values beyond the axis lie on its edge. */
function valueY({ type, domain: [low, high] }: ValueAxis, { top, bottom }: Frame, value: number): number {
  const scaled = type === 'log' ? Math.log : (x: number) => x;
  const share = (scaled(Math.min(high, Math.max(low, value))) - scaled(low)) / (scaled(high) - scaled(low));
  return bottom + share * (top - bottom);
}

function valueAxisMarks(
  values: ValueAxis,
  { left }: Frame,
  y: (value: number) => number,
  fontSize: number,
): Plot.Markish[] {
  return [
    ...values.ticks.map((tick) => textAt(values.format(tick), left - 7, y(tick), { anchor: 'end', fontSize })),
    textAt(values.label, 1, 0.65 * fontSize, { fontSize, colour: colours.ink }),
  ];
}

const levelMarks = ({ level }: TimeSeries, { left, right }: Frame, y: (value: number) => number): Plot.Markish[] =>
  level === undefined ? [] : [lineAt([left, y(level)], [right, y(level)], { colour: colours.quiet, width: 0.75 })];

function transitionMarks({ transition, epochs }: TimeSeries, frame: Frame, look: TimeSeriesLook): Plot.Markish[] {
  if (!transition) return [];
  const { width, fontSize } = look;
  const x = Math.round(epochX(epochs, [frame.left, frame.right], transition.epoch)) + 0.5;
  const half = textWidth(transition.text, fontSize) / 2;
  const row = 0.65 * fontSize;
  return [
    lineAt([x, row + 0.75 * fontSize], [x, frame.bottom], { colour: colours.quiet, width: 0.75 }),
    textAt(transition.text, Math.min(x, width - half - 1), row, { anchor: 'middle', fontSize, colour: colours.ink }),
  ];
}

/** Each with its name near above it; where there is no room for all names, as many as go. */
function passageMarks({ passages = [], epochs }: TimeSeries, frame: Frame, look: TimeSeriesLook): Plot.Markish[] {
  const { left, right, top, bottom } = frame;
  const { fontSize, width } = look;
  const row = top - 1.25 * fontSize - 6;
  const widest = Math.max(0, ...passages.map(({ text }) => textWidth(text, fontSize)));
  const gap = widest + 5;
  const range = [Math.max(left, widest / 2 + 1), Math.min(right, width - widest / 2 - 1)] as const;
  const placed = passages
    .map(({ text, epoch }) => ({ text, x: Math.round(epochX(epochs, [left, right], epoch)) + 0.5 }))
    .sort((one, other) => one.x - other.x);
  const clamped = placed.map(({ text, x }) => ({ text, x: Math.min(range[1], Math.max(range[0], x)) }));
  const named = nearNames(clamped, gap, range);
  return [
    ...placed.map(({ x }) => lineAt([x, row + 0.75 * fontSize], [x, bottom], { colour: colours.quiet, width: 0.75 })),
    ...named.map(({ text, centre }) => textAt(text, centre, row, { anchor: 'middle', fontSize, colour: colours.ink })),
  ];
}

/** Names moved apart, without those that would come to stand farther from their line than from the next name. */
function nearNames<T extends { readonly x: number }>(
  names: readonly T[],
  gap: number,
  range: readonly [number, number],
): (T & { centre: number })[] {
  const xs = names.map(({ x }) => x);
  const placed = spread(xs, gap, range).map((centre, i) => ({ centre, off: Math.abs(centre - (xs[i] ?? 0)) }));
  const farthest = Math.max(0, ...placed.map(({ off }) => off));
  if (farthest <= gap) return names.map((name, i) => ({ ...name, centre: placed[i]?.centre ?? name.x }));
  const worst = placed.findIndex(({ off }) => off === farthest);
  return nearNames(names.toSpliced(worst, 1), gap, range);
}

/** Names right of the axis label, "to 1 400" below each, and a short leader to the band. */
function bandMarks({ bands = [], epochs, values }: TimeSeries, frame: Frame, look: TimeSeriesLook): Plot.Markish[] {
  const { left, right, top, bottom } = frame;
  const { fontSize, width } = look;
  const edges = bands.map(
    ({ from, to }) => [epochX(epochs, [left, right], from), epochX(epochs, [left, right], to)] as const,
  );
  const centres = edges.map(([x1, x2]) => (x1 + x2) / 2);
  const widths = bands.map(({ name, to }) => Math.max(textWidth(name, fontSize, true), textWidth(until(to), fontSize)));
  const places = placeInRow(centres, widths, [textWidth(values.label, fontSize) + 10, width - 1]);
  const [first, second] = [0.65 * fontSize, 1.9 * fontSize];
  return bands.flatMap(({ name, to, colour }, i) => {
    const [x1, x2] = edges[i] ?? [0, 0];
    const x = places[i] ?? 0;
    return [
      barsAt([{ x: (x1 + x2) / 2, top, bottom }], { colour, width: x2 - x1, opacity: 0.1 }),
      lineAt([x, second + 0.65 * fontSize], [centres[i] ?? 0, top], { colour }),
      textAt(name, x, first, { anchor: 'middle', fontSize, colour, isBold: true }),
      textAt(until(to), x, second, { anchor: 'middle', fontSize }),
    ];
  });
}

const until = (epoch: number): string => `to ${formatCount(epoch)}`;

function lineMark({ points, colour, dash, width = 1.5, opacity = 1 }: Line, axis: EpochAxis): Plot.Markish {
  return Plot.line(points, {
    x: ({ epoch }: Point) => onAxis(axis, epoch),
    y: 'value',
    stroke: colour,
    strokeWidth: width,
    strokeLinejoin: 'round',
    ...(dash ? { strokeDasharray: dash } : {}),
    ...(opacity < 1 ? { strokeOpacity: opacity } : {}),
  });
}

/** A dot on a line. */
export interface Dot {
  readonly epoch: number;
  readonly value: number;
  readonly colour: string;
}

export const dotMarks = (dots: readonly Dot[], axis: EpochAxis): Plot.Markish[] =>
  dots.map(({ epoch, value, colour }) =>
    Plot.dot([0], {
      x: [onAxis(axis, epoch)],
      y: [value],
      r: 4,
      fill: colour,
      stroke: colours.paper,
      strokeWidth: 1.5,
    }),
  );

/** "95 % at epoch 8 350": where test accuracy reaches 95 %. */
export function transitionLabel(epoch: number | null, runCount: number): TimeSeries['transition'] {
  if (epoch === null) return null;
  return { epoch, text: `${runCount > 1 ? 'median ' : ''}95\u202f% at ${formatCount(epoch)}` };
}

/** Height of a line figure read at `width`. */
export const lineFigureHeight = (width: number): number =>
  width < 480 ? 250 : Math.min(400, Math.round(0.25 * width + 120));
