/**
 * The film of a sweep: test accuracy of all its runs under one clock that runs with the logarithm of the epoch. Colours
 * go with what is varied; a list says how far each value is and when it generalized, or that its budget was too short.
 * Source: ours.
 */
import type { RunResults } from '../../lab/store/results.ts';
import type { EventTime } from '../../lab/statistics/eventTime.ts';
import { accuracyAxis } from '../accuracy.ts';
import { withDivergences } from '../checkpoints.ts';
import { finitePoints } from '../curves.ts';
import { thinOut, type Point } from '../downsample.ts';
import { epochX, type EpochAxis, type Frame } from '../epochAxis.ts';
import { formatCount, textWidth } from '../format.ts';
import type { Place } from '../geometry.ts';
import { lineAt, textAt } from '../marks.ts';
import { colours } from '../palette.ts';
import { orderedColours } from '../ramps.ts';
import type { Panel } from '../render.ts';
import { turningEpochs } from '../seeds.ts';
import type { SeriesLook } from '../seriesLooks.ts';
import { sweepAxisOf } from '../sweepAxis.ts';
import { rowsAndColumns } from '../sweepGrid.ts';
import { countsInWords, timesInWords, timesOf, type CellTimes } from '../sweepTimes.ts';
import { ARROW, censoredMarks, reachedMarks } from '../timeMarks.ts';
import { timeSeriesPlot, type Line } from '../timeSeries.ts';
import { drawableSweep, parametersInWords, type Parameter, type Sweep, type SweepCell } from '../variedParameters.ts';
import type { FilmKind, FilmStoryboard, KeyMoment } from './film.ts';
import { animationPalette, type Edge } from './palette.ts';
import { FONT_SIZE, FRAME_HEIGHT, FRAME_WIDTH, INNER_WIDTH, PADDING, READOUT } from './readout.ts';
import { STRIP_FONT_SIZE } from './strip.ts';
import { listPlot, listWidth, type FilmCell } from './sweepList.ts';

/** Values that can be listed one below the other, and told apart by their colours. */
const MOST_CELLS = 15;
const FRAMES = 84;

type Marks = NonNullable<Panel['plot']['marks']>;

interface SweepFilm {
  readonly sweep: Sweep;
  readonly cells: readonly FilmCell[];
  readonly axis: EpochAxis;
  readonly epochs: readonly number[];
}

/** Begins at the tenth evaluation: before, no test accuracy moves. */
const START = 10;

function filmOf(runs: readonly RunResults[]): SweepFilm | null {
  const sweep = drawableSweep(runs);
  if (!sweep || sweep.cells.length > MOST_CELLS) return null;
  const cells = inOrder(sweep);
  const looks = looksOf(sweep, cells);
  const every = Math.min(...runs.map(({ record }) => record.spec.evaluateEvery));
  const end = Math.max(...runs.map(({ rows }) => rows.at(-1)?.epoch ?? 0));
  const axis = { start: START * every, end };
  if (end <= axis.start) return null;
  const clock = Array.from({ length: FRAMES }, (_, i) => axis.start * (end / axis.start) ** (i / (FRAMES - 1)));
  return {
    sweep,
    cells: cells.map((cell, i) => ({ ...cell, look: looks[i] ?? { colour: colours.quiet } })),
    axis,
    epochs: [...new Set(clock.map((epoch) => every * Math.round(epoch / every)))],
  };
}

/** In the order of the number that the sweep goes along, where there is one. */
function inOrder(sweep: Sweep): CellTimes[] {
  const along = sweepAxisOf(sweep);
  const times = timesOf(sweep);
  return along ? times.sort((one, other) => along.valueOf(one.cell) - along.valueOf(other.cell)) : times;
}

/** Of lines that have the colour of another. */
const DASHES = [undefined, '9 4', '3 3'] as const;

/**
 * Values in order: one ramp of colours. Two parameters without an order of their own whose values go with each other: a
 * colour for each value of the one, dashes for the few of the other.
 */
