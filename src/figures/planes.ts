/**
 * Residues in the plane of the strongest key frequency, at five moments: noise becomes a circle. All pictures
 * share one scale; residues are joined in the order that walks the circle once.
 */
import * as Plot from '@observablehq/plot';
import type { PlanesResults, RunResults } from '../lab/store/results.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { divergedAt, divergenceInWords, largestFinite } from './divergence.ts';
import { formatCount, formatPercent } from './format.ts';
import { BY_XY, textAt } from './marks.ts';
import { momentsOf, type Moment } from './moments.ts';
import { colours } from './palette.ts';
import { cyclic, toHex } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, significant, toCsv } from './table.ts';

export interface PlanePoint {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  /** n·k mod p, as a share of p: where the residue belongs on the circle. */
  readonly turn: number;
}

/** Index of the key frequency that holds most of the final embedding. */
export function strongest({ share }: PlanesResults): number {
  const final = share.at(-1) ?? new Float32Array();
  return final.reduce((best, x, i) => (x > (final[best] ?? 0) ? i : best), 0);
}

/** The residues at frame `t` in the plane of key frequency number `key`, in order of n·k mod p. */
export function planePoints({ keyFrequencies, coordinates }: PlanesResults, t: number, key: number): PlanePoint[] {
  const flat = coordinates[t]?.[key] ?? new Float32Array();
  const p = flat.length / 2;
  const k = keyFrequencies[key] ?? 1;
  const points = Array.from({ length: p }, (_, n) => ({
    n,
    x: flat[2 * n] ?? 0,
    y: flat[2 * n + 1] ?? 0,
    turn: ((n * k) % p) / p,
  }));
  return points.sort((first, second) => first.turn - second.turn);
}

/** In a diverged run residues are nowhere. */
const isPlaced = ({ x, y }: PlanePoint): boolean => Number.isFinite(x) && Number.isFinite(y);

const NARROW = 600;
const fontSizeAt = (width: number): number => (width < NARROW ? 12 : 13);

/** Where each picture lies: one row; on phones three, then the last two, half as large again. */
function layout(width: number, count: number): { x: number; y: number; side: number }[] {
  const isNarrow = width < NARROW && count === 5;
  const rows = isNarrow ? [3, 2] : [count];
  const places: { x: number; y: number; side: number }[] = [];
  let y = 0;
  for (const columns of rows) {
    const gap = isNarrow ? 10 : Math.round(0.012 * width);
    const side = Math.floor((width - (columns - 1) * gap) / columns);
    for (let i = 0; i < columns; i++) places.push({ x: i * (side + gap), y, side });
    y += side + footOf(side, fontSizeAt(width)) + (isNarrow ? 12 : 0);
  }
  return places;
}

/** Whether epoch and test accuracy fit in one line below a picture. */
const isRoomy = (side: number, fontSize: number): boolean => side > 13 * fontSize;
/** px below a picture: its name, and one or two lines. */
const footOf = (side: number, fontSize: number): number => (isRoomy(side, fontSize) ? 44 : 59);

/** Colours around the circle: few, so that residues of one colour share one path. */
const HUES = 30;

export interface PlaneLook {
  readonly side: number;
  /** Largest distance from the centre in any picture. */
  readonly reach: number;
  /** Colours around the circle. @default 30 */
  readonly hues?: number;
}

/** The residues in a square picture, joined in their order. */
export function residueMarks(
  points: readonly PlanePoint[],
  { side, reach, hues = HUES }: PlaneLook,
): NonNullable<Panel['plot']['marks']> {
  const radius = (0.47 * side) / reach;
  const placed = points.filter(isPlaced).map(({ x, y, turn }) => ({
    x: side / 2 + radius * x,
    y: side / 2 - radius * y,
    colour: toHex(cyclic.at(Math.floor(turn * hues) / hues)),
  }));
  // A gap after every residue makes each a path of one point: with round caps, a dot.
  const dots = placed.flatMap((point) => [point, { ...point, x: NaN }]);
  return [
    // Closed: pages read the corners of the ring, and only of open lines are the points relative to each other.
    Plot.line(placed, {
      ...BY_XY,
      curve: 'linear-closed',
      stroke: colours.faint,
      strokeWidth: Math.max(0.6, side / 300),
    }),
    Plot.line(dots, {
      ...BY_XY,
      z: 'colour',
      stroke: { value: 'colour', scale: null },
      strokeWidth: Math.max(3.4, side / 36),
      strokeLinecap: 'round',
    }),
  ];
}

