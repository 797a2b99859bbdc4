/**
 * The logit of the right answer over (a, b) at the end, as a landscape seen from above the corner of the largest a and b.
 * From the last frame of the measure `pairs`: float16, off by up to 0.05 %.
 */
import type * as Plot from '@observablehq/plot';
import type { RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { formatCount, formatNumber } from './format.ts';
import { FONT_SIZE, momentsOver } from './mapPictures.ts';
import { lineAt, textAt } from './marks.ts';
import { niceTicks } from './niceTicks.ts';
import { pairGrid } from './pairGrid.ts';
import { colours } from './palette.ts';
import { render } from './render.ts';
import { project, surfaceMarks, viewHeight, type Point, type View } from './surface.ts';
import { allPairs } from '../lab/tasks/modular.ts';
import { cell, significant, toCsv } from './table.ts';

/** Slices at most: between more of them one sees nothing. */
const SLICES = 15;
/** px: the sentence above, left and right of the floor for labels, below it. */
const [TOP, SIDE, FOOT] = [34, 32, 30];

interface Landscape {
  readonly epoch: number;
  /** [pair], in the task's order. */
  readonly logits: Float32Array;
  readonly isTrain: Uint8Array;
  /** Ticks of the height, ascending; the first is the floor, the last the ceiling. */
  readonly ticks: readonly number[];
}

function landscapeOf({ frameEpochs, correctLogit, isTrain }: NonNullable<RunResults['pairs']>): Landscape {
  const logits = correctLogit.at(-1) ?? new Float32Array();
  const { least, greatest } = momentsOver(logits.filter(Number.isFinite));
  return { epoch: frameEpochs.at(-1) ?? NaN, logits, isTrain, ticks: heightTicks(least, greatest) };
}

/** Round heights from 0, or below what is less, to above the highest. */
function heightTicks(least: number, greatest: number): number[] {
  if (!Number.isFinite(greatest - least)) return [0, 1];
  const [bottom, top] = [Math.min(0, least), Math.max(0, greatest)];
  const [, step = 1] = niceTicks(Math.max(top - bottom, 1e-6), 4);
  const low = Math.floor(bottom / step);
  const high = Math.max(low + 1, Math.ceil(top / step));
  return Array.from({ length: high - low + 1 }, (_, i) => (low + i) * step);
}

function drawLandscape(
  run: RunResults,
  { logits, ticks }: Landscape,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const { task } = run.record.spec;
  const across = Math.min(width, 720) - 2 * SIDE;
  const view: View = {
    left: Math.round((width - across) / 2),
    top: TOP,
    width: across,
    rise: Math.round(0.28 * across),
  };
  const [floor = 0, ceiling = 1] = [ticks[0], ticks.at(-1)];
  const share = (x: number): number => (x - floor) / (ceiling - floor);
  const step = Math.ceil((task.p - 1) / (SLICES - 1));
  const heights = pairGrid(task, logits.map(share));
  const said =
    step > 1 ? `one line: one a (every ${ordinal(step)} is drawn), b along it` : 'one line: one a, b along it';
  const height = Math.ceil(TOP + viewHeight(view) + FOOT);
  const marks = [
    textAt(said, 1, 8, { fontSize: FONT_SIZE }),
    ...room(view, ticks.map((tick) => ({ at: share(tick), text: formatNumber(tick, 3) }))), // prettier-ignore
    ...surfaceMarks({ p: task.p, heights, step }, view),
    ...axes(view, task.p - 1),
  ];
  const svg = render([{ x: 0, y: 0, plot: { width, height, margin: 0, marks } }], { id, theme, width, height });
  return { svg, width, height, time: null };
}

/** 4 → "4th". */
const ordinal = (n: number): string => `${n}${n === 2 ? 'nd' : n === 3 ? 'rd' : 'th'}`;

/** The floor and the two back walls with their lines of equal height. */
function room(view: View, ticks: readonly { at: number; text: string }[]): Plot.Markish[] {
  const [left, back, right, front] = ([[1, 0], [0, 0], [0, 1], [1, 1]] as const).map(([a, b]) => (height: number) => project(view, a, b, height)) as [Corner, Corner, Corner, Corner]; // prettier-ignore
  return [
    ...ticks.flatMap(({ at, text }) => [
      lineAt(left(at), back(at)),
      lineAt(back(at), right(at)),
      textAt(text, left(at)[0] - 6, left(at)[1], { fontSize: FONT_SIZE, anchor: 'end' }),
    ]),
    ...[left, back, right].map((corner) => lineAt(corner(0), corner(1))),
    lineAt(left(0), front(0)),
    lineAt(front(0), right(0)),
    textAt('logit', left(1)[0] - 6, left(1)[1] - 16, { fontSize: FONT_SIZE, colour: colours.ink, isBold: true }),
  ];
}

type Corner = (height: number) => Point;

/** Names and ends of the two axes, along the front edges of the floor. */
function axes(view: View, last: number): Plot.Markish[] {
  const [left, right, front] = [project(view, 1, 0), project(view, 0, 1), project(view, 1, 1)];
  const name = { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink } as const;
  const [b, a] = [project(view, 1, 0.5), project(view, 0.5, 1)];
  return [
    textAt('0', left[0] + 2, left[1] + 15, { fontSize: FONT_SIZE }),
    textAt('0', right[0] - 2, right[1] + 15, { fontSize: FONT_SIZE, anchor: 'end' }),
    textAt(String(last), front[0], front[1] + 13, { fontSize: FONT_SIZE, anchor: 'middle' }),
    textAt('b', b[0] - 8, b[1] + 12, { ...name, anchor: 'end' }),
    textAt('a', a[0] + 8, a[1] + 12, name),
  ];
}

interface Part {
  readonly name: string;
  readonly logits: Float32Array;
}

const partsOf = ({ logits, isTrain }: Landscape): Part[] => [
  { name: 'all', logits },
  { name: 'trained', logits: logits.filter((_, pair) => isTrain[pair] === 1) },
  { name: 'held out', logits: logits.filter((_, pair) => isTrain[pair] === 0) },
];

function finding(run: RunResults, landscape: Landscape): string {
  const [all, trained, held] = partsOf(landscape).map(({ logits }) => momentsOver(logits));
  const { epoch } = landscape;
  if (!all || !trained || !held || !Number.isFinite(all.mean)) return withDivergence(run, null, epoch);
  return withDivergence(
    run,
    `At epoch ${formatCount(epoch)} the logit of the right answer lies ${formatNumber(all.mean, 3)} above the mean logit of its pair ` +
      `on average, between ${formatNumber(all.least, 3)} and ${formatNumber(all.greatest, 3)}: ${formatNumber(trained.mean, 3)} for trained ` +
      `and ${formatNumber(held.mean, 3)} for held-out pairs (seed ${run.record.spec.seed}).`,
  );
}

function tableOf(landscape: Landscape): Table {
  return {
    columns: ['pairs', 'number', 'mean correct logit', 'standard deviation', 'least', 'greatest'],
    rows: partsOf(landscape).map(({ name, logits }) => {
      const { mean, deviation, least, greatest } = momentsOver(logits);
      return [name, logits.length, ...[mean, deviation, least, greatest].map((x) => cell(x, 4))];
    }),
  };
}

export const logitSurface: FigureKind = {
  version: 1,
  needs: 'one run with the measure pairs and the scores of the right answers in it',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.pairs?.correctLogit.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.pairs) throw new TypeError(`logitSurface: run ${run?.record.id ?? '(none)'} has no measure pairs`);
    const landscape = landscapeOf(run.pairs);
    const pairs = allPairs(run.record.spec.task);
    return Promise.resolve({
      ...drawLandscape(run, landscape, options),
      alt: finding(run, landscape),
      table: tableOf(landscape),
      csv: toCsv({
        columns: ['a', 'b', 'is_train', 'correct_logit'],
        rows: pairs.map(([a, b], pair) => [a, b, landscape.isTrain[pair] ?? 0, significant(landscape.logits[pair] ?? NaN, 4)]), // prettier-ignore
      }),
    });
  },
};
