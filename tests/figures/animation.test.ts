import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeGif, encodeWebp, type Film } from '../../src/figures/animation/encode.ts';
import { applyPalette, GIFEncoder, quantize } from '../../src/figures/animation/gifenc.ts';
import { drawFrame, makeAnimation, makeFilm, type Animation } from '../../src/figures/animation/makeAnimation.ts';
import { canAnimate, transitionOf } from '../../src/figures/animation/transition.ts';
import { toPixels } from '../../src/figures/raster.ts';
import { syntheticRun } from './syntheticRun.ts';

const run = syntheticRun();
const transition = transitionOf(run);
let film: Film;
let animation: Animation;

beforeAll(async () => {
  film = (await makeFilm(transition)).film;
  animation = await makeAnimation(run);
});

/** RGB of one frame as a viewer shows it. */
const decode = (file: Uint8Array, page: number): Promise<Buffer> =>
  sharp(file, { page }).removeAlpha().raw().toBuffer();
const colour = (frame: number, pixel: number): readonly number[] =>
  film.palette[film.frames[frame]?.[pixel] ?? 0] ?? [];
const worst = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? 0))), 0);
const rgbOf = (frame: number): Uint8Array => {
  const rgb = new Uint8Array(3 * film.width * film.height);
  for (let i = 0; i < film.width * film.height; i++) rgb.set(colour(frame, i), 3 * i);
  return rgb;
};

describe('the film', () => {
  test('has a frame for every epoch of the measure, in at most 63 colours', () => {
    expect(film.frames).toHaveLength(run.pairs?.frameEpochs.length ?? 0);
    expect(film.palette.length).toBeLessThanOrEqual(63);
  });

  test('shows what was drawn: no channel off by more than 32', async () => {
    for (const [i, frame] of transition.frames.entries()) {
      const { data } = await toPixels(drawFrame(transition, frame));
      const drawn = Uint8Array.from(
        { length: (data.length / 4) * 3 },
        (_, j) => data[4 * Math.floor(j / 3) + (j % 3)] ?? 0,
      );
      expect(worst(drawn, rgbOf(i))).toBeLessThanOrEqual(32);
    }
  });
});

describe('the GIF', () => {
  test('decodes to exactly the frames', async () => {
    const { pages } = await sharp(animation.gif).metadata();
    expect(pages).toBe(film.frames.length);
    for (const i of film.frames.keys()) expect(worst(await decode(animation.gif, i), rgbOf(i))).toBe(0);
  });

  test('holds the last frame 2 s and ends', async () => {
    const { delay, loop } = await sharp(animation.gif).metadata();
    expect(delay).toEqual(animation.delays);
    expect(delay?.at(-1)).toBe(2000);
    expect(loop).toBeGreaterThan(0);
  });

  test("is at most half of what gifenc's README would make of the frames", async () => {
    const encoder = GIFEncoder();
    for (const [i, frame] of transition.frames.entries()) {
      const { data, width, height } = await toPixels(drawFrame(transition, frame));
      const palette = quantize(data, 256);
      encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay: film.delays[i] ?? 0 });
    }
    encoder.finish();
    expect(animation.gif.length).toBeLessThanOrEqual(encoder.bytes().length / 2);
  });

  test('shows a change that comes back', async () => {
    const small = {
      width: 2,
      height: 1,
      palette: [
        [250, 0, 0],
        [0, 0, 250],
      ],
      delays: [60, 60, 60],
      plays: 1,
    } as const;
    const frames = [Uint8Array.of(0, 1), Uint8Array.of(1, 1), Uint8Array.of(0, 1)];
    const gif = encodeGif({ ...small, frames });
    expect([...(await decode(gif, 1))]).toEqual([0, 0, 250, 0, 0, 250]);
    expect([...(await decode(gif, 2))]).toEqual([250, 0, 0, 0, 0, 250]);
  });
});

describe('the WebP', () => {
  test('is lossless, and smaller than the GIF', async () => {
    for (const i of film.frames.keys()) expect(worst(await decode(animation.webp, i), rgbOf(i))).toBe(0);
    expect(animation.webp.length).toBeLessThan(animation.gif.length);
  });

  test('has the delays and the loop of the GIF', async () => {
    const { delay, loop, pages } = await sharp(await encodeWebp(film)).metadata();
    expect([delay, loop, pages]).toEqual([animation.delays, film.plays, film.frames.length]);
  });
});

test('the poster is the last frame, twice as fine; the strip is a picture too', async () => {
  const poster = await sharp(animation.poster).metadata();
  expect([poster.width, poster.height]).toEqual([2 * animation.width, 2 * animation.height]);
  expect((await sharp(animation.strip).metadata()).width).toBeGreaterThan(1000);
});

test('every frame has its readout, and the text alternative its numbers', () => {
  expect(animation.frames.at(-1)).toEqual({
    epoch: 3000,
    trainAccuracy: run.rows.at(-1)?.trainAccuracy,
    testAccuracy: run.rows.at(-1)?.testAccuracy,
    sumSquaredWeights: run.rows.at(-1)?.sumSquaredWeights,
  });
  expect(drawFrame(transition, transition.frames[4] as (typeof transition.frames)[number])).toContain('epoch 120');
  expect(animation.alt).toMatch(/passes 95 % at epoch .* key frequencies 2, 5/);
});

test('a run without the measures is not animated', () => {
  const bare = { ...run, pairs: null };
  expect(canAnimate(bare)).toBe(false);
  expect(() => transitionOf(bare)).toThrow(/lacks the measures/);
});
