/** What runs are held against is found by its name, which their specs tell. */
import { expect, test } from 'vitest';
import { keyOf } from '../../src/lab/store/key.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { withBases } from '../../src/site/bases.ts';
import { timedRun } from '../figures/syntheticSpeedUps.ts';

const named = (run: RunResults): RunResults => ({ ...run, record: { ...run.record, id: keyOf(run.record.spec).id } });
const base = named(timedRun(0, 1200));
const variants = (['0', '-1'] as const).map((stencil) => named(timedRun(0, 800, { stencil })));
const stored = (id: string): Promise<RunResults | null> => Promise.resolve(id === base.record.id ? base : null);

test('the run without the regularizer is added once', async () => {
  expect(await withBases(variants, stored)).toEqual([...variants, base]);
});

test('one that is there already is not added, one that is not stored is left out', async () => {
  expect(await withBases([base, ...variants], stored)).toEqual([base, ...variants]);
  const other = named(timedRun(7, 800, { stencil: '0' }));
  expect(await withBases([other], stored)).toEqual([other]);
});

test('runs without a regularizer are held against nothing', async () => {
  expect(await withBases([base], () => Promise.reject(new Error('asked')))).toEqual([base]);
});
