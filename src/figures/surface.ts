/**
 * A surface over a grid of pairs, seen from above the corner of the largest a and b: both horizontal axes foreshortened
 * alike. Slices of constant a from the back to the front, each hiding what lies behind it (painter's algorithm).
 */
import * as Plot from '@observablehq/plot';
import { colours } from './palette.ts';

export type Point = readonly [x: number, y: number];

export interface Surface {
  /** Points along each side. */
  readonly p: number;
  /** [p, p], a outer: heights as shares, 0 at the floor and 1 at the ceiling. NaN: no surface here. */
  readonly heights: Float32Array;
  /** Slices are drawn of every `step`-th a, and of the last. */
  readonly step: number;
}

/** px: where the floor's left corner and the ceiling's back corner touch, the floor's width, the ceiling's height. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly rise: number;
}

/** px from the ceiling's back corner to the floor's front corner: the floor is a rhombus twice as wide as deep. */
export const viewHeight = ({ width, rise }: View): number => width / 2 + rise;

/** Where (a, b), as shares of their axes, lies at a height: a runs from the back to the left, b from the back to the right. */
export const project = ({ left, top, width, rise }: View, a: number, b: number, height = 0): Point => [
  left + (width / 2) * (1 + b - a),
  top + (width / 4) * (a + b) + rise * (1 - height),
];

export function surfaceMarks({ p, heights, step }: Surface, view: View): Plot.Markish[] {
  const last = p - 1;
  const along = Array.from({ length: p }, (_, i) => i);
  const corner = (a: number, b: number, height = heights[a * p + b] ?? NaN): Point =>
    project(view, a / last, b / last, height);
  const slices = along.filter((a) => a % step === 0 || a === last);
  const px = (axis: 0 | 1): Plot.ChannelValueSpec => ({ value: (point: Point) => point[axis], scale: null });
  const shape = (points: readonly Point[], fill: string): Plot.Markish =>
    Plot.line(points, { x: px(0), y: px(1), fill, stroke: colours.ink, strokeWidth: 0.7 });
  // The two faces in front are shaded: the last slice, and the right face, which slices reach only with their ends.
  const right = walls(along, (a) => corner(a, last), (a) => corner(a, last, 0)); // prettier-ignore
  return [
    ...slices.flatMap(
      (a) =>
      walls(along, (b) => corner(a, b), (b) => corner(a, b, 0)).map((points) => shape(points, a === last ? colours.rule : colours.paper)), // prettier-ignore
    ),
    ...right.map((points) => shape(points, colours.rule)),
  ];
}

/** Closed outlines between the surface and the floor, one for each stretch without a gap. */
function walls(along: readonly number[], top: (i: number) => Point, floor: (i: number) => Point): Point[][] {
  const stretches: number[][] = [];
  let open = false;
  for (const i of along) {
    const isThere = Number.isFinite(top(i)[1]);
    if (isThere && open) stretches.at(-1)?.push(i);
    else if (isThere) stretches.push([i]);
    open = isThere;
  }
  return stretches.map((stretch) => {
    const [first, end] = [stretch[0] ?? 0, stretch.at(-1) ?? 0];
    return [floor(first), ...stretch.map(top), floor(end), floor(first)];
  });
}
