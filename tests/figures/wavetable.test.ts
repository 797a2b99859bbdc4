/** The embedding as a wavetable: which waveforms are drawn, in which order, and what is hidden behind what. */
import { describe, expect, test } from 'vitest';
import type { RunResults } from '../../src/lab/store/results.ts';
import { toPixels } from '../../src/figures/raster.ts';
import { colours } from '../../src/figures/palette.ts';
import { render } from '../../src/figures/render.ts';
import { sinusoidShare, wavesOf, wavetable } from '../../src/figures/wavetable.ts';
import { waterfallMarks, type Sheet } from '../../src/figures/waterfall.ts';
import { valuesOf } from './marksWith.ts';
import { divergedRun, P, syntheticRun } from './syntheticRun.ts';

const along = (value: (turn: number) => number, p = 113): number[] =>
  Array.from({ length: p }, (_, n) => value((2 * Math.PI * n) / p));

describe('the share of one sinusoid', () => {
  test('is 1 for one cycle at any phase and height', () => {
    expect(sinusoidShare(along((turn) => 3 * Math.cos(turn + 0.7)))).toBeCloseTo(1, 12);
  });

  test('is 0 for two cycles, for a constant and for nothing', () => {
    expect(sinusoidShare(along((turn) => Math.cos(2 * turn)))).toBeCloseTo(0, 12);
    expect(sinusoidShare(along(() => 1))).toBeCloseTo(0, 12);
    expect(sinusoidShare(along(() => 0))).toBe(0);
  });

  test('is what the squares of the amplitudes say of a mixture', () => {
    expect(sinusoidShare(along((turn) => 2 * Math.sin(turn) + Math.cos(5 * turn)))).toBeCloseTo(0.8, 12);
  });
});

describe('the waveforms of a run', () => {
  const run = syntheticRun({ measured: true });
  const planes = run.planes as NonNullable<RunResults['planes']>;
  const waves = wavesOf(run, planes);

  test('lie in order of epoch from the first frame to the last, with the moments of the run', () => {
    const epochs = waves.map(({ epoch }) => epoch);
    expect(epochs).toEqual([...new Set(epochs)].sort((x, y) => x - y));
    expect([epochs[0], epochs.at(-1)]).toEqual([planes.epochs[0], planes.epochs.at(-1)]);
    expect(waves.flatMap(({ moment }) => moment ?? [])).toEqual(['init', 'memorized', 'plateau', 'onset', 'grokked']);
  });

  test('walk the circle once, whatever the frequency', () => {
    const last = waves.at(-1);
    // The strongest of the synthetic key frequencies is 2.
    expect(last?.residues.map((n) => (2 * n) % P)).toEqual(Array.from({ length: P }, (_, place) => place));
    expect(last?.sinusoid).toBeGreaterThan(0.99);
    const unordered = Array.from({ length: P }, (_, n) => last?.heights[last.residues.indexOf(n)] ?? 0);
    expect(sinusoidShare(unordered)).toBeLessThan(0.01);
  });

  test('of a run that diverged end before', () => {
    const diverged = divergedRun(run, 500);
    const told = wavesOf(diverged, diverged.planes as NonNullable<RunResults['planes']>);
    expect(told.length).toBeGreaterThan(1);
    expect(told.every(({ epoch, heights }) => epoch < 500 && heights.every(Number.isFinite))).toBe(true);
  });

  test('are told with the share at the first and the last', async () => {
    const { alt } = await wavetable.draw([run], { id: 'fig', width: 720, theme: 'page' });
    const percent = (x = 0): string => `${(100 * x).toFixed(0)}\u202f%`;
    expect(alt).toContain(
      `One sinusoid holds ${percent(waves[0]?.sinusoid)} at epoch 0 and 100\u202f% at epoch 3\u202f000`,
    );
  });
});

describe('a waterfall', () => {
  const view = { left: 10, bottom: 80, width: 80, scale: 1, skirt: 15, stroke: 2, step: [0, 20] } as const;
  const [behind, before] = ['#ff0000', '#0000ff'];

  /** Whether a pixel of the column is closer to `colour` than to the paper. */
  async function isSeen(sheets: readonly Sheet[], colour: string, [x, y]: readonly [number, number]): Promise<boolean> {
    const plot = { width: 100, height: 100, margin: 0, marks: waterfallMarks(sheets, view) };
    const svg = render([{ x: 0, y: 0, plot }], { id: 'fig', theme: 'raster', width: 100, height: 100 });
    const { data, width } = await toPixels(svg);
    const at = (channel: number): number => data[4 * (y * width + x) + channel] ?? 0;
    const wanted = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
    const distance = wanted.reduce((sum, value, channel) => sum + Math.abs(value - at(channel)), 0);
    return distance < 150;
  }

  const flat = (colour: string): Sheet => ({ heights: [0, 0, 0, 0, 0], colour });
  const peak = (colour: string): Sheet => ({ heights: [0, 0, 40, 0, 0], colour });

  test('shows a curve that stands free', async () => {
    expect(await isSeen([flat(behind), flat(before)], behind, [50, 60])).toBe(true);
  });

  test('hides what lies behind a peak', async () => {
    expect(await isSeen([flat(behind), peak(before)], behind, [50, 60])).toBe(false);
    expect(await isSeen([flat(behind), peak(before)], behind, [20, 60])).toBe(true);
  });

  test('draws the curve, not the edges of its sheet', async () => {
    expect(await isSeen([peak(before)], before, [50, 95])).toBe(false);
    expect(await isSeen([peak(before)], before, [10, 90])).toBe(false);
    expect(await isSeen([peak(before)], before, [88, 80])).toBe(true);
  });

  test('is made of paper that dark pages can change', async () => {
    const { svg } = await wavetable.draw([syntheticRun({ measured: true })], { id: 'fig', width: 720, theme: 'page' });
    expect(svg).not.toContain(colours.paper);
    expect(valuesOf(svg, 'class').filter((name) => name === 'f-paper').length).toBeGreaterThan(15);
  });
});
