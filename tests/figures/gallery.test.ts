import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FigureKind } from '../../src/figures/figure.ts';
import { figureKinds } from '../../src/figures/index.ts';
import { colours } from '../../src/figures/palette.ts';
import { toPixels } from '../../src/figures/raster.ts';
import { drawExhibit, gallery, ofSeveral, SWEEP_KINDS } from './gallery.ts';
import { compareGolden } from './golden.ts';
import { divergedRun, syntheticRun } from './syntheticRun.ts';
import { cutTexts, overlappingTexts } from './textBoxes.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
const LINE_FIGURE =
  /^(accuracy|attention-fit|excluded|frequency-count|activations|logit-energy|loss|time-to-grok|scaled-time|mistakes|twins|neurons|phases|progress|weight-norm|spark)/;
const STACK = /^(embedding-circles|hidden-progress|training-overview|symmetry-path|circle-amplitudes)/;

/** Fails where something was printed. */
let printed: string[] = [];
beforeEach(() => {
  printed = [];
  for (const method of ['log', 'info', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => void printed.push(args.join(' ')));
});
afterEach(() => {
  expect(printed).toEqual([]);
});

describe.each(gallery())('$name', (exhibit) => {
  test('looks as in its golden file', async () => {
    const { svg } = await drawExhibit(exhibit);
    expect(compareGolden(join(GOLDEN, `${exhibit.name}.svg`), svg)).toBe('same');
  });

  test('has no text cut off and none over another', async () => {
    const { svg, width, height } = await drawExhibit(exhibit);
    expect([overlappingTexts(svg), cutTexts(svg, { width, height })]).toEqual([[], []]);
  });

  test('is small, has a finding with numbers, a short table and all its data', async () => {
    const { svg, alt, table, csv, width, height, time } = await drawExhibit(exhibit);
    expect(svg.length).toBeLessThan(
      LINE_FIGURE.test(exhibit.name) ? 14_000 : STACK.test(exhibit.name) ? 40_000 : 60_000,
    );
    expect(alt).toMatch(/\d.*\.$/);
    expect(alt).not.toMatch(/NaN|undefined|Infinity/);
    expect(table.rows.length).toBeGreaterThan(0);
    expect(table.rows.length).toBeLessThanOrEqual(30);
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    const lines = csv.trimEnd().split('\n');
    const columns = lines[0]?.split(',').length;
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.every((line) => line.split(',').length === columns)).toBe(true);
    expect(csv).not.toMatch(/NaN|undefined/);
    expect(width).toBe(exhibit.width);
    if (time) {
      expect(time.range[0]).toBeGreaterThanOrEqual(0);
      expect(time.range[1]).toBeLessThanOrEqual(width);
      expect(time.bottom).toBeLessThanOrEqual(height);
    }
  });

  test('leaves its colours to the page, or has them all as a raster', async () => {
    const [page, raster] = await Promise.all([drawExhibit(exhibit), drawExhibit(exhibit, 'raster')]);
    for (const hex of Object.values(colours)) expect(page.svg).not.toContain(`"${hex}"`);
    expect(raster.svg).not.toMatch(/currentColor|var\(|class="[fs]-/);
    const { width, height } = await toPixels(raster.svg);
    expect([width, height]).toEqual([raster.width, Math.ceil(raster.height)]);
  });
});

const NEVER = syntheticRun({ transition: 1e9, measured: true });
const BARE = {
  activations: null,
  attention: null,
  fourier: null,
  landscape: null,
  neuronFilm: null,
  mistakes: null,
  twins: null,
  maps: null,
  norms: null,
  pairs: null,
  planes: null,
  progress: null,
  spectra: null,
  symmetry: null,
  symmetryPath: null,
  trajectory: null,
  unseenRestricted: null,
  weightMaps: null,
};

describe.each([
  { name: 'that never generalized', runs: [NEVER] },
  { name: 'that diverged', runs: [divergedRun(NEVER, 2000)] },
  { name: 'that diverged at its first step', runs: [divergedRun(NEVER, 10)] },
  { name: 'that diverged and was not measured', runs: [{ ...divergedRun(NEVER, 2000), ...BARE }] },
  { name: 'of which one diverged', runs: [syntheticRun(), divergedRun(syntheticRun({ seed: 1 }), 2000)] },
  { name: 'of which half generalized', runs: [syntheticRun(), NEVER] },
])('a run $name', ({ runs }) => {
  test.each(Object.entries(figureKinds as Record<string, FigureKind>))('%s', async (name, kind) => {
    if (!kind.canDraw(runs)) {
      if (Object.hasOwn(ofSeveral, name)) return;
      // Of a run that diverged at once there is one point, which is no path.
      const isPoint = kind === figureKinds['weight-path'] && runs[0]?.trajectory?.epochs.length === 2;
      // Of its last network no neuron is a number.
      const isDead = kind === figureKinds['neuron-maps'] && runs[0]?.maps?.neurons.length === 0;
      if (SWEEP_KINDS.some((sweepKind) => sweepKind === name)) return;
      return expect(runs.length > 1 || runs[0]?.fourier === null || isPoint || isDead).toBe(true);
    }
    const { svg, alt } = await kind.draw(runs, { id: 'fig', width: 600, theme: 'raster' });
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(alt).not.toMatch(/NaN|undefined|Infinity/);
    await toPixels(svg);
  });
});

test('is the same to the byte in every process', async () => {
  const script = join(import.meta.dirname, 'printGallery.ts');
  const run = async (): Promise<string> => (await promisify(execFile)(process.execPath, [script])).stdout;
  const [first, second] = await Promise.all([run(), run()]);
  expect(first.trim().split('\n')).toHaveLength(gallery().length);
  expect(second).toBe(first);
});
