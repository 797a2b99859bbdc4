import { parseHTML } from 'linkedom';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeGif, type Film } from '../../src/figures/animation/encode.ts';
import type { FilmKind, FilmStoryboard } from '../../src/figures/animation/film.ts';
import { applyPalette, GIFEncoder, quantize } from '../../src/figures/animation/gifenc.ts';
import { filmKinds, type FilmKindName } from '../../src/figures/animation/index.ts';
import { drawFrame, makeAnimation, makeFilm, type Animation } from '../../src/figures/animation/makeAnimation.ts';
import { transitionOf } from '../../src/figures/animation/transitionFrames.ts';
import { formatCount, formatPercent } from '../../src/figures/format.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { rowAt } from '../../src/figures/moments.ts';
import { toPixels } from '../../src/figures/raster.ts';
import { syntheticRun } from './syntheticRun.ts';
import { linesOf, type PathPoint } from './pathPoints.ts';
import { decaySweep, layersSweep, seededSweep } from './syntheticSweep.ts';
import { cutTexts, overlappingTexts, textBoxes } from './textBoxes.ts';

const run = syntheticRun({ measured: true });
const sweep = decaySweep();
const runsOf = ({ isOfSeveralRuns }: FilmKind): RunResults[] => (isOfSeveralRuns ? sweep : [run]);
const kinds = Object.entries(filmKinds as Record<FilmKindName, FilmKind>) as [FilmKindName, FilmKind][];

/** Share of a frame's pixels that may have no colour of their own: where shapes of two colours touch. */
const UNSHOWN: Readonly<Record<FilmKindName, number>> = {
  transition: 0,
  circles: 1e-4,
  neurons: 1e-4,
  waterfall: 1e-3,
  landscape: 1e-3,
  sweep: 1e-3,
};

/** RGB of all frames as a viewer shows them, one below the other. */
const decode = (file: Uint8Array): Promise<Buffer> => sharp(file, { pages: -1 }).removeAlpha().raw().toBuffer();

const worst = (a: Uint8Array, b: Uint8Array): number =>
  a.length === b.length ? a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? NaN))), 0) : Infinity;

/** Share of the pixels that are shown with a channel off by more than `tolerance`. @param rgba as drawn */
function shareBeyond(tolerance: number, rgba: Uint8Array, rgb: Uint8Array): number {
  const count = rgb.length / 3;
  let beyond = 0;
  for (let i = 0; i < count; i++) {
    const isOff = [0, 1, 2].some((c) => !(Math.abs((rgba[4 * i + c] ?? NaN) - (rgb[3 * i + c] ?? NaN)) <= tolerance));
    beyond += Number(isOff);
  }
  return beyond / count;
}

const accuraciesAt = (epoch: number): string[] => {
  const { trainAccuracy, testAccuracy } = rowAt(run, epoch);
  return [`train ${formatPercent(trainAccuracy, 0)}`, `test ${formatPercent(testAccuracy, 0)}`];
};
const reachedBy = (epoch: number): string =>
  `${sweep.filter(({ record }) => (record.summary.t95?.at ?? Infinity) <= epoch).length} of ${sweep.length} at 95\u202f%`;