function looksOf(sweep: Sweep, cells: readonly CellTimes[]): SeriesLook[] {
  const pair = sweepAxisOf(sweep) ? null : rowsAndColumns(sweep);
  if (!pair || pair.columns.values.length > DASHES.length)
    return orderedColours(cells.length).map((colour) => ({ colour }));
  const ramp = orderedColours(pair.rows.values.length);
  const rankOf = (parameter: Parameter, { values }: SweepCell): number =>
    parameter.values.indexOf(values[sweep.parameters.indexOf(parameter)] ?? null);
  return cells.map(({ cell }) => {
    const dash = DASHES[rankOf(pair.columns, cell)];
    return { colour: ramp[rankOf(pair.rows, cell)] ?? colours.quiet, ...(dash ? { dash } : {}) };
  });
}

/** How many runs have generalized by an epoch. */
const reachedBy = ({ cells }: SweepFilm, epoch: number): number =>
  cells.flatMap(({ runs }) => runs.filter(({ time }) => !time.isCensored && time.at <= epoch)).length;
const runCount = ({ cells }: SweepFilm): number => cells.reduce((sum, { runs }) => sum + runs.length, 0);

interface Look {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** False where a neighbour to the left has the same title. */
  readonly isTitled: boolean;
}

/** A run's curve with the points that it needs in a look, and all of them, among which its head is found. */
interface Curve {
  readonly look: SeriesLook;
  readonly time: EventTime;
  readonly all: readonly Point[];
  readonly points: readonly Point[];
}

function curvesOf({ axis, cells }: SweepFilm, { width, height }: Look): Curve[] {
  const full = cells.flatMap(({ runs, look }) =>
    runs.map(({ run, time }) => {
      const points = finitePoints(run.rows.map((row) => ({ epoch: row.epoch, value: row.testAccuracy })));
      return { time, look, all: points, points, keep: turningEpochs(run) };
    }),
  );
  const place = ({ epoch, value }: Point): Place => ({ x: epochX(axis, [0, width], epoch), y: height * value });
  return thinOut(full, { place, budget: 1500 });
}

/** Curves up to an epoch, each with a dot at its head; from the end of its budget an arrow where it did not get there. */
function curvesPlot({ axis }: SweepFilm, curves: readonly Curve[], epoch: number, look: Look): Panel['plot'] {
  const lines = curves.map((curve) => {
    const head = curve.all.findLast((point) => point.epoch <= epoch);
    return { ...curve, points: [...curve.points.filter((point) => point.epoch < epoch), ...(head ? [head] : [])] };
  });
  const drawn = lines.map((curve): Line => ({ name: null, ...curve.look, points: curve.points, width: look.width / 200 })); // prettier-ignore
  const values = { ...accuracyAxis, label: look.isTitled ? 'test accuracy' : '' };
  // Half of the last tick, or the arrow of a run at its budget.
  const margins = { left: textWidth('0.5', look.fontSize) + 9, right: Math.max(ARROW, textWidth('10k', look.fontSize) / 2) + 2 }; // prettier-ignore
  const { plot, frame } = timeSeriesPlot(
    { epochs: axis, values, lines: drawn, transition: null },
    { ...look, margins, isNamedBelow: true, budget: Infinity },
  );
  const headOf = (points: readonly Point[]): Place[] => {
    const head = points.at(-1);
    return head ? [{ x: epochX(axis, [frame.left, frame.right], head.epoch), y: frame.bottom - head.value * (frame.bottom - frame.top) }] : []; // prettier-ignore
  };
  const marks = lines.flatMap(({ look: { colour }, points, time }) =>
    time.isCensored && epoch >= time.after
      ? censoredMarks(headOf(points), 'right', colour)
      : reachedMarks(headOf(points), 1, colour),
  );
  return { ...plot, marks: [...(plot.marks ?? []), ...cursorMarks(axis, epoch, frame), ...marks] };
}

const cursorMarks = (axis: EpochAxis, epoch: number, { left, right, top, bottom }: Frame): Marks => {
  const x = Math.round(epochX(axis, [left, right], epoch)) + 0.5;
  return [lineAt([x, top], [x, bottom], { colour: colours.quiet })];
};

function clockPanel(film: SweepFilm, epoch: number): Panel {
  const bold = { fontSize: 26, isBold: true };
  const marks = [
    textAt(`epoch ${formatCount(epoch)}`, 1, 16, { ...bold, colour: colours.ink }),
    textAt(`${reachedBy(film, epoch)} of ${runCount(film)} at 95\u202f%`, 300, 16, { ...bold, colour: colours.test }),
  ];
  return { x: PADDING, y: PADDING, plot: { width: INNER_WIDTH, height: READOUT, margin: 0, marks } };
}

