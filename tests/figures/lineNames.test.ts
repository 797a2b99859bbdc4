/** Where lines over epochs are named, and in which colour: beside their own ends, a seed alike in all figures. */
import { describe, expect, test } from 'vitest';
import { drawCurves } from '../../src/figures/curves.ts';
import { epochAxis, epochX } from '../../src/figures/epochAxis.ts';
import type { Drawing } from '../../src/figures/figure.ts';
import { figureKinds, type FigureKindName } from '../../src/figures/index.ts';
import type { Place } from '../../src/figures/geometry.ts';
import { lineLegend } from '../../src/figures/lineLegend.ts';
import { nameMargin } from '../../src/figures/lineNames.ts';
import { colours, furtherSeries } from '../../src/figures/palette.ts';
import { spotLabels } from '../../src/figures/placeLabels.ts';
import { render } from '../../src/figures/render.ts';
import { seedLooks } from '../../src/figures/seriesLooks.ts';
import type { Line } from '../../src/figures/timeSeries.ts';
import { runSpecSchema } from '../../src/lab/spec.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { syntheticRun } from './syntheticRun.ts';
import { cutTexts, overlappingTexts, textBoxes, type TextBox } from './textBoxes.ts';

const draw = (name: FigureKindName, runs: readonly RunResults[], width = 864): Promise<Drawing> =>
  figureKinds[name].draw(runs, { id: 'fig', width, theme: 'page' });
const boxOf = (svg: string, wanted: string): TextBox => {
  const box = textBoxes(svg).find(({ text }) => text === wanted);
  if (!box) throw new Error(`no text "${wanted}"`);
  return box;
};

describe('the name of a line', () => {
  const run = syntheticRun();
  const values = { label: 'share', type: 'linear', domain: [0, 1], ticks: [0, 1], format: String } as const;
  const line = (name: string, end: number, value: number): Line => ({
    name,
    colour: colours.third,
    points: [
      { epoch: 0, value },
      { epoch: end, value },
    ],
  });
  const drawn = (lines: readonly Line[], width = 720): ReturnType<typeof drawCurves> =>
    drawCurves([run], { lines, values }, { id: 'fig', width, theme: 'page' });

  test('stands beside its last point, in the margin only where the line ends there', () => {
    const { svg, time } = drawn([line('early', 100, 0.3), line('whole', 3000, 0.7)]);
    const [left, right] = time?.range ?? [NaN, NaN];
    const x = epochX(epochAxis([run]), [left, right], 100);
    expect(boxOf(svg, 'early').left).toBeGreaterThan(x);
    expect(boxOf(svg, 'early').left).toBeLessThan(x + 12);
    expect(boxOf(svg, 'whole').left).toBe(right + 7);
  });

  test('takes room in the margin only as far as it reaches there', () => {
    const [whole, most, half] = [1, 0.95, 0.5].map((share) => nameMargin('a name', share, { room: 600, fontSize: 13 }));
    expect(whole).toBeGreaterThan(most ?? NaN);
    // With that margin the name ends where the plot does.
    expect(0.95 * (600 - (most ?? NaN)) + (whole ?? NaN)).toBeCloseTo(600);
    expect(half).toBe(0);
    for (const width of [720, 390]) {
      const { svg, time } = drawn([line('a rather long name', 2000, 0.5)], width);
      expect(boxOf(svg, 'a rather long name').right).toBeLessThanOrEqual(width);
      expect(boxOf(svg, 'a rather long name').left).toBeLessThan(time?.range[1] ?? NaN);
    }
  });

  test('leaves other names and lines alone', () => {
    const ends = [300, 320, 340, 360];
    const lines = ends.map((end, i) => line(`line ${i}`, end, 0.5 + 0.02 * i));
    const { svg, time } = drawn([...lines, line('across', 3000, 0.49)]);
    expect(overlappingTexts(svg)).toEqual([]);
    const bottom = time?.bottom ?? NaN;
    const height = bottom - 0.49 * (bottom - (time?.top ?? NaN));
    for (const [i] of ends.entries()) {
      const { top, bottom: foot } = boxOf(svg, `line ${i}`);
      expect(top > height || foot < height, `line ${i}`).toBe(true);
    }
  });

  test('is there once, and of more names than have room the upper ones are, with how many more there are', () => {
    const lines = Array.from({ length: 40 }, (_, i) => line(`name ${Math.floor(i / 2)}`, 3000, i / 40));
    for (const width of [720, 360]) {
      const { svg, height } = drawn(lines, width);
      expect([overlappingTexts(svg), cutTexts(svg, { width, height })]).toEqual([[], []]);
      const texts = textBoxes(svg).map(({ text }) => text);
      const names = texts.filter((text) => text.startsWith('name '));
      const more = Number(texts.find((text) => text.startsWith('+ '))?.slice(2));
      expect([names[0], new Set(names).size, names.length + more]).toEqual(['name 19', names.length, 20]);
    }
    const compared = drawn([...lines, { ...line('compared', 3000, -1), isReference: true }], 360);
    expect(textBoxes(compared.svg).map(({ text }) => text)).toContain('compared');
    const few = drawn(lines.slice(0, 8));
    expect(textBoxes(few.svg).filter(({ text }) => text.startsWith('name '))).toHaveLength(4);
  });

  test('does not stand beyond another line', () => {
    const within = { x: 100, y: 0, width: 200, height: 100 };
    const at = (avoid: Place[]): number => {
      const marks = spotLabels([{ x: 100, y: 50, text: 'name' }], { fontSize: 12, within, avoid });
      const plot = { width: 300, height: 100, margin: 0, marks };
      const svg = render([{ x: 0, y: 0, plot }], { id: 'fig', theme: 'page', width: 300, height: 100 });
      const { top, bottom } = boxOf(svg, 'name');
      return (top + bottom) / 2;
    };
    expect(at([])).toBe(50);
    expect(Math.abs(at([45, 50, 55].map((y) => ({ x: 110, y }))) - 50)).toBeGreaterThan(10);
  });
});

