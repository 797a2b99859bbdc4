/**
 * gifenc 1.0.3 with types, which it does not ship. It is CommonJS that claims to be a module, so that Node and
 * Vite disagree on its default export: it is required, not imported. Source of the types: gifenc's src/index.js.
 */
import { createRequire } from 'node:module';
import type { Rgb } from '../ramps.ts';

interface FrameOptions {
  /** Global where it comes with the first frame, local with a later one; none: the global one. */
  readonly palette?: readonly Rgb[];
  /** ms, rounded to 10 ms. */
  readonly delay?: number;
  readonly transparent?: boolean;
  readonly transparentIndex?: number;
  /** 1: leave the frame standing. With `transparent` the default is 2 (clear). */
  readonly dispose?: number;
  /** 0: for ever; −1: once; n: n times again. */
  readonly repeat?: number;
}

interface Encoder {
  readonly writeFrame: (index: Uint8Array, width: number, height: number, options?: FrameOptions) => void;
  readonly finish: () => void;
  readonly bytes: () => Uint8Array;
}

interface Gifenc {
  readonly GIFEncoder: () => Encoder;
  /** Reads `rgba.buffer` whole: pass an array that owns its buffer. */
  readonly quantize: (rgba: Uint8Array, maxColors: number) => Rgb[];
  readonly applyPalette: (rgba: Uint8Array, palette: readonly Rgb[]) => Uint8Array;
}

export const { GIFEncoder, quantize, applyPalette } = createRequire(import.meta.url)('gifenc') as Gifenc;
