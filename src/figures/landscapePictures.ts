/** The loss in a plane of weights as pictures: bands of equal log loss, and the path of the run across them. */
import * as Plot from '@observablehq/plot';
import type { LandscapeResults } from '../lab/measures/filmFiles.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { formatPower } from './format.ts';
import type { Box } from './geometry.ts';
import { colours } from './palette.ts';
import { cividis, levels } from './ramps.ts';

const LEVELS = 18;
export const LOSS_PALETTE = levels(cividis, LEVELS);
/** Pixels of the picture between two points of the grid. */
const FINENESS = 8;
/** What float32 makes of a smaller loss is noise. */
const LEAST_LOSS = 1e-8;

export type SplitName = 'train' | 'test';

/** The shared scale, in whole decades: losses outside lie on its ends. */
export interface Decades {
  readonly low: number;
  readonly high: number;
}

/** From the lowest loss of either split, 10⁻⁸ at least, to the highest. */
export function decadesOf({ trainLoss, testLoss }: LandscapeResults): Decades {
  const all = [...trainLoss, ...testLoss].filter(Number.isFinite);
  const low = Math.floor(Math.log10(Math.max(LEAST_LOSS, Math.min(...all))));
  return { low, high: Math.max(low + 1, Math.ceil(Math.log10(Math.max(...all, LEAST_LOSS)))) };
}

export const decadeEnds = ({ low, high }: Decades): readonly [string, string] => [formatPower(low), formatPower(high)];

/** Height over width of the grid: one scale for both directions. */
export const aspectOf = ({ x, y }: LandscapeResults): number => spanOf(y) / spanOf(x);
const spanOf = (values: readonly number[]): number => (values.at(-1) ?? 0) - (values[0] ?? 0) || 1;

/** PNG in a data URL. Log losses between the points of the grid by straight lines; y upwards. */
export function landscapeUrl(landscape: LandscapeResults, split: SplitName, { low, high }: Decades): string {
  const { x, y } = landscape;
  const losses = split === 'train' ? landscape.trainLoss : landscape.testLoss;
  const [width, height] = [(x.length - 1) * FINENESS, (y.length - 1) * FINENESS];
  const logAt = (i: number, j: number): number => Math.log10(Math.max(losses[j * x.length + i] ?? NaN, 1e-30));
  const bands = Float32Array.from({ length: width * height }, (_, pixel) => {
    const u = ((pixel % width) + 0.5) / FINENESS;
    const v = (height - Math.floor(pixel / width) - 0.5) / FINENESS;
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const across = (row: number): number => logAt(i, row) + (u - i) * (logAt(i + 1, row) - logAt(i, row));
    const log = across(j) + (v - j) * (across(j + 1) - across(j));
    return levelOf((log - low) / (high - low), LEVELS);
  });
  return heatmapUrl({ width, height, levels: bands, palette: LOSS_PALETTE });
}

/** Where a place of the plane lies in a picture, px. */
export function placeIn({ x, y }: LandscapeResults, box: Box): (place: readonly [number, number]) => [number, number] {
  const [left, bottom] = [x[0] ?? 0, y[0] ?? 0];
  return ([u, v]) => [
    box.x + ((u - left) / spanOf(x)) * box.width,
    box.y + box.height - ((v - bottom) / spanOf(y)) * box.height,
  ];
}

/** The way through points in px: ink on paper, so that it is seen on every colour. */
export function pathMarks(points: readonly (readonly [number, number])[], width: number): Plot.Markish[] {
  const at = {
    x: { value: points.map(([x]) => x), scale: null },
    y: { value: points.map(([, y]) => y), scale: null },
    strokeLinejoin: 'round',
    strokeLinecap: 'round',
  } as const;
  return [
    Plot.line(points, { ...at, stroke: colours.paper, strokeWidth: width + 2 }),
    Plot.line(points, { ...at, stroke: colours.ink, strokeWidth: width }),
  ];
}

/** A dot at a place, ringed with paper. */
export function dotMarks([x, y]: readonly [number, number], radius: number, colour: string): Plot.Markish[] {
  const at = { x: { value: [x], scale: null }, y: { value: [y], scale: null } } as const;
  return [
    Plot.dot([0], { ...at, r: radius + 2, fill: colours.paper }),
    Plot.dot([0], { ...at, r: radius, fill: colour }),
  ];
}
