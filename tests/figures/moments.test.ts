/** One meaning of "plateau": figures of a run name the same epochs. */
import { expect, test } from 'vitest';
import { momentsOf } from '../../src/figures/moments.ts';
import { pairLoss } from '../../src/figures/pairLoss.ts';
import { planes } from '../../src/figures/planes.ts';
import { chooseMoments } from '../../src/lab/measures/stages.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { syntheticRun } from './syntheticRun.ts';

const run = syntheticRun();
const evaluated = run.rows.map(({ epoch }) => epoch);
const options = { id: 'fig', width: 720, theme: 'page' } as const;

/** `run` with moments of the measure pairs at other epochs. */
const withMoments = (momentEpochs: readonly number[]): RunResults => ({
  ...run,
  pairs: run.pairs && { ...run.pairs, momentEpochs, loss: run.pairs.loss.slice(0, momentEpochs.length) },
});
const epochsByName = (moments: readonly { name: string; epoch: number }[]): Record<string, number> =>
  Object.fromEntries(moments.map(({ name, epoch }) => [name, epoch]));

test('moments are those of the measure pairs, whatever lies nearer to the rule', () => {
  const moments = epochsByName(momentsOf(withMoments([0, 120, 500, 3000]), evaluated));
  expect(moments).toMatchObject({ init: 0, memorized: 120, plateau: 500, grokked: 3000 });
});

test('the figures planes and pair-loss name the same epochs', async () => {
  // 500 is a frame of planes too, though 350 lies nearer to the rule.
  const changed = withMoments([0, 180, 500, 3000]);
  const [pairTable, planesTable] = await Promise.all(
    [pairLoss, planes].map(async (kind) => (await kind.draw([changed], options)).table.rows),
  );
  const named = (rows: typeof pairTable): Map<string | number | undefined, string | number | undefined> =>
    new Map(rows?.map(([name, epoch]) => [name, epoch]));
  for (const [name, epoch] of named(pairTable)) expect([name, named(planesTable).get(name)]).toEqual([name, epoch]);
  expect(named(pairTable).get('plateau')).toBe(500);
});

test('where the epoch is not available, it is the nearest', () => {
  const moments = epochsByName(momentsOf(withMoments([0, 120, 500, 3000]), [0, 100, 460, 600, 2900]));
  expect(moments).toMatchObject({ init: 0, memorized: 100, plateau: 460, grokked: 2900 });
});

test('without the measure, moments are those that chooseMoments finds among the evaluations', () => {
  const { init, memorized, plateau, grokked } = epochsByName(momentsOf({ ...run, pairs: null }, evaluated));
  expect([init, memorized, plateau, grokked]).toEqual(chooseMoments(evaluated, run.record.summary));
});

test('moments that fall together keep their names', () => {
  const merged = withMoments([0, 350, 3000]);
  const moments = epochsByName(momentsOf(merged, [0, 350, 900, 3000]));
  expect(moments).toMatchObject({ init: 0, memorized: 350, plateau: 350, onset: 900, grokked: 3000 });
});
