/** Time to 95 % against a number: every run a point, the median of the seeds, and the power law through all of them. */
import * as Plot from '@observablehq/plot';
import type { PowerLaw } from '../lab/statistics/powerLaw.ts';
import type { Frame } from './epochAxis.ts';
import type { DrawOptions } from './figure.ts';
import { formatCount, formatTick, textWidth } from './format.ts';
import { placesAlong, type Box, type Place } from './geometry.ts';
import { roomyTicks } from './labels.ts';
import { lawLabel } from './lawLabel.ts';
import { barsAt, lineAt, textAt } from './marks.ts';
import { logShare, logTicks } from './logTicks.ts';
import { colours } from './palette.ts';
import { type Spot, spotLabels } from './placeLabels.ts';
import { slopeText } from './powerLawWords.ts';
import type { Panel } from './render.ts';
import { axisTicks, type SweepAxis } from './sweepAxis.ts';
import { collapseInWords, type CellTimes, type RunTime } from './sweepTimes.ts';
import { ARROW, censoredMarks, countMarks, lostMarks, onePerPlace, reachedMarks } from './timeMarks.ts';

type Marks = NonNullable<Panel['plot']['marks']>;

const FONT_SIZE = 12;
/** Beyond so many, marks of collapse speak for themselves. */
const MOST_NAMED = 4;

interface Scales {
  readonly frame: Frame;
  readonly x: (value: number) => number;
  readonly y: (epochs: number) => number;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
}

const heightOf = (width: number): number => (width < 480 ? 300 : Math.min(420, Math.round(0.32 * width + 130)));

function scalesOf(axis: SweepAxis, times: readonly CellTimes[], { width }: Pick<DrawOptions, 'width'>): Scales {
  const height = heightOf(width);
  const values = times.map(({ cell }) => axis.valueOf(cell));
  const reached = times.flatMap(({ runs }) => runs.flatMap(({ time }) => (time.isCensored ? [] : [time.at])));
  const budgets = times.flatMap(({ runs }) => runs.flatMap(({ time }) => (time.isCensored ? [time.after] : [])));
  const epochs = [...reached, ...budgets];
  // Never less than a factor of 4, so that one time is no mountain.
  const [low, high] = [Math.min(...epochs) / 1.6, Math.max(...epochs) * (budgets.length > 0 ? 1.5 : 1.6)];
  const yDomain = [Math.min(low, high / 4), high] as const;
  const tickWidth = Math.max(...logTicks(...yDomain).map((tick) => textWidth(formatTick(tick), FONT_SIZE)), 0);
  const frame: Frame = { left: Math.ceil(tickWidth + 10), right: width - 12, top: 26, bottom: height - 44 };
  const inset = Math.min(28, 0.05 * width);
  const xDomain = [Math.min(...values), Math.max(...values)] as const;
  const share = (value: number): number =>
    axis.scale === 'log' ? logShare(value, xDomain) : (value - xDomain[0]) / (xDomain[1] - xDomain[0]);
  return {
    frame,
    xDomain,
    yDomain,
    x: (value) => frame.left + inset + share(value) * (frame.right - frame.left - 2 * inset),
    y: (value) => frame.bottom - logShare(value, yDomain) * (frame.bottom - frame.top),
  };
}

export interface PointsOptions {
  readonly axis: SweepAxis;
  readonly times: readonly CellTimes[];
  /** Null: not drawn. */
  readonly law: PowerLaw | null;
  readonly width: number;
}

export function timeToGrokPoints({ axis, times, law, width }: PointsOptions): Panel['plot'] {
  const scales = scalesOf(axis, times, { width });
  const { frame } = scales;
  const placed = times.flatMap(({ cell, runs }) =>
    runs.map((run) => {
      const { time } = run;
      const [x, y] = [scales.x(axis.valueOf(cell)), scales.y(time.isCensored ? time.after : time.at)];
      return { ...run, x, y };
    }),
  );
  const hasSeeds = times.some(({ runs }) => runs.length > 1);
  const line = law ? lawPoints(law, scales) : [];
  const medians = hasSeeds ? medianPoints(times, axis, scales) : [];
  const points = placed.flatMap(({ x, y, time }) =>
    time.isCensored
      ? [
          { x, y },
          { x, y: y - ARROW },
        ]
      : [{ x, y }],
  );
  const lines = [...samples(line), ...medians.flatMap(samples)];
  const within = { x: frame.left, y: frame.top, width: width - frame.left, height: frame.bottom - frame.top };
  const levels = [...logTicks(...scales.yDomain).map(scales.y), ...placed.flatMap(({ y, time }) => (time.isCensored ? [y] : []))]; // prettier-ignore
  const name = law && lawLabel(slopeText(law), line, { fontSize: FONT_SIZE, within, points, lines, levels });
  return {
    width,
    height: heightOf(width),
    margin: 0,
    marks: [
      ...axisMarks(axis, times, scales, width),
      ...budgetMarks(placed, frame, width),
      ...(line.length > 1 ? [pathMark(line, { colour: colours.quiet, width: 1 })] : []),
      ...medians.map((path) => pathMark(path, { colour: colours.test, width: 2.25 })),
      ...intervalMarks(placed, scales),
      ...reachedMarks(
        placed.filter(({ time, collapse }) => !time.isCensored && collapse === null),
        hasSeeds ? 0.55 : 1,
      ),
      ...lostMarks(placed.filter(({ collapse }) => collapse !== null)),
      ...censoredMarks(onePerPlace(placed.filter(({ time }) => time.isCensored)), 'up'),
      ...countMarks(placed.filter(({ time }) => time.isCensored)),
      ...(name ? [name.mark] : []),
      ...spotLabels([...lostSpots(placed), ...(law ? [] : timeSpots(placed))], {
        fontSize: FONT_SIZE,
        within,
        avoid: [...points, ...lines, ...(name ? placesIn(name.box) : [])],
      }),
    ],
  };
}

