/** The logit of the right answer for every pair at one checkpoint: a p × p picture, one pixel a pair. */
import { logitFrame, type LoadedRun } from './files.ts';

const NO_PAIR = 255;
const LEVELS = 254;

/** Level → RGBA as one little-endian number. @param ramp "#rrggbb" from one end of the scale to the other */
function paletteOf(ramp: readonly string[]): Uint32Array {
  return Uint32Array.from({ length: NO_PAIR + 1 }, (_, level) => {
    const rgb = parseInt(ramp[Math.round((level / LEVELS) * (ramp.length - 1))]?.slice(1) ?? '', 16);
    return level === NO_PAIR ? 0 : (255 << 24) | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >> 16);
  });
}

export class LogitMap {
  readonly canvas: HTMLCanvasElement;
  readonly #run: LoadedRun;
  readonly #image: ImageData;
  readonly #pixels: Uint32Array;
  readonly #palette: Uint32Array;
  /** Frame on the canvas; −1: none. */
  shown = -1;

  constructor(canvas: HTMLCanvasElement, run: LoadedRun, ramp: readonly string[]) {
    this.#palette = paletteOf(ramp);
    this.canvas = canvas;
    this.#run = run;
    canvas.width = canvas.height = run.p;
    this.#image = new ImageData(run.p, run.p);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /** Draws frame `t` if it has come; else the picture stays. */
  show(t: number): void {
    const levels = t === this.shown ? null : logitFrame(this.#run, t);
    if (!levels) return;
    for (let i = 0; i < levels.length; i++) this.#pixels[i] = this.#palette[levels[i] ?? NO_PAIR] ?? 0;
    this.canvas.getContext('2d')?.putImageData(this.#image, 0, 0);
    this.shown = t;
  }
}
