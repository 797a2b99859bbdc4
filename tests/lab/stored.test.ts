/** The published runs: whole, where they should be, and what the code of today computes. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/lab/engine/devices.ts';
import { loadExperiments } from '../../src/lab/pipeline/experiments.ts';
import { train } from '../../src/lab/pipeline/train.ts';
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
    for (const name of Object.keys(record.files)) await store.read(record, name);
    expect(record.summary).toEqual(summarize(rows, record.spec, record.summary.divergedAt));
    expect(results.fourier?.epochs).toEqual(expect.arrayContaining([0, record.summary.epochs]));
  });
});

describe('replay', () => {
  const REPLAYED_EPOCHS = 30;

  test('the first epochs of one run of each experiment are what the code computes', async () => {
    for (const { slug, runs } of await loadExperiments(root)) {
      const run = runs.find((candidate) => ids.includes(candidate.id));
      expect(run, `${slug} has no stored run`).toBeDefined();
      const stored = await store.get(run!.id);
      const replay = await train(
        { ...run!.spec, epochs: REPLAYED_EPOCHS, stop: null },
        { compile: (program) => compile(program, 'cpu') },
      );
      const expected = stored!.rows.filter(({ epoch }) => epoch <= REPLAYED_EPOCHS);
      expect(replay.rows.map(({ epoch }) => epoch)).toEqual(expected.map(({ epoch }) => epoch));
      // Bit-identical on the same processor; other vector widths sum in another order.
      for (const key of ['trainLoss', 'testLoss', 'sumSquaredWeights'] as const) {
        expect(replay.rows.map((row) => row[key])).toBeAllclose(
          expected.map((row) => row[key]),
          { rtol: 2e-5 },
        );
      }
    }
  });
});

test('no baseline run generalizes suspiciously early (a leaked split, or weight decay applied twice)', async () => {
  const baseline = (await loadExperiments(root)).find(({ slug }) => slug === 'nanda-baseline');
  for (const { id } of baseline?.runs ?? []) {
    const { record } = (await store.get(id)) ?? {};
    expect(record?.summary.t95?.at).toBeGreaterThan(1500);
  }
});
