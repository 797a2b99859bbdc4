/**
 * The residues in the plane of every key frequency of the final embedding: each frequency that the network computes with
 * is a circle of its own. (Principal components mix planes of equal strength.) One scale for all.
 * Source: "embedding_circles" of atgugu/grokking_experiments; the share of each plane, and planes found by projection as
 * in the measure `planes`, are ours.
 */
import * as Plot from '@observablehq/plot';
import { mean } from '../lab/mean.ts';
import type { PlanesResults, RunResults } from '../lab/store/results.ts';
import { frequenciesInWords, rangeInWords, withDivergence } from './checkpoints.ts';
import { formatCount, formatPercent, listed } from './format.ts';
import { largestFinite } from './divergence.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { textAt } from './marks.ts';
import { colours } from './palette.ts';
import { planePoints, residueMarks, type PlanePoint } from './planes.ts';
import { render, type Panel } from './render.ts';
import { cell, significant, toCsv } from './table.ts';

interface Circle {
  readonly k: number;
  /** In order of n·k mod p. */
  readonly points: readonly PlanePoint[];
  /** Share of the centred embedding's squared norm in the plane. */
  readonly share: number;
  /** Mean distance from the origin. */
  readonly radius: number;
  /** Standard deviation of the distances, as a share of their mean: 0 for a circle. */
  readonly unevenness: number;
  /** Root of the mean squared angle between where a residue lies and where it belongs, turns. */
  readonly straying: number;
}

function circlesOf(planes: PlanesResults): Circle[] {
  const t = planes.epochs.length - 1;
  return planes.keyFrequencies.map((k, key) => {
    const points = planePoints(planes, t, key);
    const distances = points.map(({ x, y }) => Math.hypot(x, y));
    const radius = mean(distances);
    return {
      k,
      points,
      share: planes.share[t]?.[key] ?? NaN,
      radius,
      unevenness: Math.sqrt(mean(distances.map((r) => (r - radius) ** 2))) / radius,
      straying: strayingOf(points),
    };
  });
}

/** A plane has no preferred axis and no preferred sense: the circle is first turned, or turned over, to fit best. */
function strayingOf(points: readonly PlanePoint[]): number {
  const fits = [1, -1].map((sense) => {
    const off = points.map(({ x, y, turn }) => Math.atan2(sense * y, x) - 2 * Math.PI * turn);
    const offset = Math.atan2(mean(off.map(Math.sin)), mean(off.map(Math.cos)));
    const apart = off.map((angle) => Math.atan2(Math.sin(angle - offset), Math.cos(angle - offset)));
    return Math.sqrt(mean(apart.map((angle) => angle ** 2))) / (2 * Math.PI);
  });
  return Math.min(...fits);
}

const FONT_SIZE = 12;
/** px below a picture: its frequency and its share; px between pictures. */
const [FOOT, GAP] = [40, 14];
const LARGEST = 260;

interface Layout {
  readonly columns: number;
  readonly side: number;
}

/** As many in a row as leaves each at least 150 px, and rows of about equal length. */
function layoutOf(width: number, count: number): Layout {
  const most = Math.max(2, Math.min(count, Math.floor((width + GAP) / (150 + GAP))));
  const columns = Math.ceil(count / Math.ceil(count / most));
  return { columns, side: Math.min(LARGEST, Math.floor((width - (columns - 1) * GAP) / columns)) };
}

function pictureOf(
  { k, points, share, radius }: Circle,
  side: number,
  reach: number,
): NonNullable<Panel['plot']['marks']> {
  const centre = { x: { value: [side / 2], scale: null }, y: { value: [side / 2], scale: null } } as const;
  const caption = Number.isFinite(share) ? `${formatPercent(share)} of the embedding` : 'not finite';
  const drawn = (0.47 * side * radius) / reach;
  return [
    ...(Number.isFinite(drawn) ? [Plot.dot([0], { ...centre, r: drawn, stroke: colours.rule, strokeWidth: 1 })] : []),
    Plot.dot([0], { ...centre, r: 1.5, fill: colours.faint }),
    ...residueMarks(points, { side, reach }),
    textAt(`k = ${k}`, side / 2, side + 12, { anchor: 'middle', fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }), // prettier-ignore
    textAt(caption, side / 2, side + 29, { anchor: 'middle', fontSize: FONT_SIZE }),
  ];
}

function drawCircles(
  circles: readonly Circle[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const { columns, side } = layoutOf(width, circles.length);
  const reach = largestFinite(
    circles.flatMap(({ points }) => points.map(({ x, y }) => Math.hypot(x, y))),
    1e-9,
  );
  const rows = Math.ceil(circles.length / columns);
  const step = side + FOOT + GAP;
  const panels = circles.map((circle, i): Panel => {
    const row = Math.floor(i / columns);
    // Rows are centred: the last may be shorter.
    const inRow = Math.min(columns, circles.length - row * columns);
    const left = (width - inRow * (side + GAP) + GAP) / 2;
    return {
      x: Math.round(left + (i % columns) * (side + GAP)),
      y: row * step,
      plot: { width: side, height: side + FOOT, margin: 0, marks: pictureOf(circle, side, reach) },
    };
  });
  const height = rows * step - GAP;
  return { svg: render(panels, { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, { epochs }: PlanesResults, circles: readonly Circle[]): string {
  const { task, seed } = run.record.spec;
  const last = epochs.at(-1) ?? 0;
  const told = circles.filter(({ share }) => Number.isFinite(share));
  if (told.length === 0) return withDivergence(run, null, last);
  const sum = told.reduce((total, { share }) => total + share, 0);
  const parts = told.map(({ k, share }) => `${k} (${formatPercent(share)})`);
  return withDivergence(
    run,
    `The planes of the key ${frequenciesInWords(told.map(({ k }) => k))} hold ${formatPercent(sum)} of the embedding's squared norm ` +
      `at epoch ${formatCount(last)}: ${listed(parts)}. The ${task.p} residues n in each are coloured and joined by n·k mod ${task.p}; ` +
      `their distances from the centre vary by ${rangeInWords(told.map(({ unevenness }) => unevenness))}, their angles stray ` +
      `by ${rangeInWords(told.map(({ straying }) => straying))} of a turn (seed ${seed}).`,
  );
}

export const embeddingCircles: FigureKind = {
  version: 1,
  needs: 'one run with the measure planes and a key frequency',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.planes?.keyFrequencies.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.planes) throw new TypeError(`embeddingCircles: run ${run?.record.id ?? '(none)'} has no measure planes`);
    const circles = circlesOf(run.planes);
    return Promise.resolve({
      ...drawCircles(circles, options),
      alt: finding(run, run.planes, circles),
      table: {
        columns: [
          'frequency',
          'share of squared norm in its plane',
          'mean distance from the centre',
          'standard deviation of distances / mean',
          'root mean square of straying (turns)',
        ],
        rows: circles
          .slice(0, 30)
          .map(({ k, share, radius, unevenness, straying }) => [
            k,
            ...[share, radius, unevenness, straying].map((x) => cell(x)),
          ]),
      },
      csv: toCsv({
        columns: ['frequency', 'residue', 'x', 'y', 'turn'],
        rows: circles.flatMap(({ k, points }) =>
          points.map(({ n, x, y, turn }) => [k, n, significant(x, 5), significant(y, 5), significant(turn, 5)]),
        ),
      }),
    });
  },
};