describe.each(kinds)('the film "%s"', (name, kind) => {
  let storyboard: FilmStoryboard;
  let film: Film;
  let animation: Animation;
  beforeAll(async () => {
    storyboard = kind.storyboardOf(runsOf(kind));
    film = (await makeFilm(storyboard)).film;
    animation = await makeAnimation(name, runsOf(kind));
  }, 120_000);

  /** The frames from one on, `count` of them, one below the other. */
  const rgbOf = (start = 0, count = film.frames.length): Uint8Array => {
    const size = film.width * film.height;
    const rgb = new Uint8Array(3 * size * count);
    for (let i = 0; i < size * count; i++)
      rgb.set(film.palette[film.frames[start + Math.floor(i / size)]?.[i % size] ?? 0] ?? [], 3 * i);
    return rgb;
  };

  test('is in at most 63 colours, which show what was drawn', async () => {
    expect(film.frames).toHaveLength(storyboard.epochs.length);
    expect(film.palette.length).toBeLessThanOrEqual(63);
    for (const i of storyboard.epochs.keys()) {
      const { data } = await toPixels(drawFrame(storyboard, i));
      expect(shareBeyond(32, data, rgbOf(i, 1))).toBeLessThanOrEqual(UNSHOWN[name]);
    }
  });

  test('is a GIF that decodes to exactly the frames, holds the last one 2 s and ends', async () => {
    const { pages, delay, loop } = await sharp(animation.gif).metadata();
    expect(pages).toBe(film.frames.length);
    expect(worst(await decode(animation.gif), rgbOf())).toBe(0);
    expect(delay).toEqual(animation.delays);
    expect(delay?.at(-1)).toBe(2000);
    for (const ms of animation.delays.slice(0, -1)) expect(1000 / ms).toSatisfy((rate: number) => rate >= 12 && rate <= 17); // prettier-ignore
    expect(loop).toBeGreaterThan(0);
  });

  test('is a lossless WebP with the same delays, and smaller', async () => {
    const { delay, loop, pages } = await sharp(animation.webp).metadata();
    expect([delay, loop, pages]).toEqual([animation.delays, film.plays, film.frames.length]);
    expect(worst(await decode(animation.webp), rgbOf())).toBe(0);
    expect(animation.webp.length).toBeLessThan(animation.gif.length);
  });

  test('has the last frame as poster, twice as fine, and a strip of key frames', async () => {
    const last = rgbOf(film.frames.length - 1);
    const poster = await sharp(animation.poster).resize(film.width, film.height).removeAlpha().raw().toBuffer();
    let differing = 0;
    for (const [i, x] of poster.entries()) differing += Number(Math.abs(x - (last[i] ?? 0)) > 100);
    expect(differing / last.length).toBeLessThan(0.02);
    const { width, height } = await sharp(animation.poster).metadata();
    expect([width, height]).toEqual([2 * animation.width, 2 * animation.height]);
    expect((await sharp(animation.strip).metadata()).width).toBeGreaterThan(1000);
  });

  test('has its readout in every frame, no text cut off or covered, and its finding in words', () => {
    storyboard.epochs.forEach((epoch, i) => {
      const svg = drawFrame(storyboard, i);
      expect(svg).toContain(`>epoch ${formatCount(epoch)}<`);
      for (const text of kind.isOfSeveralRuns ? [reachedBy(epoch)] : accuraciesAt(epoch)) expect(svg).toContain(`>${text}<`); // prettier-ignore
      expect([overlappingTexts(svg), cutTexts(svg, film)]).toEqual([[], []]);
    });
    expect(animation.epochs.at(-1)).toBe(3000);
    expect(animation.alt).toMatch(/\d.*\.$/);
    expect(animation.alt).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the GIF', () => {
  test("is at most half of what gifenc's README would make of the frames", async () => {
    const storyboard = filmKinds.transition.storyboardOf([run]);
    const { film } = await makeFilm(storyboard);
    const encoder = GIFEncoder();
    for (const i of storyboard.epochs.keys()) {
      const { data, width, height } = await toPixels(drawFrame(storyboard, i));
      const palette = quantize(data, 256);
      encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay: film.delays[i] ?? 0 });
    }
    encoder.finish();
    expect(encodeGif(film).length).toBeLessThanOrEqual(encoder.bytes().length / 2);
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
    expect([...(await decode(gif))].slice(6)).toEqual([0, 0, 250, 0, 0, 250, 250, 0, 0, 0, 0, 250]);
  });
});

test('the transition is told with its numbers', () => {
  expect(filmKinds.transition.storyboardOf([run]).alt).toMatch(/passes 95 % at epoch .* key frequencies 2, 5/);
});

test('a run without the measures is not filmed', () => {
  const bare = { ...run, fourier: null, landscape: null, neuronFilm: null, pairs: null, planes: null };
  for (const [name, kind] of kinds) {
    expect([name, kind.canShow([bare])]).toEqual([name, false]);
    expect(() => kind.storyboardOf([bare])).toThrow(kind.isOfSeveralRuns ? /expected a sweep/ : /lacks the measure/);
  }
  expect(() => transitionOf(bare)).toThrow(/lacks the measures/);
});

test('of more key frequencies than have room, the waterfall names as many as go, and no name lies over another', () => {
  const frequencies = Array.from({ length: 56 }, (_, i) => i + 1);
  const norms = run.fourier?.epochs.map(() => frequencies.map(() => 1)) ?? [];
  const fourier = run.fourier && { ...run.fourier, frequencies, norms, keyFrequencies: frequencies };
  const storyboard = filmKinds.waterfall.storyboardOf([{ ...run, fourier }]);
  const svg = drawFrame(storyboard, storyboard.epochs.length - 1);
  expect([overlappingTexts(svg), cutTexts(svg, storyboard)]).toEqual([[], []]);
  const named = frequencies.filter((k) => textBoxes(svg).some(({ text }) => text === String(k)));
  expect(named.length).toBeGreaterThan(10);
  expect(named.length).toBeLessThan(56);
});