/** The start, when the first, half and the last of the runs that got there did, and the end; each once. */
function keyMomentsOf(film: SweepFilm): KeyMoment[] {
  const reached = film.cells
    .flatMap(({ runs }) => runs.flatMap(({ time }) => (time.isCensored ? [] : [time.at])))
    .sort((x, y) => x - y);
  const frameFrom = (epoch: number): number =>
    film.epochs.find((candidate) => candidate >= epoch) ?? film.epochs.at(-1) ?? 0;
  const wanted: [string, number | undefined][] = [
    ['start', film.epochs[0]],
    ['the first', reached[0]],
    ['half', reached[Math.ceil(reached.length / 2) - 1]],
    ['the last', reached.at(-1)],
    ['end', film.epochs.at(-1)],
  ];
  const moments = wanted.flatMap(([name, epoch]) => (epoch === undefined ? [] : [{ name, epoch: frameFrom(epoch) }]));
  return moments
    .filter(({ epoch }, i) => moments.findIndex((other) => other.epoch === epoch) === i)
    .map((moment) => ({ ...moment, text: `${reachedBy(film, moment.epoch)} of ${runCount(film)} at 95\u202f%` }));
}

function finding(runs: readonly RunResults[], { sweep, cells }: SweepFilm): string {
  return withDivergences(
    runs,
    `Test accuracy of ${countsInWords(cells)}, drawn together up to one epoch. ` +
      `Time to 95\u202f% by ${parametersInWords(sweep)}: ${timesInWords(sweep, cells)}.`,
  );
}

function storyboardOf(runs: readonly RunResults[]): FilmStoryboard {
  const film = filmOf(runs);
  if (!film) throw new TypeError(`sweep: expected a sweep of at most ${MOST_CELLS} cells`);
  const top = PADDING + READOUT;
  const list = { width: listWidth(film), height: FRAME_HEIGHT - top - PADDING };
  const look = { width: INNER_WIDTH - list.width - 16, height: list.height, fontSize: FONT_SIZE, isTitled: true };
  const small = { width: 300, height: 250, fontSize: STRIP_FONT_SIZE };
  const at = (frame: number): number => film.epochs[frame] ?? 0;
  const [curves, smallCurves] = [curvesOf(film, look), curvesOf(film, { ...small, isTitled: true })];
  return {
    width: FRAME_WIDTH,
    height: FRAME_HEIGHT,
    palette: paletteOf(film),
    epochs: film.epochs,
    panelsOf: (frame) => [
      clockPanel(film, at(frame)),
      { x: PADDING, y: top, plot: curvesPlot(film, curves, at(frame), look) },
      { x: FRAME_WIDTH - PADDING - list.width, y: top, plot: listPlot(film, at(frame), list) },
    ],
    keyPicture: {
      width: small.width + 16,
      height: small.height,
      inset: 8,
      panelsOf: (frame, isFirst) => [
        { x: 8, y: 0, plot: curvesPlot(film, smallCurves, at(frame), { ...small, isTitled: isFirst }) },
      ],
    },
    keyMoments: keyMomentsOf(film),
    alt: finding(runs, film),
  };
}

/** Every colour with as many steps to paper as there is room for. */
function paletteOf({ cells }: SweepFilm): FilmStoryboard['palette'] {
  const fixed: Edge[] = [[colours.ink, 6], [colours.quiet, 4], [colours.test, 5], [colours.faint, 1], [colours.rule, 1]]; // prettier-ignore
  const own = [...new Set(cells.map(({ look }) => look.colour))];
  const steps = Math.min(6, Math.floor((62 - fixed.reduce((sum, [, count]) => sum + count, 0)) / own.length));
  return animationPalette([], { edges: [...fixed, ...own.map((colour): Edge => [colour, steps])] });
}

export const sweep: FilmKind = {
  isOfSeveralRuns: true,
  needs: `runs that differ in one or two parameters besides their seeds, in at most ${MOST_CELLS} cells`,
  canShow: (runs) => filmOf(runs) !== null,
  storyboardOf,
};