type PlacedRun = RunTime & Place;

function axisMarks(
  axis: SweepAxis,
  times: readonly CellTimes[],
  { frame, x, y, yDomain }: Scales,
  width: number,
): Marks {
  const { left, right, bottom } = frame;
  const ticks = axisTicks(
    axis,
    times.map(({ cell }) => cell),
  );
  const labelled = roomyTicks(ticks, (tick) => [x(tick), textWidth(axis.format(tick), FONT_SIZE)]);
  return [
    ...logTicks(...yDomain).flatMap((tick) => [
      lineAt([left, y(tick)], [right, y(tick)]),
      textAt(formatTick(tick), left - 7, y(tick), { anchor: 'end', fontSize: FONT_SIZE }),
    ]),
    textAt(AXIS_LABEL, 1, 8, { fontSize: FONT_SIZE, colour: colours.ink }),
    lineAt([left, bottom], [right, bottom], { colour: colours.faint }),
    ...ticks.map((tick) => lineAt([x(tick), bottom], [x(tick), bottom + 5], { colour: colours.faint })),
    ...labelled.map((tick) =>
      textAt(axis.format(tick), x(tick), bottom + 15, { anchor: 'middle', fontSize: FONT_SIZE }),
    ),
    textAt(axis.noun, width - 1, bottom + 34, { anchor: 'end', fontSize: FONT_SIZE, colour: colours.ink }),
  ];
}

const AXIS_LABEL = 'epochs to 95\u202f% test accuracy';

/** The budget as a hairline, named at the top right, where neither points nor the law get to. */
function budgetMarks(placed: readonly PlacedRun[], { left, right }: Frame, width: number): Marks {
  const budgets = [...Map.groupBy(placed.filter(({ time }) => time.isCensored), ({ time }) => time.after)]; // prettier-ignore
  const [first, ...others] = budgets;
  if (!first) return [];
  const text = others.length > 0 ? 'not within their budgets' : `not within ${formatCount(first[0])}`;
  const whole = `${text} (censored)`;
  const isRoomy = textWidth(AXIS_LABEL, FONT_SIZE) + 16 + textWidth(whole, FONT_SIZE) < width;
  return [
    ...budgets.map(([, [{ y } = { y: 0 }]]) => lineAt([left, y], [right, y], { colour: colours.quiet, width: 0.75 })),
    textAt(isRoomy ? whole : text, width - 1, 8, { fontSize: FONT_SIZE, anchor: 'end' }),
  ];
}

/** From the evaluation before to the one that saw it: seldom longer than the point is high. */
function intervalMarks(placed: readonly PlacedRun[], { y }: Scales): Marks {
  const bars = placed.flatMap(({ x, time }) =>
    time.isCensored || time.after <= 0 ? [] : [{ x, top: y(time.at), bottom: y(time.after) }],
  );
  return bars.length > 0 ? [barsAt(bars, { colour: colours.test, width: 1.5 })] : [];
}

/** Through the medians of neighbouring cells; broken where half of a cell's seeds did not get there. */
function medianPoints(times: readonly CellTimes[], axis: SweepAxis, { x, y }: Scales): Place[][] {
  const byValue = [...Map.groupBy(times, ({ cell }) => axis.valueOf(cell))].sort(([one], [other]) => one - other);
  const paths: Place[][] = [[]];
  for (const [value, [only, ...others]] of byValue) {
    if (others.length > 0 || !only || only.median === null) paths.push([]);
    else paths.at(-1)?.push({ x: x(value), y: y(only.median) });
  }
  return paths.filter((path) => path.length > 1);
}

const STEPS = 40;

/** The law within the frame. */
function lawPoints(law: PowerLaw, { x, y, xDomain, yDomain }: Scales): Place[] {
  const [low, high] = xDomain;
  return Array.from({ length: STEPS + 1 }, (_, i) => low * (high / low) ** (i / STEPS))
    .map((value) => ({ value, epochs: law.atOne * value ** law.slope }))
    .filter(({ epochs }) => epochs >= yDomain[0] && epochs <= yDomain[1])
    .map(({ value, epochs }) => ({ x: x(value), y: y(epochs) }));
}

/** Places along a path, close enough that no text lies between two of them. */
const samples = (path: readonly Place[]): Place[] => placesAlong(path, 8);

/** Places of a box, as close. */
const placesIn = ({ x, y, width, height }: Box): Place[] =>
  samples([{ x, y: y + height / 2 }, { x: x + width, y: y + height / 2 }]); // prettier-ignore

const lostSpots = (placed: readonly PlacedRun[]): Spot[] => {
  const lost = placed.flatMap(({ x, y, collapse }) => (collapse ? [{ x, y, text: collapseInWords(collapse) }] : []));
  return lost.length > MOST_NAMED
    ? lost.slice(0, 1).map((spot) => ({ ...spot, text: 'got there and lost it again' }))
    : lost;
};

/** Where no law is told, of a few runs the times themselves. */
const timeSpots = (placed: readonly PlacedRun[]): Spot[] =>
  placed.length > MOST_NAMED
    ? []
    : placed.flatMap(({ x, y, time, collapse }) =>
        time.isCensored || collapse ? [] : [{ x, y, text: formatCount(time.at) }],
      );

const pathMark = (path: readonly Place[], { colour, width }: { colour: string; width: number }): Plot.Markish =>
  Plot.line(path, {
    x: { value: 'x', scale: null },
    y: { value: 'y', scale: null },
    stroke: colour,
    strokeWidth: width,
    strokeLinejoin: 'round',
  });
