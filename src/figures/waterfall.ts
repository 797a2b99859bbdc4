/**
 * Curves stacked in depth, the first at the back: each is drawn on a sheet of paper that hides what lies behind it, and
 * stands a step to the left and below the one before (painter's algorithm).
 */
import * as Plot from '@observablehq/plot';
import { colours } from './palette.ts';

export interface Sheet {
  /** Heights from left to right, evenly spaced; all finite. */
  readonly heights: readonly number[];
  readonly colour: string;
}

export interface WaterfallView {
  /** Left end of the front sheet's middle line, px. */
  readonly left: number;
  /** Middle line of the front sheet, px. */
  readonly bottom: number;
  /** px from the left to the right end of a curve. */
  readonly width: number;
  /** px a unit of height. */
  readonly scale: number;
  /** px of paper below a middle line. */
  readonly skirt: number;
  /** px, of the curves. */
  readonly stroke: number;
  /** px from a sheet to the one behind it. */
  readonly step: readonly [right: number, up: number];
}

/** Ends of the middle line of the sheet that stands `behind` sheets behind the front one. */
export function middleLine(
  { left, bottom, width, step: [right, up] }: WaterfallView,
  behind: number,
): { readonly from: number; readonly to: number; readonly y: number } {
  const from = left + behind * right;
  return { from, to: from + width, y: bottom - behind * up };
}

type Point = readonly [x: number, y: number];

const round = (x: number): number => Math.round(10 * x) / 10;

/**
 * One closed path a sheet: the curve, then down and back along its lower edge. The dash is as long as the curve and the
 * gap longer than the rest, so that of the outline the curve alone is seen.
 */
export function waterfallMarks(sheets: readonly Sheet[], view: WaterfallView): Plot.Markish[] {
  return sheets.map(({ heights, colour }, i) => {
    const { from, to, y } = middleLine(view, sheets.length - 1 - i);
    const curve = heights.map((height, n): Point => [
      round(from + (view.width * n) / (heights.length - 1)),
      round(y - view.scale * height),
    ]);
    const floor = y + view.skirt;
    return Plot.line([...curve, [to, floor], [from, floor]] satisfies Point[], {
      x: { value: (point: Point) => point[0], scale: null },
      y: { value: (point: Point) => point[1], scale: null },
      fill: colours.paper,
      stroke: colour,
      strokeWidth: view.stroke,
      strokeDasharray: `${lengthOf(curve).toFixed(1)} 9999`,
    });
  });
}

const lengthOf = (points: readonly Point[]): number =>
  points.slice(1).reduce((sum, [x, y], i) => {
    const [x0, y0] = points[i] ?? [x, y];
    return sum + Math.hypot(x - x0, y - y0);
  }, 0);
