/** Train and test series of runs as lines: one run as it is, several as thin lines under their median. */
import type { RunResults } from '../lab/store/results.ts';
import type { Evaluation } from '../lab/training/summary.ts';
import type { Point } from './downsample.ts';
import type { Drawing, DrawOptions } from './figure.ts';
import { epochAxis, timeAxis } from './epochAxis.ts';
import { textWidth } from './format.ts';
import { colours, TRAIN_DASH } from './palette.ts';
import { render } from './render.ts';
import { transitionEpoch, turningEpochs, variation } from './seeds.ts';
import {
  lineFigureHeight,
  timeSeriesPlot,
  transitionLabel,
  type Band,
  type Line,
  type ValueAxis,
} from './timeSeries.ts';

const FONT_SIZE = 12;

type Middle = (runs: readonly RunResults[], value: (row: Evaluation) => number) => Point[];

export interface CurveOptions {
  readonly name: string | null;
  readonly colour: string;
  readonly value: (row: Evaluation) => number;
  readonly dash?: string;
  /** How several seeds become one line. */
  readonly middle: Middle;
}

/** Lines of one series: thin ones for the seeds, then the bold median; or the one run. They end where values do. */
export function curveLines(runs: readonly RunResults[], { value, middle, ...look }: CurveOptions): Line[] {
  const single = runs.length === 1;
  const varied = variation(runs);
  const seeds = runs.map((run, i): Line => {
    const points = finitePoints(run.rows.map((row) => ({ epoch: row.epoch, value: value(row) })));
    const own: Line = { ...look, points, keep: turningEpochs(run) };
    // A line of a sweep is labelled where it passes 95 %, or at its end; the train line beside it is not.
    const isLabelled = run.record.summary.t95 === null && look.name !== null && !look.dash;
    if (varied) return { ...own, name: isLabelled ? (varied.values[i] ?? null) : null, opacity: 0.8 };
    return single ? own : { ...own, name: null, width: 1, opacity: 0.35 };
  });
  if (single) return seeds;
  const t95 = transitionEpoch(runs);
  const points = varied ? [] : finitePoints(middle(runs, value));
  return [...seeds, { ...medianLine(seeds, points, look), keep: new Set(t95 === null ? [] : [t95]) }];
}

/** `points` in bold. Named beside the end of the longest of `lines`, which may go on where the median has ended. */
export function medianLine(
  lines: readonly Line[],
  points: readonly Point[],
  look: Pick<Line, 'name' | 'colour' | 'dash'>,
): Line {
  const ends = [points, ...lines.map((line) => line.points)].flatMap((line) => line.slice(-1));
  const end = ends.sort((x, y) => y.epoch - x.epoch)[0];
  return { ...look, ...(end ? { nameAt: end } : {}), points, width: 2.25, isReference: true };
}

/** What can be drawn: a diverged run ends in NaN. */
export const finitePoints = (points: readonly Point[]): Point[] => points.filter(({ value }) => Number.isFinite(value));

export interface SplitValues {
  readonly train: (row: Evaluation) => number;
  readonly test: (row: Evaluation) => number;
  readonly middle: Middle;
}

/** Train dashed and behind, test solid and on top. */
export function trainAndTest(runs: readonly RunResults[], { train, test, middle }: SplitValues): Line[] {
  return [
    ...curveLines(runs, { name: 'train', colour: colours.train, dash: TRAIN_DASH, value: train, middle }),
    ...curveLines(runs, { name: 'test', colour: colours.test, value: test, middle }),
  ];
}

export interface Curves {
  readonly lines: readonly Line[];
  readonly values: ValueAxis;
  /** In place of the transition. */
  readonly bands?: readonly Band[];
}

/** Draws lines of `runs` over their epochs with the transition marked. */
export function drawCurves(
  runs: readonly RunResults[],
  { lines, values, bands = [] }: Curves,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const height = lineFigureHeight(width) + (bands.length > 0 ? 16 : 0);
  const epochs = epochAxis(runs);
  const varied = variation(runs);
  const transition = varied || bands.length > 0 ? null : transitionLabel(transitionEpoch(runs), runs.length);
  const passages = runs.flatMap(({ record: { summary } }, i) =>
    varied && summary.t95 ? [{ epoch: summary.t95.at, text: varied.values[i] ?? '' }] : [],
  );
  const label = varied ? `${values.label}, by ${varied.name}` : values.label;
  const axis = textWidth(label, FONT_SIZE) < width ? { ...values, label } : values;
  const series = { epochs, values: axis, lines, transition, passages, bands };
  const { plot, frame } = timeSeriesPlot(series, { width, height, fontSize: FONT_SIZE });
  return {
    svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }),
    width,
    height,
    time: timeAxis(epochs, [frame.left, frame.right], [frame.top, frame.bottom]),
  };
}
