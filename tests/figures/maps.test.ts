/** The figures of the final network: what they say, what lies in which pixel, how large they get, and that nothing overlaps. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { FigureKind } from '../../src/figures/figure.ts';
import { figureKinds } from '../../src/figures/index.ts';
import { shareAlongDiagonals } from '../../src/figures/logitComparison.ts';
import { project, surfaceMarks } from '../../src/figures/surface.ts';
import type { MapsResults } from '../../src/lab/measures/mapsFile.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { largeRun, leavingOut, P, syntheticRun } from './syntheticRun.ts';
import { overlappingTexts, textBoxes } from './textBoxes.ts';

const NEEDS = {
  'attention-patterns': 'maps',
  'attention-maps': 'maps',
  'neuron-maps': 'maps',
  'logit-comparison': 'maps',
  'logit-surface': 'pairs',
} as const;
const KINDS = Object.keys(NEEDS) as (keyof typeof NEEDS)[];

const small = syntheticRun({ measured: true });
const maps = small.maps as MapsResults;
const large = withPairs(largeRun());
const draw = (kind: FigureKind, run: RunResults, width = 720): ReturnType<FigureKind['draw']> =>
  kind.draw([run], { id: 'fig', width, theme: 'page' });
const changed = (changes: Partial<MapsResults>): RunResults => ({ ...small, maps: { ...maps, ...changes } });

/** `run` with a last frame of `pairs` as large as its task. */
function withPairs(run: RunResults): RunResults {
  const logits = run.maps?.correctLogit.full ?? new Float32Array();
  const isTrain = Uint8Array.from(logits, (_, pair) => Number(pair % 3 === 0));
  return { ...run, pairs: { momentEpochs: [], loss: [], frameEpochs: [3000], correctLogit: [logits], isTrain } };
}

/** RGBA of every pixel of every picture of `size` × `size` pixels in an SVG. */
async function picturesOf(svg: string, size: number): Promise<number[][][]> {
  const urls = [...svg.matchAll(/href="(data:image[^"]+)"/g)].map(([, url = '']) => url);
  const pictures = await Promise.all(
    urls.map(async (url) => {
      const picture = sharp(Buffer.from(url.replace(/^.*,/, ''), 'base64')).ensureAlpha();
      const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
      const pixels = Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)]);
      return info.width === size && info.height === size ? [pixels] : [];
    }),
  );
  return pictures.flat();
}

describe.each(KINDS)('%s', (name) => {
  const kind: FigureKind = figureKinds[name];

  test('draws one run that has its measure, and no other', async () => {
    expect(kind.canDraw([small])).toBe(true);
    expect(kind.canDraw([small, small])).toBe(false);
    expect(kind.canDraw([])).toBe(false);
    const without = { ...small, [NEEDS[name]]: null };
    expect(kind.canDraw([without])).toBe(false);
    await expect(async () => draw(kind, without)).rejects.toThrow(`has no measure ${NEEDS[name]}`);
  });

  test.each([1056, 864, 720, 576, 390, 360])('is small and legible at %i px for p = 113', async (width) => {
    for (const run of [large, small]) {
      const { svg, height } = await draw(kind, run, width);
      expect(svg.length).toBeLessThan(60_000);
      expect(overlappingTexts(svg)).toEqual([]);
      for (const { text, left, right, top, bottom } of textBoxes(svg)) {
        expect(Math.min(left + 3, width + 3 - right, top + 3, height + 3 - bottom), text).toBeGreaterThan(0);
      }
    }
  });

  test('says so where the run diverged', async () => {
    const run = { ...small, record: { ...small.record, summary: { ...small.record.summary, divergedAt: 2000 } } };
    expect((await draw(kind, run)).alt).toContain('The run diverged at epoch 2\u202f000.');
  });
});

describe('attention-patterns', () => {
  const kind: FigureKind = figureKinds['attention-patterns'];

  test('writes every weight in its square and leaves the masked ones empty', async () => {
    const { svg, csv, table } = await draw(kind, small);
    const heads = await picturesOf(svg, 3);
    expect(heads).toHaveLength(2);
    const seen = heads[0]?.map(([, , , alpha]) => alpha === 255);
    expect(seen).toEqual([true, false, false, true, true, false, true, true, true]);
    const texts = textBoxes(svg).map(({ text }) => text);
    for (const weight of maps.heads.flatMap(({ meanPattern: [, second = [], equals = []] }) => [
      ...second.slice(0, 2),
      ...equals,
    ]))
      // prettier-ignore
      expect(texts).toContain(weight.toFixed(3));
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + 2 * 6);
    expect(table.rows[1]).toEqual([0, 'b', 0.6, 0.4, 'masked']);
  });

  test('tells head by head how "=" shares its attention, and what it keeps', async () => {
    const even = (onA: number): number[][] => [[1, 0, 0], [0.5, 0.5, 0], [onA, 0.998 - onA, 0.002]]; // prettier-ignore
    const heads = maps.heads.map((head, i) => ({ ...head, meanPattern: even(0.4 + 0.2 * i) }));
    const { alt } = await draw(kind, changed({ heads }));
    expect(alt).toContain('gives 40\u202f% to 60\u202f% of its attention to a, 40\u202f% to 60\u202f% to b and 0.20\u202f% to itself.'); // prettier-ignore
    expect(alt).toContain('head 0 40\u202f% on a and head 1 60\u202f% on a');
  });
});

