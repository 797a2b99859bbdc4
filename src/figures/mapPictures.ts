/**
 * p × p pictures side by side, a downwards and b to the right: where they lie, and what is written around them.
 */
import type * as Plot from '@observablehq/plot';
import { mean } from '../lab/mean.ts';
import { imageAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import type { Panel } from './render.ts';

export const FONT_SIZE = 12;

export interface MapPicture {
  readonly title: string;
  /** Lines below the title. */
  readonly notes: readonly string[];
  /** PNG, [p, p]. */
  readonly url: string;
}

export interface MapLayout {
  /** px of a picture's side: a multiple of p / 2 where that costs little, so that waves are not broken up. */
  readonly side: number;
  /** px of one panel: a picture with its letters and lines. */
  readonly width: number;
  readonly height: number;
  /** px from the left of a panel to its picture. */
  readonly left: number;
  /** px from the top of a panel to its picture. */
  readonly head: number;
}

/** px left of a picture, for its a; below it, for its b; of a line of text. */
const [LEFT, FOOT, LINE] = [16, 18, 16];

/**
 * @param room px that a panel may be wide. @param notes lines below each title. @param most px of a side.
 * @param hasLetters whether a and b are written at every picture.
 */
export function layoutMaps(
  room: number,
  p: number,
  { notes, most = 340, hasLetters = true }: { notes: number; most?: number; hasLetters?: boolean },
): MapLayout {
  const left = hasLetters ? LEFT : 0;
  const free = Math.min(most, Math.floor(room) - left);
  const snapped = Math.floor(free / (p / 2)) * (p / 2);
  const side = snapped > 0.7 * free ? snapped : free;
  const head = (1 + notes) * LINE + 4;
  return { side, width: left + side, height: head + side + FOOT, left, head };
}

export function mapPanel(
  { title, notes, url }: MapPicture,
  { side, width, height, left, head }: MapLayout,
  { x, y }: { x: number; y: number },
): Panel {
  const letters = left > 0 ? lettersAt(left, head, { side, last: side }) : [];
  return {
    x,
    y,
    plot: {
      width,
      height,
      margin: 0,
      marks: [
        textAt(title, left, 8, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }),
        ...notes.map((note, i) => textAt(note, left, 8 + (i + 1) * LINE, { fontSize: FONT_SIZE })),
        imageAt(url, { x: left, y: head, width: side, height: side }),
        ...letters,
      ],
    },
  };
}

/** The letter a left of a picture's top, and b below its right end or, in a row, the right end of the last one. */
export const lettersAt = (
  left: number,
  top: number,
  { side, last }: { side: number; last: number },
): Plot.Markish[] => [
  textAt('a', left - 5, top + 6, { anchor: 'end', fontSize: FONT_SIZE }),
  textAt('b', left + last, top + side + 10, { anchor: 'end', fontSize: FONT_SIZE }),
];

/** Left edges of `count` panels of one width, the free room between them, but no more than `most` px each. */
export function spaced(count: number, width: number, room: number, most = 60): number[] {
  const gap = count > 1 ? Math.min(most, (room - count * width) / (count - 1)) : 0;
  return Array.from({ length: count }, (_, i) => Math.floor(i * (width + gap)));
}

/** One row per pair for CSV: a, b and a value of each column, a outer. */
export function pairRows(p: number, columns: readonly ((pair: number) => number)[]): number[][] {
  return Array.from({ length: p * p }, (_, pair) => [Math.floor(pair / p), pair % p, ...columns.map((at) => at(pair))]);
}

/** What it takes to tell of numbers over all pairs. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly greatest: number;
}

/** In float64; NaN where any is. */
export function momentsOver(values: ArrayLike<number>): Moments {
  const all = Array.from(values);
  const centre = mean(all);
  return {
    mean: centre,
    deviation: Math.sqrt(mean(all.map((x) => (x - centre) ** 2))),
    least: all.reduce((least, x) => Math.min(least, x), Infinity),
    greatest: all.reduce((greatest, x) => Math.max(greatest, x), -Infinity),
  };
}
