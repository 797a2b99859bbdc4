/**
 * The film of a sweep: test accuracy of all its runs under one clock that runs with the logarithm of the epoch. Colours
 * go with what is varied; beside each value stands when it generalized, or that its budget was too short. Source: ours.
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
import { sweepAxisOf } from '../sweepAxis.ts';
import { countsInWords, timesInWords, timesOf, type CellTimes } from '../sweepTimes.ts';
import { censoredMarks, reachedMarks } from '../timeMarks.ts';
import { timeSeriesPlot, type Line } from '../timeSeries.ts';
import { drawableSweep, parametersInWords, shortLabel, shortNames, type Sweep } from '../variedParameters.ts';
import type { FilmKind, FilmStoryboard, KeyMoment } from './film.ts';
import { animationPalette, type Edge } from './palette.ts';
import { FONT_SIZE, FRAME_HEIGHT, FRAME_WIDTH, INNER_WIDTH, PADDING, READOUT } from './readout.ts';
import { STRIP_FONT_SIZE } from './strip.ts';

/** Values that can be listed one below the other, and told apart by their colours. */
const MOST_CELLS = 15;
const FRAMES = 84;

type Marks = NonNullable<Panel['plot']['marks']>;

interface SweepFilm {
  readonly sweep: Sweep;
  readonly cells: readonly (CellTimes & { readonly colour: string })[];
  readonly axis: EpochAxis;
  readonly epochs: readonly number[];
}

/** Begins at the tenth evaluation: before, no test accuracy moves. */
const START = 10;

function filmOf(runs: readonly RunResults[]): SweepFilm | null {
  const sweep = drawableSweep(runs);
  if (!sweep || sweep.cells.length > MOST_CELLS) return null;
  const ramp = orderedColours(sweep.cells.length);
  const every = Math.min(...runs.map(({ record }) => record.spec.evaluateEvery));
  const end = Math.max(...runs.map(({ rows }) => rows.at(-1)?.epoch ?? 0));
  const axis = { start: START * every, end };
  if (end <= axis.start) return null;
  const clock = Array.from({ length: FRAMES }, (_, i) => axis.start * (end / axis.start) ** (i / (FRAMES - 1)));
  return {
    sweep,
    cells: inOrder(sweep).map((cell, i) => ({ ...cell, colour: ramp[i] ?? colours.quiet })),
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
  readonly colour: string;
  readonly time: EventTime;
  readonly all: readonly Point[];
  readonly points: readonly Point[];
}

function curvesOf({ axis, cells }: SweepFilm, { width, height }: Look): Curve[] {
  const full = cells.flatMap(({ runs, colour }) =>
    runs.map(({ run, time }) => {
      const points = finitePoints(run.rows.map((row) => ({ epoch: row.epoch, value: row.testAccuracy })));
      return { time, colour, all: points, points, keep: turningEpochs(run) };
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
  const drawn = lines.map(({ colour, points }): Line => ({ name: null, colour, points, width: look.width / 200 }));
  const values = { ...accuracyAxis, label: look.isTitled ? 'test accuracy' : '' };
  // Room between the last tick and the name of the axis.
  const margins = {
    left: textWidth('0.5', look.fontSize) + 9,
    right: textWidth('epoch', look.fontSize) + 1.6 * look.fontSize,
  };
  const { plot, frame } = timeSeriesPlot({ epochs: axis, values, lines: drawn, transition: null }, { ...look, margins, budget: Infinity }); // prettier-ignore
  const headOf = (points: readonly Point[]): Place[] => {
    const head = points.at(-1);
    return head ? [{ x: epochX(axis, [frame.left, frame.right], head.epoch), y: frame.bottom - head.value * (frame.bottom - frame.top) }] : []; // prettier-ignore
  };
  const marks = lines.flatMap(({ colour, points, time }) =>
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

/** Width of the list, px: the longest value with its swatch, and an epoch. */
function listWidth({ sweep, cells }: SweepFilm): number {
  const label = Math.max(...cells.map(({ cell }) => 30 + textWidth(shortLabel(sweep, cell), FONT_SIZE)));
  return Math.ceil(label + 30 + textWidth('> 00 000', FONT_SIZE));
}

/** Every value in its colour, and the epoch of 95 % once it has come. */
function listPlot(film: SweepFilm, epoch: number, { width, height }: { width: number; height: number }): Panel['plot'] {
  const { sweep, cells } = film;
  const row = Math.min(36, (height - 60) / cells.length);
  const names = shortNames(sweep);
  const status = ({ runs, median }: CellTimes): string => {
    if (median !== null) return median <= epoch ? formatCount(median) : '';
    const budget = Math.max(...runs.map(({ time }) => (time.isCensored ? time.after : time.at)));
    return budget <= epoch ? `> ${formatCount(budget)}` : '';
  };
  return {
    width,
    height,
    margin: 0,
    marks: [
      // A long name begins above the curves, where there is room.
      textAt(names, Math.min(0, width - 1 - textWidth(names, FONT_SIZE)), 14, {
        fontSize: FONT_SIZE,
        colour: colours.ink,
      }),
      textAt('95\u202f% at', width - 1, 42, { fontSize: FONT_SIZE, anchor: 'end' }),
      ...cells.flatMap((cell, i) => {
        const y = 60 + (i + 0.5) * row;
        return [
          lineAt([0, y], [22, y], { colour: cell.colour, width: 5 }),
          textAt(shortLabel(sweep, cell.cell), 30, y, { fontSize: FONT_SIZE, colour: colours.ink }),
          textAt(status(cell), width - 1, y, { fontSize: FONT_SIZE, anchor: 'end', colour: colours.ink }),
        ];
      }),
    ],
  };
}

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
  const small = { width: 300, height: 230, fontSize: STRIP_FONT_SIZE };
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

/** Every cell's colour with as many steps to paper as there is room for. */
function paletteOf({ cells }: SweepFilm): FilmStoryboard['palette'] {
  const fixed: Edge[] = [[colours.ink, 6], [colours.quiet, 4], [colours.test, 5], [colours.faint, 1], [colours.rule, 1]]; // prettier-ignore
  const steps = Math.min(6, Math.floor((62 - fixed.reduce((sum, [, count]) => sum + count, 0)) / cells.length));
  return animationPalette([], { edges: [...fixed, ...cells.map(({ colour }): Edge => [colour, steps])] });
}

export const sweep: FilmKind = {
  isOfSeveralRuns: true,
  needs: `runs that differ in one or two parameters besides their seeds, in at most ${MOST_CELLS} cells`,
  canShow: (runs) => filmOf(runs) !== null,
  storyboardOf,
};
