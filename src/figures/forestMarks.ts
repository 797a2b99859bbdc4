/** The marks of a forest of ratios and what they mean. Places in px. */
import * as Plot from '@observablehq/plot';
import type { Place } from './geometry.ts';
import { legendRows, type LegendSample } from './legendRows.ts';
import { barsAcross, barsAt, BY_XY } from './marks.ts';
import { colours } from './palette.ts';

export const FONT_SIZE = 12;
export const REPORTED = colours.fourth;

/** The head of an arrow at `x`, pointing left (−1) or right (1). */
export const headAt = ({ x, y }: Place, towards: -1 | 1, colour: string, width = 1.5): Plot.Markish =>
  Plot.line(
    [
      { x: x - 5 * towards, y: y - 4 },
      { x, y },
      { x: x - 5 * towards, y: y + 4 },
    ],
    { ...BY_XY, stroke: colour, strokeWidth: width, strokeLinejoin: 'round' },
  );

export const pairDots = (spots: readonly Place[]): Plot.Markish =>
  Plot.dot(spots, { ...BY_XY, r: 3.5, fill: colours.quiet, fillOpacity: 0.75 });

export const reportedMark = (spot: Place): Plot.Markish =>
  Plot.dot([spot], { ...BY_XY, r: 5, symbol: 'diamond', fill: colours.paper, stroke: REPORTED, strokeWidth: 1.75 });

export const meanMarks = (spots: readonly Place[]): Plot.Markish =>
  barsAt(
    spots.map(({ x, y }) => ({ x, top: y - 6, bottom: y + 6 })),
    { colour: colours.ink, width: 3 },
  );

/** Means counted in arithmetic. */
export const costMarks = (spots: readonly Place[]): Plot.Markish =>
  Plot.dot(spots, { ...BY_XY, r: 3.75, symbol: 'square', fill: colours.paper, stroke: colours.ink, strokeWidth: 1.5 });

export interface BarLook {
  readonly colour: string;
  readonly width: number;
}
export const INTERVAL: BarLook = { colour: colours.ink, width: 1.75 };
/** Where one more pair would lie. */
export const ONE_MORE: BarLook = { colour: colours.quiet, width: 1 };

interface Shown {
  readonly hasCosts: boolean;
  readonly hasReported: boolean;
  readonly hasOneMore: boolean;
}

/** px: a bar that stands for an interval. */
const SAMPLE = 18;
const SPACING = { name: 25, next: 19, row: 20 };

/** What the marks mean. @returns height, px */
export function legend(
  width: number,
  { hasCosts, hasReported, hasOneMore }: Shown,
): { marks: Plot.Markish[]; height: number } {
  const bar = ({ x, y }: Place, look: BarLook): Plot.Markish => barsAcross([{ y, left: x, right: x + SAMPLE }], look);
  const middle = ({ x, y }: Place): Place => ({ x: x + SAMPLE / 2, y });
  const samples: LegendSample[] = [
    { name: 'a pair of one seed', mark: (at) => [pairDots([middle(at)])] },
    { name: 'geometric mean, 95\u202f% interval', mark: (at) => [bar(at, INTERVAL), meanMarks([middle(at)])] },
    ...(hasCosts ? [{ name: 'the mean in multiply-adds', mark: (at: Place) => [costMarks([middle(at)])] }] : []),
    ...(hasReported ? [{ name: 'reported, one run', mark: (at: Place) => [reportedMark(middle(at))] }] : []),
    ...(hasOneMore
      ? [{ name: 'where one more pair of ours would lie (95\u202f%)', mark: (at: Place) => [bar(at, ONE_MORE)] }]
      : []),
  ];
  return legendRows(samples, { width, fontSize: FONT_SIZE, spacing: SPACING });
}
