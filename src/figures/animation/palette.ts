/** The colours of an animation: few, fixed, the same in every frame, so that GIF and WebP are exact and small. */
import { colours } from '../palette.ts';
import type { Rgb } from '../ramps.ts';
import type { Pixels } from '../raster.ts';

/** Steps between paper and a colour, the colour among them: what the edges of its shapes are drawn in. */
export type Edge = readonly [colour: string, steps: number];

/** What the readout of every film and the names beside its pictures are drawn in. */
export const TEXT_EDGES: readonly Edge[] = [
  [colours.ink, 6],
  [colours.quiet, 3],
  [colours.train, 4],
  [colours.test, 5],
];

const EDGES: readonly Edge[] = [
  [colours.ink, 8],
  [colours.quiet, 5],
  [colours.train, 7],
  [colours.test, 7],
  [colours.faint, 2],
  [colours.rule, 2],
];

/** Lines that cross: part of the first colour over the second, then part of that over paper. */
type Crossing = readonly [over: string, under: string, share: number, cover: number];

const CROSSINGS: readonly Crossing[] = [
  [colours.test, colours.train, 0.8, 1],
  [colours.test, colours.train, 0.8, 0.75],
  [colours.test, colours.train, 0.6, 1],
  [colours.test, colours.train, 0.6, 0.75],
  [colours.train, colours.quiet, 0.5, 1],
  [colours.train, colours.quiet, 0.5, 0.75],
];

const mix = (over: Rgb, under: Rgb, share: number): Rgb =>
  over.map((x, c) => Math.round(share * x + (1 - share) * (under[c] ?? 0))) as unknown as Rgb;

/** `share` of a colour over paper. */
export const tint = (hex: string, share: number): Rgb => mix(fromHex(hex), fromHex(colours.paper), share);

const fromHex = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

interface PaletteOptions {
  /** @default those of lines and names in the transition */
  readonly edges?: readonly Edge[];
  /** @default those of its curves; none where other edges are named */
  readonly crossings?: readonly Crossing[];
}

/**
 * Paper, the figure's colours with their edges, and `ramp`; at most 63 colours, so that the transparent one of a
 * GIF makes 64.
 */
export function animationPalette(ramp: readonly Rgb[], options: PaletteOptions = {}): Rgb[] {
  const { edges: wanted = EDGES, crossings: crossed = options.edges ? [] : CROSSINGS } = options;
  const paper = fromHex(colours.paper);
  const edges = wanted.flatMap(([hex, steps]) => {
    const colour = fromHex(hex);
    return Array.from({ length: steps }, (_, i) => mix(colour, paper, (i + 1) / steps));
  });
  const crossings = crossed.map(([over, under, share, cover]) =>
    mix(mix(fromHex(over), fromHex(under), share), paper, cover),
  );
  const palette = [paper, ...edges, ...crossings, ...ramp];
  if (palette.length > 63) throw new TypeError(`animationPalette: expected at most 63 colours, got ${palette.length}`);
  return palette;
}

/** Pixels → indices of the nearest colours, each colour looked up once. */
export class ColourIndex {
  readonly palette: readonly Rgb[];
  readonly #known = new Map<number, number>();

  constructor(palette: readonly Rgb[]) {
    this.palette = palette;
  }

  /** One index a pixel. */
  indicesOf({ data, width, height }: Pixels): Uint8Array {
    const indices = new Uint8Array(width * height);
    for (let i = 0; i < indices.length; i++) {
      const red = data[4 * i] as number;
      const green = data[4 * i + 1] as number;
      const blue = data[4 * i + 2] as number;
      const key = (red << 16) | (green << 8) | blue;
      let index = this.#known.get(key);
      if (index === undefined) this.#known.set(key, (index = this.#nearest(red, green, blue)));
      indices[i] = index;
    }
    return indices;
  }

  #nearest(red: number, green: number, blue: number): number {
    const distance = ([r, g, b]: Rgb): number => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    return this.palette.reduce(
      (best, colour, i) => (distance(colour) < distance(this.palette[best] as Rgb) ? i : best),
      0,
    );
  }
}
