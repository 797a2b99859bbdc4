/** Panels above each other that share the epoch axis: what moves at the same time stands in one vertical. */
import type { RunResults } from '../lab/store/results.ts';
import { epochAxis, epochX, timeAxis, type Frame } from './epochAxis.ts';
import type { Drawing, DrawOptions } from './figure.ts';
import { textWidth } from './format.ts';
import { placeInRow } from './labels.ts';
import { lineLegend, type LegendEntry } from './lineLegend.ts';
import { barsAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { render, type Panel } from './render.ts';
import {
  dotMarks,
  marginsOf,
  timeSeriesPlot,
  type Dot,
  type Line,
  type Passage,
  type TimeSeries,
  type ValueAxis,
} from './timeSeries.ts';

export interface StackPanel {
  readonly values: ValueAxis;
  readonly lines: readonly Line[];
  readonly level?: number;
  /** In heights of a usual panel. @default 1 */
  readonly height?: number;
  /** On its lines. */
  readonly dots?: readonly Dot[];
}

/** An epoch marked through all panels. */
export interface StackMark extends Passage {
  /** Of its text. @default ink */
  readonly colour?: string;
}

export interface Shade {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

export interface Stack {
  readonly panels: readonly StackPanel[];
  /** Above all panels, where no line has its name at its end. */
  readonly legend?: readonly LegendEntry[];
  /** In the order of their epochs. */
  readonly marks?: readonly StackMark[];
  /** Spans of epochs, through all panels. */
  readonly shades?: readonly Shade[];
}

const FONT_SIZE = 12;
/** px: the row of the marks, and the leaders from there to the first panel. */
const HEADER = 27;
/** px of a usual panel with its label and its ticks; the last has the epochs below. */
const panelHeight = (width: number): number => (width < 480 ? 134 : width < 720 ? 144 : 156);
const EPOCHS = 13;
/** Points of all panels together: keeps a figure below 40 kB. */
const POINT_BUDGET = 2400;

export function drawStack(
  runs: readonly RunResults[],
  { panels, legend = [], marks = [], shades = [] }: Stack,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const epochs = epochAxis(runs);
  const needs = panels.map((panel) => marginsOf({ ...panel, epochs }, { width, fontSize: FONT_SIZE }));
  const margins = {
    left: Math.max(...needs.map(({ left }) => left)),
    right: Math.max(...needs.map(({ right }) => right)),
  };
  const names = lineLegend(legend, { width, fontSize: FONT_SIZE });
  const header = marks.length > 0 ? HEADER : 0;
  const steps = panels.map(({ height = 1 }) => Math.round(height * panelHeight(width)));
  const topOf = (i: number): number => header + steps.slice(0, i).reduce((sum, step) => sum + step, 0);
  const budget = Math.floor(POINT_BUDGET / panels.length);
  const plots = panels.map((panel, i) => {
    const hasEpochs = i === panels.length - 1;
    const series: TimeSeries = { ...panel, epochs, transition: null };
    const height = (steps[i] ?? 0) + (hasEpochs ? EPOCHS : 0);
    return timeSeriesPlot(series, { width, height, fontSize: FONT_SIZE, margins, hasEpochs, budget });
  });
  const height = topOf(panels.length) + EPOCHS;
  const first = plots[0]?.frame ?? { left: 0, right: width, top: 0, bottom: height };
  const bottom = topOf(panels.length - 1) + (plots.at(-1)?.frame.bottom ?? 0);
  const whole: Frame = { ...first, top: header + first.top, bottom };
  const x = (epoch: number): number => epochX(epochs, [whole.left, whole.right], epoch);
  const behind: Panel = {
    x: 0,
    y: names.height,
    plot: {
      width,
      height,
      margin: 0,
      marks: [...shadeMarks(shades, x, whole), ...epochMarks(marks, x, { frame: whole, width })],
    },
  };
  const placed = plots.map(({ plot }, i): Panel => {
    const marks = [...(plot.marks ?? []), ...dotMarks(panels[i]?.dots ?? [], epochs)];
    return { x: 0, y: names.height + topOf(i), plot: { ...plot, marks } };
  });
  const above: Panel[] =
    legend.length > 0 ? [{ x: 0, y: 0, plot: { width, height: names.height, margin: 0, marks: names.marks } }] : [];
  const total = names.height + height;
  return {
    svg: render([behind, ...above, ...placed], { id, theme, width, height: total }),
    width,
    height: total,
    time: timeAxis(epochs, [whole.left, whole.right], [names.height + whole.top, names.height + whole.bottom]),
  };
}

type Marks = NonNullable<Panel['plot']['marks']>;

const shadeMarks = (shades: readonly Shade[], x: (epoch: number) => number, { top, bottom }: Frame): Marks =>
  shades.map(({ from, to, colour }) =>
    barsAt([{ x: (x(from) + x(to)) / 2, top, bottom }], { colour, width: Math.abs(x(to) - x(from)), opacity: 0.1 }),
  );

/** What each epoch stands for in one row above, moved apart; a leader from there; a hairline down to the last panel. */
function epochMarks(
  marks: readonly StackMark[],
  x: (epoch: number) => number,
  { frame, width }: { readonly frame: Frame; readonly width: number },
): Marks {
  const places = placeInRow(
    marks.map(({ epoch }) => x(epoch)),
    marks.map(({ text }) => textWidth(text, FONT_SIZE)),
    [1, width - 1],
    14,
  );
  const row = 0.65 * FONT_SIZE;
  return marks.flatMap(({ epoch, text, colour = colours.ink }, i): Marks => {
    const at = Math.round(x(epoch)) + 0.5;
    const hair = { colour: colours.quiet, width: 0.75 };
    return [
      lineAt([places[i] ?? at, row + 0.75 * FONT_SIZE], [at, HEADER - 4], hair),
      lineAt([at, HEADER - 4], [at, frame.bottom], hair),
      textAt(text, places[i] ?? at, row, { anchor: 'middle', fontSize: FONT_SIZE, colour }),
    ];
  });
}
