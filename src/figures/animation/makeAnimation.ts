/** The transition of one run as a moving picture: frames drawn as any figure is, then encoded. */
import type { RunResults } from '../../lab/store/results.ts';
import { encodePng } from '../bitmap.ts';
import { divergedAt, divergenceEpoch } from '../divergence.ts';
import { accuracyFinding } from '../findings.ts';
import { formatCount, formatNumber, formatPercent } from '../format.ts';
import { toPixels } from '../raster.ts';
import { render } from '../render.ts';
import { encodeGif, encodeWebp, type Film } from './encode.ts';
import { animationPalette, ColourIndex } from './palette.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, MAP_PALETTE, scene } from './scene.ts';
import { keyFrameStrip } from './strip.ts';
import { transitionOf, type Transition, type TransitionFrame } from './transition.ts';

export interface AnimationFrame {
  readonly epoch: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
  readonly sumSquaredWeights: number;
}

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
  readonly frames: readonly AnimationFrame[];
  /** ms each frame stays. */
  readonly delays: readonly number[];
  readonly alt: string;
}

/** A finite loop: it ends by itself. */
const PLAYS = 3;
const LAST_DELAY_MS = 2000;

/** @throws TypeError where the run lacks a measure (`canAnimate`). */
export async function makeAnimation(run: RunResults): Promise<Animation> {
  const transition = transitionOf(run);
  const { film, index } = await makeFilm(transition);
  const last = transition.frames.at(-1) as TransitionFrame;
  return {
    gif: encodeGif(film),
    webp: await encodeWebp(film),
    poster: await drawPoster(transition, last, index),
    strip: await keyFrameStrip(transition),
    width: film.width,
    height: film.height,
    frames: transition.frames.map(({ epoch, row }) => ({
      epoch,
      trainAccuracy: row.trainAccuracy,
      testAccuracy: row.testAccuracy,
      sumSquaredWeights: row.sumSquaredWeights,
    })),
    delays: film.delays,
    alt: describe(transition),
  };
}

/** All frames in the colours of the film. */
export async function makeFilm(transition: Transition): Promise<{ film: Film; index: ColourIndex }> {
  const index = new ColourIndex(animationPalette(MAP_PALETTE));
  const frames: Uint8Array[] = [];
  for (const frame of transition.frames) frames.push(index.indicesOf(await toPixels(drawFrame(transition, frame))));
  // 5 to 6 seconds in all, at 12 to 17 frames a second.
  const delay = Math.min(80, Math.max(60, 10 * Math.round(560 / frames.length)));
  const delays = frames.map((_, i) => (i === frames.length - 1 ? LAST_DELAY_MS : delay));
  const film = { width: FRAME_WIDTH, height: FRAME_HEIGHT, frames, palette: index.palette, delays, plays: PLAYS };
  return { film, index };
}

/** One frame as SVG. */
export function drawFrame(transition: Transition, frame: TransitionFrame): string {
  const canvas = { id: 'frame', theme: 'raster', width: FRAME_WIDTH, height: FRAME_HEIGHT } as const;
  return render(scene(transition, frame), canvas);
}

async function drawPoster(transition: Transition, frame: TransitionFrame, index: ColourIndex): Promise<Uint8Array> {
  const pixels = await toPixels(drawFrame(transition, frame), 2);
  const { width, height } = pixels;
  return encodePng({ width, height, indices: index.indicesOf(pixels), palette: index.palette });
}

function describe(transition: Transition): string {
  const { run, keys, frames } = transition;
  // A diverged run ends in NaN: its story is told up to the last frame before.
  const whole = frames.filter((frame) => Number.isFinite(meanLogit(transition, frame) + Math.hypot(...frame.norms)));
  const [first] = whole;
  const last = whole.at(-1);
  const broken = frames.find((frame) => !whole.includes(frame));
  const divergence = broken && divergenceEpoch(run) === null ? ` The run ${divergedAt(run, broken.epoch)}.` : '';
  const accuracy = `${accuracyFinding([run])}${divergence}`;
  if (!first || !last) return accuracy;
  const end = broken ? `at epoch ${formatCount(last.epoch)}` : 'at the end';
  const spectrum =
    `The key frequencies ${keys.join(', ')} hold ${keyShare(transition, first)} of the embedding's squared Fourier norm ` +
    `at the start and ${keyShare(transition, last)} ${end}.`;
  const memorized = nearestFrame(whole, run.record.summary.tMem?.at ?? 0);
  const [trained, heldOut] = [1, 0].map((split) => formatNumber(meanLogit(transition, memorized, split)));
  const count = formatCount(last.correctLogit.length);
  const logits =
    `The right answer's logit minus the mean logit averages ${trained} over trained and ${heldOut} over held-out pairs ` +
    `at epoch ${formatCount(memorized.epoch)}, and ${formatNumber(meanLogit(transition, last))} over all ${count} pairs ${end}.`;
  return [accuracy, ...(keys.length > 0 ? [spectrum] : []), logits].join(' ');
}

function nearestFrame(frames: readonly TransitionFrame[], epoch: number): TransitionFrame {
  return frames.reduce((best, frame) => (Math.abs(frame.epoch - epoch) < Math.abs(best.epoch - epoch) ? frame : best));
}

/** Mean over one split (1: trained, 0: held out) or all pairs, logits. */
function meanLogit({ run }: Transition, { correctLogit }: TransitionFrame, split?: number): number {
  const isTrain = run.pairs?.isTrain ?? [];
  const own = correctLogit.filter((_, pair) => split === undefined || isTrain[pair] === split);
  return own.reduce((sum, x) => sum + x, 0) / own.length;
}

function keyShare({ frequencies, keys }: Transition, { norms }: TransitionFrame): string {
  const squares = norms.map((x) => x * x);
  const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
  return formatPercent(sum(squares.filter((_, i) => keys.includes(frequencies[i] ?? 0))) / sum(squares), 0);
}