/** Paths drawn with this width, as they follow each other. */
const pathsWith = (svg: string, width: number): Element[] =>
  [...parseHTML(`<!doctype html><html><body>${svg}</body></html>`).document.querySelectorAll('path')].filter(
    (path) => path.closest('[stroke-width]')?.getAttribute('stroke-width') === String(width),
  );
const linesWith = (svg: string, width: number): PathPoint[][] =>
  pathsWith(svg, width).flatMap((path) => linesOf(path.getAttribute('d') ?? ''));
const spanOf = (line: readonly PathPoint[]): number => (line.at(-1)?.[0] ?? NaN) - (line[0]?.[0] ?? NaN);

describe('the film of a sweep', () => {
  const { epochs, keyMoments, alt } = filmKinds.sweep.storyboardOf(sweep);
  const textsOf = (epoch: number): string[] => {
    const storyboard = filmKinds.sweep.storyboardOf(sweep);
    return textBoxes(drawFrame(storyboard, epochs.findIndex((frame) => frame >= epoch))).map(({ text }) => text); // prettier-ignore
  };

  test('says beside each value when it generalized, once it has, and at the end which did not', () => {
    expect(textsOf(100)).not.toContain('300');
    expect(textsOf(400)).toContain('300');
    expect(textsOf(400)).not.toContain('1\u202f500');
    expect(textsOf(400)).not.toContain('> 3\u202f000');
    expect(textsOf(3000)).toEqual(expect.arrayContaining(['300', '1\u202f500', '2\u202f500', '> 3\u202f000']));
  });

  test('has below each value a bar as long as its test accuracy at that epoch', () => {
    const frame = Math.floor(epochs.length / 2);
    const svg = drawFrame(filmKinds.sweep.storyboardOf(sweep), frame);
    const accuracies = sweep
      .toSorted((one, other) => one.record.spec.optimizer.weightDecay - other.record.spec.optimizer.weightDecay)
      .map((swept) => rowAt(swept, epochs[frame] ?? NaN).testAccuracy);
    expect(new Set(accuracies).size).toBeGreaterThan(2);
    const tracks = linesWith(svg, 2);
    const bars = linesWith(svg, 4);
    expect(bars.map((bar, i) => spanOf(bar) / spanOf(tracks[i] ?? []))).toEqual(
      accuracies.map((accuracy) => expect.closeTo(accuracy, 2) as number),
    );
  });

  test('strokes that bar for each of several seeds', () => {
    const seeded = seededSweep();
    const storyboard = filmKinds.sweep.storyboardOf(seeded);
    const svg = drawFrame(storyboard, storyboard.epochs.length - 1);
    const isUpright = (line: readonly PathPoint[]): boolean => line.every(([x]) => x === line[0]?.[0]);
    expect(linesWith(svg, 2).filter(isUpright)).toHaveLength(seeded.length);
    expect(linesWith(svg, 4)).toHaveLength(2);
  });

  test('colours values in order; of pairs of values the one has a colour and the other dashes', () => {
    const samplesOf = (runs: readonly RunResults[]): (string | null)[][] =>
      ['stroke', 'stroke-dasharray'].map((name) =>
        pathsWith(drawFrame(filmKinds.sweep.storyboardOf(runs), 0), 5).map(
          (path) => path.closest(`[${name}]`)?.getAttribute(name) ?? null,
        ),
      );
    const [ordered = [], solid] = samplesOf(sweep);
    expect(new Set(ordered).size).toBe(6);
    expect(new Set(solid)).toEqual(new Set([null]));
    const [layers = [], operations] = samplesOf(layersSweep());
    expect(new Set(layers).size).toBe(3);
    expect(layers.slice(3)).toEqual(layers.slice(0, 3));
    expect(operations).toEqual([null, null, null, '9 4', '9 4', '9 4']);
  });

  test('has as key moments the first, half and the last that got there', () => {
    expect(keyMoments.map(({ name }) => name)).toEqual(['start', 'the first', 'half', 'the last', 'end']);
    expect(keyMoments.map(({ text }) => text)).toEqual([0, 1, 3, 5, 5].map((n) => `${n} of 6 at 95\u202f%`));
    expect(keyMoments.every(({ epoch }) => epochs.includes(epoch))).toBe(true);
  });

  test('runs evenly with the logarithm of the epoch', () => {
    const [middle, end] = [epochs[Math.floor(epochs.length / 2)] ?? 0, epochs.at(-1) ?? 0];
    expect(middle / Math.sqrt((epochs[0] ?? 0) * end)).toBeCloseTo(1, 0);
  });

  test('is not of runs that differ in their seeds alone', () => {
    expect(filmKinds.sweep.canShow([run, syntheticRun({ seed: 1 })])).toBe(false);
    expect(alt).toContain('6 runs of 6 cells, 1 censored at its budget');
  });
});
