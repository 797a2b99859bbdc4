/** Marks placed in px of their plot, beside the scales. */
import * as Plot from '@observablehq/plot';
import type { Box } from './geometry.ts';
import { colours } from './palette.ts';

/** Channels of items with `x` and `y` in px. */
export const BY_XY = { x: { value: 'x', scale: null }, y: { value: 'y', scale: null } } as const;

const px = (value: number): Plot.ChannelValueSpec => ({ value: [value], scale: null });

export interface TextLook {
  readonly fontSize?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
  readonly isBold?: boolean;
  /** Paper around the letters, on pictures. */
  readonly hasHalo?: boolean;
}

/** `text` with its middle line at height `y`. */
export const textAt = (text: string, x: number, y: number, look: TextLook = {}): Plot.Markish =>
  textsAt([{ text, x, y }], look);

/** Several of one look, as one mark. */
export function textsAt(
  texts: readonly { readonly text: string; readonly x: number; readonly y: number }[],
  { fontSize = 12, anchor = 'start', colour = colours.quiet, isBold = false, hasHalo = false }: TextLook = {},
): Plot.Markish {
  return Plot.text(texts, {
    ...BY_XY,
    text: 'text',
    lineAnchor: 'middle',
    textAnchor: anchor,
    fill: colour,
    fontSize,
    ...(isBold ? { fontWeight: 600 } : {}),
    ...(hasHalo ? { stroke: colours.paper, strokeWidth: 3, strokeLinejoin: 'round' } : {}),
  });
}

/** A straight line from (x1, y1) to (x2, y2). */
export function lineAt(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  {
    colour = colours.rule,
    width = 1,
    dash,
  }: { readonly colour?: string; readonly width?: number; readonly dash?: string | undefined } = {},
): Plot.Markish {
  return Plot.link([0], {
    x1: px(x1),
    y1: px(y1),
    x2: px(x2),
    y2: px(y2),
    stroke: colour,
    strokeWidth: width,
    ...(dash ? { strokeDasharray: dash } : {}),
  });
}

export interface BarsLook {
  readonly colour: string;
  readonly width: number;
  /** @default 1 */
  readonly opacity?: number;
}

/** Upright bars of one colour and width, each from `bottom` up to `top` around `x`. */
export function barsAt(
  bars: readonly { readonly x: number; readonly top: number; readonly bottom: number }[],
  { colour, width, opacity = 1 }: BarsLook,
): Plot.Markish {
  const channel = (name: string): Plot.ChannelValueSpec => ({ value: name, scale: null });
  return Plot.link(bars, {
    x1: channel('x'),
    x2: channel('x'),
    y1: channel('bottom'),
    y2: channel('top'),
    stroke: colour,
    strokeWidth: Number(width.toFixed(1)),
    ...(opacity < 1 ? { strokeOpacity: opacity } : {}),
  });
}

/** The same lying: each from `left` to `right` around `y`. */
export function barsAcross(
  bars: readonly { readonly y: number; readonly left: number; readonly right: number }[],
  { colour, width }: Omit<BarsLook, 'opacity'>,
): Plot.Markish {
  const channel = (name: string): Plot.ChannelValueSpec => ({ value: name, scale: null });
  return Plot.link(bars, {
    x1: channel('left'),
    x2: channel('right'),
    y1: channel('y'),
    y2: channel('y'),
    stroke: colour,
    strokeWidth: width,
  });
}

/** A picture stretched over a rectangle, its pixels kept sharp. */
export function imageAt(source: string, { x, y, width, height }: Box): Plot.Markish {
  return Plot.image([source], {
    x: px(x + width / 2),
    y: px(y + height / 2),
    src: (url: string) => url,
    width,
    height,
    preserveAspectRatio: 'none',
    imageRendering: 'pixelated',
  });
}
