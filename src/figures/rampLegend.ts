/** The colour scale of a heatmap, drawn beside it. */
import type * as Plot from '@observablehq/plot';
import { pngUrl } from './bitmap.ts';
import { textWidth } from './format.ts';
import { imageAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import type { Rgb } from './ramps.ts';

export interface RampLegend {
  /** What the colours mean, with the unit. */
  readonly label: string;
  /** Written at the left and at the right end of the ramp. */
  readonly ends: readonly [string, string];
  readonly palette: readonly Rgb[];
}

export interface RampPlace {
  /** Right end of the legend, px. */
  readonly right: number;
  /** Middle line, px. */
  readonly y: number;
  readonly fontSize: number;
  readonly rampWidth?: number;
}

/** "label  low ▓▓▓▓ high" in one row, right-aligned. */
export function rampLegend(
  { label, ends: [low, high], palette }: RampLegend,
  { right, y, fontSize, rampWidth = 72 }: RampPlace,
): Plot.Markish[] {
  const gap = 0.45 * fontSize;
  const rampRight = right - textWidth(high, fontSize) - gap;
  const rampLeft = rampRight - rampWidth;
  const lowX = rampLeft - gap;
  const url = pngUrl({
    width: palette.length,
    height: 1,
    indices: Uint8Array.from(palette, (_, i) => i),
    palette,
  });
  const height = Math.round(0.7 * fontSize);
  return [
    textAt(high, rampRight + gap, y, { fontSize }),
    imageAt(url, { x: rampLeft, y: y - height / 2, width: rampWidth, height }),
    textAt(low, lowX, y, { fontSize, anchor: 'end' }),
    textAt(label, lowX - textWidth(low, fontSize) - 2 * gap, y, { fontSize, anchor: 'end', colour: colours.ink }),
  ];
}