describe('seeds', () => {
  /** The class of colour of a text. */
  const colourOf = (svg: string, text: string): string | undefined => {
    const before = svg.slice(0, svg.indexOf(`>${text}<`));
    return [...before.matchAll(/f-(\w+)/g)].at(-1)?.[1];
  };
  const runs = [0, 1, 2, 999].map((seed) => syntheticRun({ seed, measured: true }));

  test('keep their colours whichever others are drawn', () => {
    const [, , two, last] = seedLooks([0, 1, 2, 999]);
    expect(seedLooks([2, 999])).toEqual([two, last]);
    expect(new Set(seedLooks([0, 1, 2, 3, 4]).map(({ colour }) => colour)).size).toBe(5);
    expect(seedLooks([999, 4])[0]?.colour).toBe(furtherSeries[4]);
  });

  test('that share a colour are dashed, all but the least', () => {
    expect(seedLooks([999, 4, 0]).map(({ dash }) => dash)).toEqual(['2 2', undefined, undefined]);
    expect(seedLooks([1, 1]).map(({ dash }) => dash)).toEqual([undefined, '2 2']);
  });

  test('have one colour in all figures', async () => {
    const [all, two] = [await draw('frequency-count', runs), await draw('mistakes', runs.slice(2))];
    for (const seed of ['seed 2', 'seed 999']) {
      expect(colourOf(two.svg, seed)).toBe(colourOf(all.svg, seed));
    }
    expect(colourOf(all.svg, 'seed 2')).not.toBe(colourOf(all.svg, 'seed 999'));
  });
});