/** The moment's name, then "epoch 8 350 · test 95 %" in one line or two. */
function captionMarks({ name, epoch, row }: Moment, side: number, fontSize: number): Plot.Markish[] {
  const [at, test] = [`epoch ${formatCount(epoch)}`, `test ${formatPercent(row.testAccuracy, 0)}`];
  const lines = isRoomy(side, fontSize) ? [`${at} · ${test}`] : [at, test];
  return [
    textAt(name, side / 2, side + 14, {
      anchor: 'middle',
      fontSize: fontSize + 1,
      isBold: true,
      colour: colours.ink,
    }),
    ...lines.map((line, i) => textAt(line, side / 2, side + 32 + 15 * i, { anchor: 'middle', fontSize })),
  ];
}

interface Story {
  readonly moments: readonly Moment[];
  /** [moment]: the residues in order of n·k mod p. */
  readonly points: readonly (readonly PlanePoint[])[];
  readonly k: number;
  /** [moment]: share of the embedding's squared norm that lies in the plane. */
  readonly shares: readonly number[];
}

function storyOf(run: RunResults, planes: PlanesResults): Story {
  const key = strongest(planes);
  const moments = momentsOf(run, planes.epochs);
  const frames = moments.map(({ epoch }) => planes.epochs.indexOf(epoch));
  return {
    moments,
    points: frames.map((t) => planePoints(planes, t, key)),
    k: planes.keyFrequencies[key] ?? 0,
    shares: frames.map((t) => planes.share[t]?.[key] ?? 0),
  };
}

function drawStory(
  { moments, points }: Story,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const reach = largestFinite(
    points.flat().map(({ x, y }) => Math.hypot(x, y)),
    1e-9,
  );
  const fontSize = fontSizeAt(width);
  const places = layout(width, moments.length);
  const panels = moments.map((moment, i): Panel => {
    const { x, y, side } = places[i] ?? { x: 0, y: 0, side: width };
    const marks = [...residueMarks(points[i] ?? [], { side, reach }), ...captionMarks(moment, side, fontSize)];
    return { x, y, plot: { width: side, height: side + footOf(side, fontSize), margin: 0, marks } };
  });
  const last = places.at(-1);
  const height = last ? last.y + last.side + footOf(last.side, fontSize) : 0;
  return { svg: render(panels, { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, { moments, k, shares }: Story): string {
  const { record } = run;
  const last = moments.at(-1);
  const broken = moments.find((_, i) => !Number.isFinite(shares[i]));
  const divergence = broken ? `the run ${divergedAt(run, broken.epoch)}` : divergenceInWords([run]);
  const told = shares.filter(Number.isFinite);
  const change =
    divergence === null
      ? `goes from ${formatPercent(told[0] ?? 0)} to ${formatPercent(told.at(-1) ?? 0)}`
      : told[0] === undefined
        ? `is not a number: ${divergence}`
        : `is ${formatPercent(told[0])} at first; ${divergence}`;
  const parts = moments.map(
    ({ name, epoch, row }) => `${name} (epoch ${formatCount(epoch)}, test ${formatPercent(row.testAccuracy, 0)})`,
  );
  return (
    `The ${record.spec.task.p} residues in the plane of frequency ${k} of the final embedding: ${parts.join(', ')}. ` +
    `The share of the embedding's squared norm in this plane ${change}` +
    `${last?.name === 'grokked' ? '; noise becomes a circle' : ''} (seed ${record.spec.seed}).`
  );
}

export const planes: FigureKind = {
  version: 1,
  needs: 'a run with the measure planes and a key frequency',
  canDraw: ([run]) => Boolean(run?.planes && run.planes.keyFrequencies.length > 0),
  draw: ([run], options) => {
    if (!run?.planes) throw new TypeError(`planes: run ${run?.record.id ?? '(none)'} has no measure planes`);
    const story = storyOf(run, run.planes);
    const { moments, points, shares, k } = story;
    return Promise.resolve({
      ...drawStory(story, options),
      alt: finding(run, story),
      table: {
        columns: ['moment', 'epoch', 'train accuracy', 'test accuracy', `share of squared norm in plane ${k}`],
        rows: moments.map(({ name, epoch, row }, i) => [
          name,
          epoch,
          ...[row.trainAccuracy, row.testAccuracy, shares[i] ?? NaN].map((x) => cell(x)),
        ]),
      },
      csv: toCsv({
        columns: ['epoch', 'residue', 'x', 'y'],
        rows: moments.flatMap(({ epoch }, i) =>
          (points[i] ?? []).map(({ n, x, y }) => [epoch, n, significant(x, 5), significant(y, 5)]),
        ),
      }),
    });
  },
};
