/**
 * The embedding of the residues in its own first two principal components, at some epochs. Circles of several
 * frequencies overlap here, which is why the kind `planes` exists: it takes them apart.
 */
import * as Plot from '@observablehq/plot';
import type { TrajectoryMeasure } from '../lab/measures/trajectory.ts';
import type { RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import { largestFinite } from './divergence.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatPercent } from './format.ts';
import { textAt } from './marks.ts';
import { rowAt } from './moments.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { cyclic, levels, toHex } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, toCsv } from './table.ts';

const FONT_SIZE = 12;
const HUES = 30;
/** px: the legend's row, below each picture, between pictures. */
const [TOP, FOOT, GAP] = [26, 40, 12];

interface Picture {
  readonly epoch: number;
  /** [p][2] */
  readonly points: readonly (readonly number[])[];
  /** Of the first two components. */
  readonly share: readonly number[];
}

const picturesOf = ({ embedding: { epochs, coordinates, share } }: TrajectoryMeasure): Picture[] =>
  epochs.map((epoch, i) => ({ epoch, points: coordinates[i] ?? [], share: share[i] ?? [] }));

const together = ({ share }: Picture): number => (share[0] ?? NaN) + (share[1] ?? NaN);

function pictureMarks(
  { epoch, points, share }: Picture,
  side: number,
  reach: number,
): NonNullable<Panel['plot']['marks']> {
  const radius = (0.46 * side) / reach;
  const p = points.length;
  const dots = points.flatMap(([x = NaN, y = NaN], n) => {
    const colour = toHex(cyclic.at(Math.floor((n / p) * HUES) / HUES));
    const dot = { x: side / 2 + radius * x, y: side / 2 - radius * y, colour };
    return Number.isFinite(x + y) ? [dot, { ...dot, x: NaN }] : [];
  });
  const middle = { anchor: 'middle', fontSize: FONT_SIZE } as const;
  const percent = (value: number | undefined): string =>
    Number.isFinite(value) ? formatPercent(value ?? NaN, 0) : '?';
  return [
    Plot.frame({ stroke: colours.rule, inset: 0.5, insetBottom: FOOT }),
    Plot.line(dots, {
      x: { value: 'x', scale: null },
      y: { value: 'y', scale: null },
      z: 'colour',
      stroke: { value: 'colour', scale: null },
      strokeWidth: Math.max(3.4, side / 40),
      strokeLinecap: 'round',
    }),
    textAt(epoch === 0 ? 'init' : `epoch ${formatCount(epoch)}`, side / 2, side + 13, {
      ...middle,
      isBold: true,
      colour: colours.ink,
    }),
    textAt(`${percent(share[0])} + ${percent(share[1])}`, side / 2, side + 29, middle),
  ];
}

function drawPictures(
  pictures: readonly Picture[],
  p: number,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const columns = Math.min(pictures.length, width < 700 ? 3 : 6);
  const rows = Math.ceil(pictures.length / columns);
  const side = Math.min(260, Math.floor((width - (columns - 1) * GAP) / columns));
  const stepY = side + FOOT + GAP;
  const height = TOP + rows * stepY - GAP;
  const reach = largestFinite(
    pictures.flatMap(({ points }) => points.map(([x = NaN, y = NaN]) => Math.max(Math.abs(x), Math.abs(y)))),
    1e-9,
  );
  const legend = { label: 'residue', ends: ['0', String(p - 1)] as const, palette: levels(cyclic, HUES) };
  const right = Math.max(columns * (side + GAP) - GAP, Math.min(width, 200));
  const scale: Panel = {
    x: 0,
    y: 0,
    plot: {
      width: right,
      height: TOP,
      margin: 0,
      marks: rampLegend(legend, { right: right - 1, y: 8, fontSize: FONT_SIZE }),
    },
  };
  const panels = pictures.map((picture, i): Panel => ({
    x: (i % columns) * (side + GAP),
    y: TOP + Math.floor(i / columns) * stepY,
    plot: { width: side, height: side + FOOT, margin: 0, marks: pictureMarks(picture, side, reach) },
  }));
  return { svg: render([scale, ...panels], { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, pictures: readonly Picture[]): string {
  const told = pictures.filter((picture) => Number.isFinite(together(picture)));
  const [first, last] = [told[0], told.at(-1)];
  const broken = pictures.find((picture) => !told.includes(picture))?.epoch;
  if (!first || !last) return withDivergence(run, null, broken);
  const parts = told.map((picture) => `${formatPercent(together(picture), 0)} at epoch ${formatCount(picture.epoch)}`);
  return withDivergence(
    run,
    `The first two principal components hold ${formatPercent(together(first))} of the embedding's variance at the start and ` +
      `${formatPercent(together(last))} at epoch ${formatCount(last.epoch)}. In between: ${parts.slice(1, -1).join(', ') || 'nothing'}. ` +
      `Each of the ${run.record.spec.task.p} residues is a point, its hue its place in 0, 1, 2, …; components mix the circles of several ` +
      `frequencies, which the planes of single frequencies take apart (seed ${run.record.spec.seed}).`,
    broken,
  );
}

export const embeddingComponents: FigureKind = {
  version: 1,
  needs: 'one run with the measure trajectory',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.trajectory?.embedding.epochs.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.trajectory)
      throw new TypeError(`embeddingComponents: run ${run?.record.id ?? '(none)'} has no measure trajectory`);
    const pictures = picturesOf(run.trajectory);
    return Promise.resolve({
      ...drawPictures(pictures, run.record.spec.task.p, options),
      alt: finding(run, pictures),
      table: {
        columns: ['epoch', 'share of PC 1', 'share of PC 2', 'test accuracy'],
        rows: pictures.map(({ epoch, share }) => [
          epoch,
          ...[share[0] ?? NaN, share[1] ?? NaN, rowAt(run, epoch).testAccuracy].map((x) => cell(x, 4)),
        ]),
      },
      csv: toCsv({
        columns: ['epoch', 'residue', 'pc_1', 'pc_2'],
        rows: pictures.flatMap(({ epoch, points }) => points.map(([x = NaN, y = NaN], n) => [epoch, n, x, y])),
      }),
    });
  },
};
