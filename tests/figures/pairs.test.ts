/** Tasks that leave out pairs: what lies in which cell of the p × p pictures. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawFrame } from '../../src/figures/animation/makeAnimation.ts';
import { transition } from '../../src/figures/animation/transition.ts';
import { heatmapUrl } from '../../src/figures/bitmap.ts';
import { pairGrid } from '../../src/figures/pairGrid.ts';
import { pairLoss } from '../../src/figures/pairLoss.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import type { ModularTask } from '../../src/lab/tasks/modular.ts';
import { leavingOut, P, syntheticRun } from './syntheticRun.ts';

const TASKS: { name: string; changes: Partial<ModularTask>; isPair: (a: number, b: number) => boolean }[] = [
  { name: 'division', changes: { operation: 'a/b' }, isPair: (_, b) => b !== 0 },
  { name: 'unordered pairs', changes: { pairs: 'unordered' }, isPair: (a, b) => a <= b },
  { name: 'distinct pairs', changes: { pairs: 'distinct' }, isPair: (a, b) => a < b },
];

/** RGBA of every pixel of the p × p pictures in an SVG. */
async function squaresOf(svg: string): Promise<number[][][]> {
  const urls = [...svg.matchAll(/href="(data:image[^"]+)"/g)].map(([, url = '']) => url);
  const pictures = await Promise.all(
    urls.map(async (url) => {
      const picture = sharp(Buffer.from(url.replace(/^.*,/, ''), 'base64')).ensureAlpha();
      const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
      const pixels = Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)]);
      return { pixels, isSquare: info.width === P && info.height === P };
    }),
  );
  return pictures.filter(({ isSquare }) => isSquare).map(({ pixels }) => pixels);
}

const isSeen = ([, , , alpha]: readonly number[]): boolean => alpha === 255;
const full = syntheticRun();
const cells = Array.from({ length: P * P }, (_, i) => [Math.floor(i / P), i % P] as const);

describe.each(TASKS)('$name', ({ changes, isPair }) => {
  let run: RunResults;
  beforeAll(() => {
    run = leavingOut(full, changes);
  });

  test('pair-loss: the pairs in their cells, paper where there is none', async () => {
    const options = { id: 'fig', width: 720, theme: 'raster' } as const;
    const squares = await squaresOf((await pairLoss.draw([run], options)).svg);
    expect(squares).toHaveLength(4);
    for (const pixels of squares) expect(pixels.map(isSeen)).toEqual(cells.map(([a, b]) => isPair(a, b)));
    // Held-out pairs of the memorized network are brighter than trained ones, wherever they lie.
    const green = (i: number): number => squares[1]?.[i]?.[1] ?? NaN;
    const ours = cells.flatMap(([a, b], i) => (isPair(a, b) ? [i] : []));
    const of = (split: number): number[] => ours.filter((i) => full.pairs?.isTrain[i] === split).map(green);
    expect(Math.min(...of(0))).toBeGreaterThan(Math.max(...of(1)));
  });

  test('pair-loss: the CSV lists the pairs of the task', async () => {
    const { csv } = await pairLoss.draw([run], { id: 'fig', width: 720, theme: 'page' });
    const listed = csv.trimEnd().split('\n').slice(1);
    const expected = cells.flatMap(([a, b], i) => (isPair(a, b) ? [`${a},${b},${full.pairs?.isTrain[i]}`] : []));
    expect(listed.map((line) => line.split(',').slice(0, 3).join(','))).toEqual(expected);
  });

  test('animation: every frame has paper where there is no pair', async () => {
    const storyboard = transition.storyboardOf(run);
    for (const i of [0, storyboard.epochs.length - 1]) {
      const [pixels] = await squaresOf(drawFrame(storyboard, i));
      expect(pixels?.map(isSeen)).toEqual(cells.map(([a, b]) => isPair(a, b)));
    }
  });
});

test('division is animated to the end, and its sentence counts its pairs', () => {
  const { alt, epochs } = transition.storyboardOf(leavingOut(full, { operation: 'a/b' }));
  expect(epochs).toHaveLength(full.pairs?.frameEpochs.length ?? 0);
  expect(alt).toContain(`over all ${P * (P - 1)} pairs`);
});

test('refuses values of another task', () => {
  expect(() => pairGrid({ ...full.record.spec.task, operation: 'a/b' }, new Float32Array(P * P))).toThrow(
    /expected 110 pairs, got 121/,
  );
});

test('a heatmap without gaps has no transparent colour', async () => {
  const palette = [
    [10, 20, 30],
    [40, 50, 60],
  ] as const;
  const channels = async (levels: number[]): Promise<number> => {
    const url = heatmapUrl({ width: 2, height: 1, levels, palette });
    return (await sharp(Buffer.from(url.replace(/^.*,/, ''), 'base64')).metadata()).channels;
  };
  expect([await channels([0, 1]), await channels([0, NaN])]).toEqual([3, 4]);
});