describe('activations of several trainings', () => {
  const CHANGES = [null, '0', '-1', '+1', '-1,0', '-1,0,+1'];
  const REACH = [3000, 2000, 1300, 1100, 1000, 950];
  /** Each with two seeds, the second of which stops at half. */
  const trainings = CHANGES.flatMap((stencil, i) =>
    [0, 1].map((seed): RunResults => {
      const run = syntheticRun({ seed, measured: true });
      const { activations: all } = run;
      if (!all) throw new Error('the synthetic run has no measure activations');
      const count = all.epochs.filter((epoch) => epoch <= (REACH[i] ?? NaN) / (1 + seed)).length;
      const regularizer = stencil === null ? null : { name: 'probe@1', stencil };
      return {
        ...run,
        activations: {
          ...all,
          epochs: all.epochs.slice(0, count),
          meanSquare: all.meanSquare.slice(0, count).map((x) => x * 10 ** -i),
          dimension: all.dimension.slice(0, count),
          active: all.active.slice(0, count),
        },
        record: { ...run.record, spec: runSpecSchema.parse({ ...run.record.spec, regularizer }) },
      };
    }),
  );
  const names = ['nothing', '{0}', '{−1}', '{+1}', '{−1, 0}', '{−1, 0, +1}'];

  test('have mean squares on a logarithmic axis, on which the small ones can be read', async () => {
    const texts = textBoxes((await draw('activations', trainings)).svg).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['10⁻⁶', '10⁻²', '1']));
  });

  test('are named once, in the panel of mean squares, where their lines end', async () => {
    const { svg, time } = await draw('activations', trainings);
    const [from, to] = [boxOf(svg, 'mean squared activation').top, boxOf(svg, 'dimensions of the activations (participation ratio)').top]; // prettier-ignore
    for (const name of names) {
      expect(textBoxes(svg).filter(({ text }) => text === name)).toHaveLength(1);
      const { left, top, bottom } = boxOf(svg, name);
      expect(Math.min(top - from, to - bottom), name).toBeGreaterThan(0);
      expect(left, name).toBeLessThan(time?.range[1] ?? NaN);
    }
    expect(overlappingTexts(svg)).toEqual([]);
  });

  test('have a legend where it is narrow, below which the cursor begins', async () => {
    const { svg, time, height } = await draw('activations', trainings, 360);
    const first = boxOf(svg, 'test accuracy').top;
    for (const name of names) {
      expect(boxOf(svg, name).bottom, name).toBeLessThan(first);
      expect(boxOf(svg, name).right, name).toBeLessThanOrEqual(360);
    }
    expect(time?.top).toBeGreaterThan(first);
    expect(time?.bottom).toBeLessThan(height);
    expect(overlappingTexts(svg)).toEqual([]);
  });

  test('are told to end with the first seed', async () => {
    const rule = 'Lines of activations end with the first seed of a training;';
    expect((await draw('activations', trainings)).alt).toContain(rule);
    expect((await draw('activations', [syntheticRun({ measured: true })])).alt).not.toContain(rule);
  });
});

test('a legend has as many names in a row as go, and takes no room without them', () => {
  const entries = ['one', 'another', 'a third one'].map((name) => ({ name, colour: colours.third }));
  const heightAt = (width: number): number => lineLegend(entries, { width, fontSize: 12 }).height;
  expect(heightAt(360)).toBeLessThan(heightAt(150));
  expect(lineLegend([], { width: 360, fontSize: 12 })).toEqual({ marks: [], height: 0 });
});

describe('hidden-progress', () => {
  const run = syntheticRun({ measured: true });
  const LABELS = ['loss (nats)', 'Gini coefficients of the spectra', 'sum of squared weights', 'test accuracy; share of the logits’ variance in the key frequencies']; // prettier-ignore

  test('has the losses first and about twice as high, then the panels in the order of the caption', async () => {
    const { svg, time } = await draw('hidden-progress', [run]);
    const tops = LABELS.map((label) => boxOf(svg, label).top);
    expect(tops).toEqual([...tops].sort((one, other) => one - other));
    // From the uppermost to the lowest tick.
    const span = (upper: string, lower: string, from: number): number => {
      const ticks = textBoxes(svg).filter(({ top }) => top > from);
      const at = (tick: string): number => ticks.find(({ text }) => text === tick)?.top ?? NaN;
      return at(lower) - at(upper);
    };
    const losses = span('10²', '10⁻⁶', tops[0] ?? NaN);
    for (const from of tops.slice(1)) {
      const top = textBoxes(svg).filter((box) => box.top > from && /^(1|1\u202f500)$/.test(box.text))[0]?.text ?? '';
      expect(losses / span(top, '0', from)).toBeGreaterThan(1.8);
      expect(losses / span(top, '0', from)).toBeLessThan(2.4);
    }
    expect(time?.bottom).toBeGreaterThan(tops[3] ?? NaN);
  });

  test('has one colour a quantity', async () => {
    const { svg } = await draw('hidden-progress', [run]);
    const names = ['excluded', 'restricted', 'W_L', 'W_E', 'Σ w²', 'key share', 'test'];
    const classes = names.map((name) => {
      const before = svg.slice(0, svg.lastIndexOf(`>${name}<`));
      return [...before.matchAll(/f-(\w+)/g)].at(-1)?.[1];
    });
    expect(new Set(classes).size).toBe(names.length);
  });
});
