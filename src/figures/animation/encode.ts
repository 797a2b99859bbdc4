/** Indexed frames → GIF and lossless WebP. Both show exactly the frames given. */
import type { Rgb } from '../ramps.ts';
import { loadSharp } from '../raster.ts';
import { GIFEncoder } from './gifenc.ts';

export interface Film {
  readonly width: number;
  readonly height: number;
  /** [frame][pixel]: index into the palette. */
  readonly frames: readonly Uint8Array[];
  readonly palette: readonly Rgb[];
  /** ms each frame stays. */
  readonly delays: readonly number[];
  /** How often the film is shown. */
  readonly plays: number;
}

/**
 * One global palette; in every frame but the first, pixels that did not change are transparent, and frames are
 * left standing. Unchanged pixels cost almost nothing then.
 */
export function encodeGif({ width, height, frames, palette, delays, plays }: Film): Uint8Array {
  const transparentIndex = palette.length;
  const encoder = GIFEncoder();
  frames.forEach((frame, i) => {
    const previous = frames[i - 1];
    const delay = delays[i] ?? 0;
    if (!previous) {
      const colours = [...palette, [0, 0, 0] as const];
      encoder.writeFrame(frame, width, height, { palette: colours, delay, repeat: plays - 1, dispose: 1 });
      return;
    }
    const changes = frame.map((index, pixel) => (previous[pixel] === index ? transparentIndex : index));
    encoder.writeFrame(changes, width, height, { delay, transparent: true, transparentIndex, dispose: 1 });
  });
  encoder.finish();
  return Uint8Array.from(encoder.bytes());
}

/** Lossless. */
export async function encodeWebp({ width, height, frames, palette, delays, plays }: Film): Promise<Uint8Array> {
  const pixels = new Uint8Array(3 * width * height * frames.length);
  frames.forEach((frame, f) => {
    const start = 3 * width * height * f;
    frame.forEach((index, i) => {
      pixels.set(palette[index] as Rgb, start + 3 * i);
    });
  });
  const sharp = await loadSharp();
  const raw = { width, height: height * frames.length, channels: 3, pageHeight: height } as const;
  const webp = await sharp(pixels, { raw, limitInputPixels: false })
    .webp({ lossless: true, effort: 4, loop: plays, delay: [...delays] })
    .toBuffer();
  return Uint8Array.from(webp);
}