describe('attention-maps', () => {
  const kind: FigureKind = figureKinds['attention-maps'];

  test('is white where "=" weighs both operands alike, orange for a, blue for b; a goes down, b to the right', async () => {
    const onFirst = new Float32Array(P * P).fill(0.5);
    onFirst[3 * P + 1] = 1;
    onFirst[1 * P + 3] = 0;
    const heads = maps.heads.map((head) => ({ ...head, onFirst }));
    const [pixels = []] = await picturesOf((await draw(kind, changed({ heads }))).svg, P);
    const [red, , blue] = [0, 1, 2].map((channel) => (pair: number) => pixels[pair]?.[channel] ?? NaN);
    expect(Math.min(...(pixels[0] ?? []))).toBeGreaterThan(245);
    expect(red?.(3 * P + 1)).toBeGreaterThan(60 + (blue?.(3 * P + 1) ?? NaN));
    expect(blue?.(1 * P + 3)).toBeGreaterThan(60 + (red?.(1 * P + 3) ?? NaN));
  });

  test('has the nine examples and the mean as its table, and every pair in its CSV', async () => {
    const { table, csv, alt } = await draw(kind, small);
    expect(table.rows).toHaveLength(10);
    const { a, b, weights } = maps.examples[4] ?? { a: 0, b: 0, weights: [] };
    expect(table.rows[4]).toEqual([a, b, (a - b + P) % P, ...weights.flat().map((x) => Number(x.toPrecision(2)))]);
    const onItself = table.columns.indexOf('head 1 on =');
    expect(table.rows[9]?.[onItself]).toBe(Number(maps.heads[1]?.meanPattern[2]?.[2]?.toPrecision(2)));
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + P * P);
    expect(alt).toContain(`head 0 in frequency ${maps.heads[0]?.frequency}`);
  });
});

describe('neuron-maps', () => {
  const kind: FigureKind = figureKinds['neuron-maps'];

  test('names frequency, neuron, share and peak; brightest at the peak, darkest at 0', async () => {
    const { svg } = await draw(kind, small);
    const pictures = await picturesOf(svg, P);
    expect(pictures).toHaveLength(9);
    const texts = textBoxes(svg).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['k = 2', 'k = 5', 'no single frequency', 'neuron 12', 'neuron 20']));
    const { activation = new Float32Array() } = maps.neurons[4] ?? {};
    const peak = activation.indexOf(Math.max(...activation));
    const zero = activation.indexOf(0);
    expect(pictures[4]?.[peak]?.slice(0, 3)).toEqual([253, 234, 69]);
    expect(pictures[4]?.[zero]?.slice(0, 3)).toEqual([0, 32, 81]);
  });

  test('shows fewer neurons of noise, which does not compress, and keeps all of them in its data', async () => {
    let state = 1;
    const noise = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
    const neurons = Array.from({ length: 21 }, (_, i) => {
      const shownFor = i < 18 ? Math.floor(i / 3) + 1 : null;
      const activation = Float32Array.from({ length: 113 ** 2 }, () => Math.max(0, noise() - 0.5));
      return { neuron: 100 + i, shownFor, frequency: 1, fve: 0.1, activation };
    });
    const run = { ...large, maps: { ...(large.maps as MapsResults), neurons } };
    const { svg, table, csv } = await draw(kind, run, 390);
    expect(svg.length).toBeLessThan(60_000);
    expect(await picturesOf(svg, 113)).toHaveLength(14);
    expect(table.rows).toHaveLength(21);
    expect(csv.slice(0, csv.indexOf('\n')).split(',')).toHaveLength(2 + 21);
  });

  test('has levels as its data, which times the step of the column are the activations', async () => {
    const [head = '', ...rows] = (await draw(kind, small)).csv.trimEnd().split('\n');
    const column = head
      .split(',')
      .findIndex((name) => name.startsWith(`activation_neuron_${maps.neurons[4]?.neuron}_`));
    const step = Number(head.split(',')[column]?.split('_in_steps_of_')[1]);
    const levels = rows.map((row) => Number(row.split(',')[column]));
    expect([Math.min(...levels), Math.max(...levels)]).toEqual([0, 255]);
    expect(levels.every(Number.isInteger)).toBe(true);
    rows.forEach((_, pair) => {
      expect(Math.abs((levels[pair] ?? NaN) * step - (maps.neurons[4]?.activation[pair] ?? NaN))).toBeLessThan(0.51 * step); // prettier-ignore
    });
  });

  test('cannot be drawn where no neuron is alive', () => {
    expect(kind.canDraw([changed({ neurons: [] })])).toBe(false);
  });
});

