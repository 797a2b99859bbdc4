/** A film as a moving picture: frames drawn as any figure is, then encoded. */
import type { RunResults } from '../../lab/store/results.ts';
import { encodePng } from '../bitmap.ts';
import { toPixels, toPng } from '../raster.ts';
import { render } from '../render.ts';
import { encodeGif, encodeWebp, type Film } from './encode.ts';
import type { Storyboard } from './film.ts';
import { filmKinds, type FilmKindName } from './index.ts';
import { ColourIndex } from './palette.ts';
import { keyFrameStrip } from './strip.ts';

export interface Animation {
  readonly gif: Uint8Array;
  /** Lossless, the same pixels as the GIF. */
  readonly webp: Uint8Array;
  /** PNG of the last frame, two pixels a unit. */
  readonly poster: Uint8Array;
  /** PNG of the key frames side by side, two pixels a unit. */
  readonly strip: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** One a frame, ascending. */
  readonly epochs: readonly number[];
  /** ms each frame stays. */
  readonly delays: readonly number[];
  readonly alt: string;
}

/** A finite loop: it ends by itself. */
const PLAYS = 3;
const LAST_DELAY_MS = 2000;

/** @throws TypeError where the runs lack what the film needs (`canShow` of the kind). */
export async function makeAnimation(kind: FilmKindName, runs: readonly RunResults[]): Promise<Animation> {
  const storyboard = filmKinds[kind].storyboardOf(runs);
  const { film, index } = await makeFilm(storyboard);
  return {
    gif: encodeGif(film),
    webp: await encodeWebp(film),
    poster: await drawPoster(storyboard, index),
    strip: await toPng(keyFrameStrip(storyboard)),
    width: film.width,
    height: film.height,
    epochs: storyboard.epochs,
    delays: film.delays,
    alt: storyboard.alt,
  };
}

/** All frames in the colours of the film. */
export async function makeFilm(storyboard: Storyboard): Promise<{ film: Film; index: ColourIndex }> {
  const { width, height, palette, epochs } = storyboard;
  const index = new ColourIndex(palette);
  const frames: Uint8Array[] = [];
  for (const frame of epochs.keys()) frames.push(index.indicesOf(await toPixels(drawFrame(storyboard, frame))));
  // 5 to 6 seconds in all, at 12 to 17 frames a second.
  const delay = Math.min(80, Math.max(60, 10 * Math.round(560 / frames.length)));
  const delays = frames.map((_, i) => (i === frames.length - 1 ? LAST_DELAY_MS : delay));
  return { film: { width, height, frames, palette, delays, plays: PLAYS }, index };
}

/** One frame as SVG. */
export function drawFrame({ width, height, panelsOf }: Storyboard, frame: number): string {
  return render(panelsOf(frame), { id: 'frame', theme: 'raster', width, height });
}

async function drawPoster(storyboard: Storyboard, index: ColourIndex): Promise<Uint8Array> {
  const pixels = await toPixels(drawFrame(storyboard, storyboard.epochs.length - 1), 2);
  const { width, height } = pixels;
  return encodePng({ width, height, indices: index.indicesOf(pixels), palette: index.palette });
}
