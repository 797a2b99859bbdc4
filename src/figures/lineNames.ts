/** Names of lines over epochs: in the margin where they end at the right edge, else beside their last points. */
import type * as Plot from '@observablehq/plot';
import type { Frame } from './epochAxis.ts';
import { textWidth } from './format.ts';
import { placesAlong, type Place } from './geometry.ts';
import { END_GAP, endLabels } from './labels.ts';
import { colours } from './palette.ts';
import { spotLabels } from './placeLabels.ts';

/** What is named: where a line ends, px. */
export interface LineEnd extends Place {
  readonly text: string;
  readonly colour: string;
  /** Of a line that others are read against: named whatever room there is. */
  readonly isReference: boolean;
}

export interface LineNamesLook {
  readonly frame: Frame;
  /** Of the whole plot, px. */
  readonly width: number;
  readonly fontSize: number;
  /** Lines that names had better not cover: their corners, px. */
  readonly avoid: readonly (readonly Place[])[];
}

/** Share of the axis from which on a line ends at the right edge. */
const EDGE = 0.98;
/** px from a line's end to its name. */
const GAP = 8;

export function lineNames(ends: readonly LineEnd[], { frame, width, fontSize, avoid }: LineNamesLook): Plot.Markish[] {
  const { left, right, top, bottom } = frame;
  const isAtEdge = ({ x }: LineEnd): boolean => x >= left + EDGE * (right - left);
  const range = [top + 2, bottom - fontSize + 1] as const;
  const all = eachOnce(ends);
  const outside = roomyNames(all.filter(isAtEdge), range, fontSize);
  // From the right: their names have the most room.
  const inside = all
    .filter((end) => !isAtEdge(end))
    .sort((one, other) => other.x - one.x)
    .map((end) => ({ ...end, isBold: true }));
  const limit = outside.length > 0 ? right : width;
  return [
    ...endLabels(outside, { x: right, fontSize, range }),
    ...spotLabels(inside, {
      fontSize,
      within: { x: left, y: top - fontSize / 2, width: limit - left, height: bottom - top + fontSize },
      avoid: avoid.flatMap((corners) => placesAlong(corners, 5)),
      hasHalo: true,
    }),
  ];
}

/** Of ends with the same name in the same colour the one farthest to the right. */
const eachOnce = (ends: readonly LineEnd[]): LineEnd[] =>
  [...Map.groupBy(ends, ({ text, colour }) => `${text} ${colour}`).values()].map((same) =>
    same.reduce((last, end) => (end.x > last.x ? end : last)),
  );

/** Of more names than have room, those of references and the upper ones, and how many more there are. */
function roomyNames(ends: readonly LineEnd[], [low, high]: readonly [number, number], fontSize: number): LineEnd[] {
  const most = 1 + Math.floor((high - low) / (END_GAP * fontSize));
  if (ends.length <= most) return [...ends];
  const first = ends.toSorted((one, other) => Number(other.isReference) - Number(one.isReference) || one.y - other.y);
  const [named, rest] = [first.slice(0, most - 1), first.slice(most - 1)];
  const y = Math.max(...rest.map((end) => end.y));
  return [...named, { text: `+ ${rest.length}`, colour: colours.quiet, x: rest[0]?.x ?? 0, y, isReference: false }];
}

/**
 * Room a name needs right of the frame, px. @param share where on the axis its line ends
 * @param room from the left edge of the frame to the right one of the plot, px
 */
export function nameMargin(
  name: string,
  share: number,
  { room, fontSize }: { readonly room: number; readonly fontSize: number },
): number {
  const needed = GAP + textWidth(name, fontSize, true) + 1;
  return share >= EDGE ? needed : Math.max(0, room - (room - needed) / share);
}