describe('logit-comparison', () => {
  const kind: FigureKind = figureKinds['logit-comparison'];
  const pairs = Array.from({ length: P * P }, (_, pair) => [Math.floor(pair / P), pair % P] as const);

  test('tells means, spreads and the share of variance that the restricted part explains', async () => {
    // Two waves over a + b: 4 of the variance is restricted, 1 is not.
    const wave = (k: number, amplitude: number): Float32Array => Float32Array.from(pairs, ([a, b]) => amplitude * Math.cos((2 * Math.PI * k * (a + b)) / P)); // prettier-ignore
    const restricted = wave(2, 2).map((x) => x + 30);
    const full = restricted.map((x, i) => x + 1 + (wave(3, 1)[i] ?? NaN));
    const { alt, table, csv } = await draw(kind, changed({ correctLogit: { full, restricted } }));
    expect(alt).toContain('lies 31 above the mean logit of its pair, with a standard deviation of 1.6');
    expect(alt).toContain('it is 30, and varies by 1.4. The restricted part explains 80\u202f% of the variance');
    expect(table.rows.map(([name, part]) => `${name} ${part}`)).toEqual(
      ['full', 'restricted', 'difference'].flatMap((name) => ['all', 'trained', 'held out'].map((part) => `${name} ${part}`)), // prettier-ignore
    );
    const [a, b, whole, part, difference] = (csv.split('\n')[14] ?? '').split(',').map(Number);
    expect([a, b]).toEqual([1, 2]);
    expect((whole ?? NaN) - (part ?? NaN)).toBeCloseTo(difference ?? NaN, 3);
  });

  test('counts what depends on a − b alone', () => {
    const of = (value: (a: number, b: number) => number): number =>
      shareAlongDiagonals(Float32Array.from(pairs, ([a, b]) => value(a, b)), P); // prettier-ignore
    const wave = (n: number): number => Math.cos((2 * Math.PI * 3 * n) / P);
    expect(of((a, b) => wave(a - b))).toBeCloseTo(1, 6);
    expect(of((a, b) => wave(a + b))).toBeCloseTo(0, 6);
    expect(of((a, b) => wave(a - b) + wave(a + b))).toBeCloseTo(0.5, 6);
  });
});

describe('logit-surface', () => {
  const kind: FigureKind = figureKinds['logit-surface'];
  const view = { left: 10, top: 20, width: 200, rise: 60 };

  test('projects the floor as a rhombus with (0, 0) behind and the largest a and b in front; height goes up', () => {
    expect([project(view, 0, 0), project(view, 1, 0), project(view, 0, 1), project(view, 1, 1)]).toEqual([
      [110, 80],
      [10, 130],
      [210, 130],
      [110, 180],
    ]);
    expect(project(view, 1, 1, 1)).toEqual([110, 120]);
  });

  test('draws every slice, the last and the right face; a gap parts a slice', () => {
    const heights = new Float32Array(49).fill(0.5);
    expect(surfaceMarks({ p: 7, heights, step: 1 }, view)).toHaveLength(8);
    expect(surfaceMarks({ p: 7, heights, step: 4 }, view)).toHaveLength(4);
    heights[2 * 7 + 3] = NaN;
    expect(surfaceMarks({ p: 7, heights, step: 1 }, view)).toHaveLength(9);
  });

  test('tells trained from held-out pairs, and draws tasks that leave pairs out', async () => {
    const logits = Float32Array.from(small.pairs?.isTrain ?? [], (isTrain) => (isTrain ? 50 : -10));
    const run = { ...small, pairs: small.pairs && { ...small.pairs, correctLogit: [logits] } };
    expect((await draw(kind, run)).alt).toContain('between −10 and 50: 50 for trained and −10 for held-out pairs');
    for (const pairs of ['unordered', 'distinct'] as const) {
      const { svg, csv } = await draw(kind, leavingOut(run, { pairs }));
      expect(svg).not.toContain('NaN');
      expect(csv.trimEnd().split('\n')).toHaveLength(1 + (P * (P + (pairs === 'unordered' ? 1 : -1))) / 2);
    }
  });
});
