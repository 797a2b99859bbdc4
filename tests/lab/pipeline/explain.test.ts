import { expect, test } from 'vitest';
import { differencesOf, explainRun } from '../../../src/lab/pipeline/explain.ts';
import { runSpecSchema, type RunSpec } from '../../../src/lab/spec.ts';
import { keyOf } from '../../../src/lab/store/key.ts';
import type { RunRecord } from '../../../src/lab/store/record.ts';
import { tinyInput } from './tiny.ts';

const spec = runSpecSchema.parse(tinyInput);
const withSeed = (seed: number, weightDecay = 1): RunSpec => ({
  ...spec,
  seed,
  optimizer: { ...spec.optimizer, weightDecay },
});
const record = (of: RunSpec): RunRecord => ({ id: keyOf(of).id, spec: of }) as RunRecord;
const planned = (of: RunSpec): { id: string; spec: RunSpec } => ({ id: keyOf(of).id, spec: of });

test('differences are named by path, old and new, lists as one', () => {
  const changed: RunSpec = { ...withSeed(3), optimizer: { ...spec.optimizer, betas: [0.9, 0.999] } };
  expect(differencesOf(spec, changed)).toEqual([
    { path: 'optimizer.betas', stored: [0.9, 0.98], wanted: [0.9, 0.999] },
    { path: 'seed', stored: 0, wanted: 3 },
  ]);
  expect(differencesOf(spec, { ...spec, stop: { accuracy: 0.99, basin: 5 } })).toEqual([
    { path: 'stop', stored: null, wanted: { accuracy: 0.99, basin: 5 } },
  ]);
});

test('a missing run is explained by the stored one most like it', () => {
  const stored = [record(withSeed(0)), record(withSeed(1, 2))];
  expect(explainRun(planned(withSeed(1, 3)), stored)).toEqual({
    id: keyOf(withSeed(1, 3)).id,
    nearest: keyOf(withSeed(1, 2)).id,
    differences: [{ path: 'optimizer.weightDecay', stored: 2, wanted: 3 }],
  });
});

test('a stored run needs no explanation, and an empty store gives none', () => {
  expect(explainRun(planned(spec), [record(withSeed(4)), record(spec)]).differences).toEqual([]);
  expect(explainRun(planned(spec), [])).toMatchObject({ nearest: null });
});
