/** The published runs: whole, where they should be, and what the code of today computes. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadExperiments, type Experiment } from '../../src/lab/pipeline/experiments.ts';
import { verifyReplay, verifyRun } from '../../src/lab/pipeline/verify.ts';
import { readResults } from '../../src/lab/store/results.ts';
import { RunStore } from '../../src/lab/store/store.ts';
import { summarize } from '../../src/lab/training/summary.ts';

const root = new URL('../..', import.meta.url).pathname;
const store = new RunStore(join(root, 'public', 'runs'));
const ids = await store.ids();

test('there are published runs', () => {
  expect(ids.length).toBeGreaterThanOrEqual(4);
});

describe.each(ids)('run %s', (id) => {
  test('every file matches its SHA-256, and the summary is that of the curve', async () => {
    const results = await readResults(store, id);
    if (!results) throw new Error(`run ${id} is not stored`);
    const { record, rows } = results;
    expect(await verifyRun(store, id)).toMatchObject({ holds: true });
    expect(record.summary).toEqual(summarize(rows, record.spec, record.summary.divergedAt));
    expect(results.fourier?.epochs).toEqual(expect.arrayContaining([0, record.summary.epochs]));
  });
});

const experiments = await loadExperiments(root);
const storedIn = ({ runs }: Experiment): string | undefined => runs.find(({ id }) => ids.includes(id))?.id;
/** Experiments that begin with a run of an earlier one have theirs replayed there. */
const replayed = experiments.filter((experiment, i) => {
  const id = storedIn(experiment);
  return id !== undefined && experiments.findIndex((other) => storedIn(other) === id) === i;
});

test.each(replayed.map((experiment) => [experiment.slug, experiment] as const))(
  'the first epochs of a run of %s are what the code computes',
  async (_, experiment) => {
    const verdicts = await verifyReplay(store, [experiment], { epochs: 30 });
    expect(verdicts).toContainEqual(expect.objectContaining({ check: 'replay', id: storedIn(experiment) }));
    expect(verdicts.filter(({ holds }) => !holds)).toEqual([]);
  },
);

test('no baseline run generalizes suspiciously early (a leaked split, or weight decay applied twice)', async () => {
  const baseline = experiments.find(({ slug }) => slug === 'nanda-baseline');
  for (const { id } of baseline?.runs ?? []) {
    const { record } = (await store.get(id)) ?? {};
    expect(record?.summary.t95?.at).toBeGreaterThan(1500);
  }
});
