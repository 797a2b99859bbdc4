/** The name of a fitted line, in its colour, where it is not taken for the name of a point. */
import type * as Plot from '@observablehq/plot';
import { textWidth } from './format.ts';
import { distanceTo, isInside, type Box, type Place } from './geometry.ts';
import { textAt } from './marks.ts';
import { colours } from './palette.ts';

export interface LawLabelOptions {
  readonly fontSize: number;
  /** Where it may lie. */
  readonly within: Box;
  /** Points, from which it keeps away. */
  readonly points: readonly Place[];
  /** Along the lines that it does not cover, the fitted one among them. */
  readonly lines: readonly Place[];
  /** Heights of hairlines that do not cross it. */
  readonly levels: readonly number[];
}

export interface LawLabel {
  readonly mark: Plot.Markish;
  readonly box: Box;
}

/** px from the line, and from points beyond which it is free. */
const [GAP, FREE] = [6, 40];
/** Left or above, in line with it, right or below. */
type Side = -1 | 0 | 1;
const ALONG: readonly Side[] = [-1, 0, 1];
/** Where the label may lie beside a place of the line. */
const SIDES = ALONG.flatMap((dx) => ALONG.map((dy) => [dx, dy] as const)).filter(([dx, dy]) => dx !== 0 || dy !== 0);
/** Set from the side of the line: letters of another width do not run into it. */
const ANCHORS = { [-1]: 'end', 0: 'middle', 1: 'start' } as const;
/** What it costs to leave the frame, to cover a line or a hairline, and each px too near to a point. */
const COSTS = { outside: 1e6, line: 1e4, level: 300, near: 10 };

/** Beside the fitted line, as near to one of its ends as it is free. Null for a line of no length. */
export function lawLabel(text: string, line: readonly Place[], options: LawLabelOptions): LawLabel | null {
  const { fontSize } = options;
  const size = { width: textWidth(text, fontSize), height: 1.2 * fontSize };
  const candidates = line.flatMap((place, i) =>
    SIDES.map((side) => {
      const box = boxBeside(place, side, size);
      return { box, side, cost: costOf(box, options) + Math.min(i, line.length - 1 - i) / line.length };
    }),
  );
  const [first, ...rest] = candidates;
  if (!first || line.length < 2) return null;
  const { box, side } = rest.reduce((best, candidate) => (candidate.cost < best.cost ? candidate : best), first);
  const [dx] = side;
  const x = box.x + ((1 - dx) / 2) * box.width;
  const mark = textAt(text, x, box.y + box.height / 2, { fontSize, anchor: ANCHORS[dx], colour: colours.quiet });
  return { box, mark };
}

function costOf(box: Box, { within, points, lines, levels }: LawLabelOptions): number {
  const free = Math.min(FREE, ...points.map((point) => distanceTo(box, point)));
  return (
    (isInside(box, within) ? 0 : COSTS.outside) +
    COSTS.line * lines.filter((place) => distanceTo(box, place) < 3).length +
    COSTS.level * levels.filter((y) => y > box.y - 1 && y < box.y + box.height + 1).length +
    COSTS.near * (FREE - free)
  );
}

function boxBeside({ x, y }: Place, [dx, dy]: readonly [number, number], size: Pick<Box, 'width' | 'height'>): Box {
  const along = (start: number, side: number, length: number): number => start + GAP * side + ((side - 1) / 2) * length;
  return { ...size, x: along(x, dx, size.width), y: along(y, dy, size.height) };
}
