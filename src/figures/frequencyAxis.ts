/** The axis of folded frequencies, bars above it and names above the bars: what the figures of spectra share. */
import type * as Plot from '@observablehq/plot';
import { textWidth } from './format.ts';
import { placeInRow } from './labels.ts';
import { barsAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { seriesLook } from './seriesLooks.ts';

/** Frequencies 1 … count in columns of equal width, px. */
export interface FrequencyAxis {
  readonly count: number;
  readonly left: number;
  readonly right: number;
}

const stepOf = ({ count, left, right }: FrequencyAxis): number => (right - left) / Math.max(1, count);

/** Middle of the column of frequency k, px. */
export const frequencyX = (axis: FrequencyAxis, k: number): number => axis.left + (k - 0.5) * stepOf(axis);

export const barWidth = (axis: FrequencyAxis): number => Math.min(0.72 * stepOf(axis), 28);

/** 1 and the multiples of ten, or of five where there are few. */
export const frequencyTicks = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => i + 1).filter((k) => k === 1 || k % (count > 30 ? 10 : 5) === 0);

/** The colour of a key frequency, the same in every figure; null for the others. @param keys ascending */
export const keyColour = (k: number, keys: readonly number[]): string | null =>
  keys.includes(k) ? seriesLook(keys.indexOf(k)).colour : null;

interface RowLook {
  /** Where the bars stand, px from the top. */
  readonly y: number;
  readonly width: number;
  readonly fontSize: number;
}

/** The baseline, ticks below it and "k" at the right end of their row. */
export function frequencyAxisMarks(axis: FrequencyAxis, { y, width, fontSize }: RowLook): Plot.Markish[] {
  const row = y + 4 + fontSize;
  return [
    lineAt([axis.left, y], [axis.right, y], { colour: colours.faint }),
    ...frequencyTicks(axis.count).map((k) =>
      textAt(String(k), frequencyX(axis, k), row, { anchor: 'middle', fontSize }),
    ),
    textAt('k', width - 1, row, { anchor: 'end', fontSize }),
  ];
}

/** Bars of `values` (k = 1 first), each in its colour; not finite: none. @param y height of a value, px from the top */
export function frequencyBars(
  values: readonly number[],
  axis: FrequencyAxis,
  y: (value: number) => number,
  colourOf: (k: number) => string,
): Plot.Markish[] {
  const bars = values.map((value, i) => ({
    x: frequencyX(axis, i + 1),
    top: y(Number.isFinite(value) ? value : 0),
    bottom: y(0),
    colour: colourOf(i + 1),
  }));
  // One mark a colour: each is one group in the drawing.
  return [...new Set(bars.map(({ colour }) => colour))].map((colour) =>
    barsAt(
      bars.filter((bar) => bar.colour === colour),
      { colour, width: barWidth(axis) },
    ),
  );
}

export interface FrequencyName {
  readonly k: number;
  /** @default the frequency */
  readonly text?: string;
  readonly colour: string;
  /** @default true */
  readonly isBold?: boolean;
  /** Where its bar ends, px from the top. */
  readonly top: number;
}

const GAP = 8;

/** Names in one row above their bars, each with a leader; the first ones first, as many as there is room for. */
export function frequencyNames(
  names: readonly FrequencyName[],
  axis: FrequencyAxis,
  { y, width, fontSize }: RowLook,
): Plot.Markish[] {
  const widthOf = ({ k, text = String(k), isBold = true }: FrequencyName): number => textWidth(text, fontSize, isBold);
  let room = width - axis.left;
  const shown = names
    .filter((name) => (room -= widthOf(name) + GAP) > -GAP)
    .sort((first, second) => first.k - second.k);
  const places = placeInRow(
    shown.map(({ k }) => frequencyX(axis, k)),
    shown.map(widthOf),
    [axis.left, width],
    GAP,
  );
  return shown.flatMap(({ k, text = String(k), colour, isBold = true, top }, i) => [
    lineAt([places[i] ?? 0, y + 0.6 * fontSize], [frequencyX(axis, k), top - 2], { colour }),
    textAt(text, places[i] ?? 0, y, { anchor: 'middle', fontSize, colour, isBold }),
  ]);
}
