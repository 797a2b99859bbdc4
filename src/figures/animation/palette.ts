/** The colours of an animation: few, fixed, the same in every frame, so that GIF and WebP are exact and small. */
import { colours } from '../palette.ts';
import type { Rgb } from '../ramps.ts';
import type { Pixels } from '../raster.ts';

/** Steps between paper and a colour, the colour among them: what the edges of its shapes are drawn in. */
const EDGES: readonly (readonly [colour: string, steps: number])[] = [
  [colours.ink, 8],
  [colours.quiet, 5],
  [colours.train, 7],
  [colours.test, 7],
  [colours.faint, 2],
  [colours.rule, 2],
];

/** Lines that cross: part of the first colour over the second, then part of that over paper. */
const CROSSINGS: readonly (readonly [over: string, under: string, share: number, cover: number])[] = [
  [colours.test, colours.train, 0.8, 1],
  [colours.test, colours.train, 0.8, 0.75],
  [colours.test, colours.train, 0.6, 1],
  [colours.test, colours.train, 0.6, 0.75],
  [colours.train, colours.quiet, 0.5, 1],
  [colours.train, colours.quiet, 0.5, 0.75],
];

const mix = (over: Rgb, under: Rgb, share: number): Rgb =>
  over.map((x, c) => Math.round(share * x + (1 - share) * (under[c] ?? 0))) as unknown as Rgb;

const fromHex = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

/**
 * Paper, the figure's colours with their edges, and `ramp`; at most 63 colours, so that the transparent one of a
 * GIF makes 64.
 */
export function animationPalette(ramp: readonly Rgb[]): Rgb[] {
  const paper = fromHex(colours.paper);
  const edges = EDGES.flatMap(([hex, steps]) => {
    const colour = fromHex(hex);
    return Array.from({ length: steps }, (_, i) => mix(colour, paper, (i + 1) / steps));
  });
  const crossings = CROSSINGS.map(([over, under, share, cover]) =>
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
