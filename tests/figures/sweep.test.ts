/** Runs that differ in more than their seeds are told apart by what differs. */
import { expect, test } from 'vitest';
import { figureKinds } from '../../src/figures/index.ts';
import { areSeeds } from '../../src/figures/seedLines.ts';
import { variation } from '../../src/figures/seeds.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { divergedRun, syntheticRun } from './syntheticRun.ts';
import { stencilRuns } from './syntheticSpeedUps.ts';

const OPTIONS = { id: 'fig', width: 600, theme: 'raster' } as const;

function withDecay(weightDecay: number, transition: number): RunResults {
  const run = syntheticRun({ transition });
  const { spec } = run.record;
  return { ...run, record: { ...run.record, spec: { ...spec, optimizer: { ...spec.optimizer, weightDecay } } } };
}
const SWEEP = [withDecay(3, 500), withDecay(1, 1200), withDecay(0.1, 1e9)];

test('seeds are no variation, a weight decay is', () => {
  expect(variation([syntheticRun(), syntheticRun({ seed: 1 })])).toBeNull();
  expect(variation(SWEEP)).toEqual({ name: 'weight decay', values: ['3', '1', '0.1'] });
});

test('probes are one too, and of many runs the words tell how many got there', async () => {
  const probes = stencilRuns();
  const { name, values } = variation(probes) ?? {};
  expect(name).toBe('what is added to the loss');
  expect(values).toHaveLength(probes.length);
  expect(areSeeds(probes)).toBe(false);
  const { alt, csv } = await figureKinds.accuracy.draw(probes, OPTIONS);
  expect(alt).toMatch(
    /^Test accuracy passes 95 % in \d+ of \d+ runs that differ in what is added to the loss, at epochs/,
  );
  expect(alt).not.toMatch(/median|seed/);
  const rows = csv.trim().split('\n').slice(1);
  expect(rows.some((row) => row.startsWith('"{−1, 0}",1,0,'))).toBe(true);
  const keys = rows.map((row) => row.replace(/(,[^,]*){2}$/, ''));
  expect(new Set(keys).size).toBe(keys.length);
});

test.each(['accuracy', 'loss', 'weight-norm'] as const)('%s names every line of a sweep, and no seed', async (kind) => {
  const { svg, alt, csv } = await figureKinds[kind].draw(SWEEP, OPTIONS);
  const texts = [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
  expect(texts).toEqual(expect.arrayContaining(['3', '1', '0.1']));
  expect(texts.join(' ')).toMatch(/by weight decay/);
  expect(texts.join(' ')).not.toMatch(/median/);
  expect(alt).toMatch(/weight decay/);
  expect(alt).not.toMatch(/seed/);
  expect(csv).toMatch(/^weight_decay,seed,epoch,/);
  expect(new Set(csv.trim().split('\n').slice(1).map((line) => line.split(',')[0]))).toEqual(new Set(['3', '1', '0.1'])); // prettier-ignore
});

test('a run of a sweep that diverged is named by its weight decay', async () => {
  const { alt } = await figureKinds.accuracy.draw([...SWEEP, divergedRun(withDecay(9, 1e9), 2000)], OPTIONS);
  expect(alt).toContain('Weight decay 9 diverged at epoch 2\u202f000');
});
