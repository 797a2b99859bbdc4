/** What pages say of a run's later executions, of its files, of withdrawn runs and of cells; without a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeCurve } from '../../src/lab/store/curve.ts';
import type { Execution } from '../../src/lab/store/record.ts';
import { RunStore } from '../../src/lab/store/store.ts';
import { summarize, type Evaluation } from '../../src/lab/training/summary.ts';
import { axisName, cellText, isSweep } from '../../src/site/cells.ts';
import { completeness } from '../../src/site/completeness.ts';
import { runWithdrawn } from '../../src/site/writeupErrors.ts';
import { agreementInWords, gradeReplications, tally } from '../../src/site/replications.ts';
import { describeFiles } from '../../src/site/runFiles.ts';
import { withdrawalsOf } from '../../src/site/withdrawals.ts';
import { syntheticRun } from '../figures/syntheticRun.ts';

const N = '\u202f';

const execution = (day: number): Execution => ({
  startedAt: `2026-11-0${day}T08:00:00.000Z`,
  finishedAt: `2026-11-0${day}T09:00:00.000Z`,
  wallSeconds: 3600,
  cpuSeconds: 3500,
  epochsPerSecond: 1,
  sessions: 1,
  device: { engine: 'onnxruntime', name: 'cpu', threads: 1, processor: 'x', platform: 'y' },
  versions: {},
  graphs: { step: null, evaluation: null },
  git: null,
});

let folder: string;
let store: RunStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-'));
  store = new RunStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const published = syntheticRun();
const { id, key, preimage, spec, summary } = published.record;

async function put(): Promise<void> {
  const files = new Map([
    ['curve.csv', encodeCurve(published.rows)],
    ['measures/fourier.json', '{}'],
  ]);
  await store.put({ schema: 1, id, key, preimage, spec, summary, executions: [execution(1)] }, files);
}
const replicate = (day: number, rows: readonly Evaluation[]): Promise<number> =>
  store.addExecution(id, execution(day), summarize(rows, spec, null), encodeCurve(rows));

async function graded(): Promise<string[]> {
  const run = await store.get(id);
  const replications = run ? await gradeReplications(run, store) : [];
  return replications.map((replication) => agreementInWords(replication, summary));
}

describe('the later executions of a run', () => {
  test('are graded against the first, in plain words', async () => {
    await put();
    await replicate(2, published.rows);
    await replicate(
      3,
      published.rows.map((row) => ({ ...row, testLoss: Math.fround(row.testLoss * (1 + 3.2e-5)) })),
    );
    await replicate(4, syntheticRun({ transition: 1000 }).rows);
    await replicate(5, syntheticRun({ transition: 1500 }).rows);
    await replicate(6, syntheticRun({ transition: 1e9 }).rows);
    expect(await graded()).toEqual([
      'bit-identical: every number of the curve',
      `same curve within 3.2${N}×${N}10⁻⁵`,
      `same phases: 95${N}% of test pairs at epoch 1${N}160 instead of 1${N}050 (+10.5${N}%)`,
      `different: 95${N}% of test pairs at epoch 1${N}740 instead of 1${N}050 (+65.7${N}%)`,
      'different: not within budget instead of grokked',
    ]);
  });

  test('are never graded from a curve that does not match its hash', async () => {
    await put();
    await replicate(2, published.rows);
    const run = await store.get(id);
    const damaged = { ...run?.record, files: { ...run?.record.files, 'executions/2/curve.csv': '0'.repeat(64) } };
    const promise = gradeReplications({ ...run, record: damaged } as NonNullable<typeof run>, store);
    await expect(promise).rejects.toThrow('does not match its SHA-256');
  });

  test.each([
    [[], 'Carried out once so far.'],
    [['bit-identical'], 'Carried out twice; the second time bit-identical.'],
    [['different'], 'Carried out twice; the second time with a different outcome.'],
    [['same curve', 'same curve'], 'Carried out three times; with the same curve each time.'],
    [
      ['bit-identical', 'same phases'],
      'Carried out three times; execution 2 bit-identical, execution 3 with the same phases.',
    ],
  ] as const)('%o', (grades, sentence) => {
    expect(tally(grades.map((grade) => ({ grade })))).toBe(sentence);
  });
});

test('the files of a run say what they hold, and which were measured on a replication', async () => {
  await put();
  await replicate(2, published.rows);
  const addition = { addedAt: '2026-11-03T00:00:00.000Z', execution: 2, versions: {}, git: null };
  const measures = { fourier: { version: 2, checkpointEvery: 50, file: 'measures/fourier@2.json' } };
  await store.addResults(id, { ...addition, measures }, new Map([['measures/fourier@2.json', '[]']]));
  const record = await store.record(id);
  expect(record && describeFiles(record)).toEqual([
    { name: 'run.json', what: 'specification, summary, first execution, hashes', measuredOn: null },
    { name: 'curve.csv', what: 'every evaluation, full resolution', measuredOn: null },
    { name: 'measures/fourier.json', what: 'measure fourier, superseded', measuredOn: null },
    { name: 'measures/fourier@2.json', what: 'measure fourier, version 2', measuredOn: 2 },
    { name: 'additions/1.json', what: 'what was measured later, by which code, hashes', measuredOn: null },
    { name: 'executions/2/curve.csv', what: 'every evaluation of execution 2', measuredOn: null },
    { name: 'executions/2/execution.json', what: expect.stringContaining('execution 2') as string, measuredOn: null },
  ]);
});

describe('a withdrawn run', () => {
  const tombstone = { event: 'withdrawn', run: id, at: '2026-11-05T00:00:00.000Z', reason: 'Wrong split.' } as const;

  test('is what the ledger tells of it: all its files, and when they first came', () => {
    const [first, second] = ['1'.repeat(64), '2'.repeat(64)];
    const withdrawals = withdrawalsOf([
      { event: 'published', run: id, at: '2026-11-01T00:00:00.000Z', files: { 'run.json': first } },
      { event: 'published', run: 'ffffffffffff', at: '2026-11-01T00:00:00.000Z', files: { 'run.json': second } },
      { event: 'published', run: id, at: '2026-11-02T00:00:00.000Z', files: { 'additions/1.json': second } },
      { ...tombstone, successor: null },
    ]);
    expect([...withdrawals.keys()]).toEqual([id]);
    expect(withdrawals.get(id)).toMatchObject({
      publishedAt: '2026-11-01T00:00:00.000Z',
      reason: 'Wrong split.',
      files: { 'run.json': first, 'additions/1.json': second },
    });
  });

  test('is refused in a write-up, with its successor where it has one', () => {
    const error = runWithdrawn({ ...tombstone, successor: 'abcdefabcdef' }, 'content/x.mdx:7');
    expect(error.message).toBe(`content/x.mdx:7: run "${id}" was withdrawn on 2026-11-05: Wrong split.`);
    expect(error.hint).toBe('Its successor is run="abcdefabcdef".');
    expect(runWithdrawn({ ...tombstone, successor: null }, 'x').hint).toContain('no successor');
  });
});

describe('cells', () => {
  test.each([
    [{ 'optimizer.weightDecay': 0.3 }, 'weight decay 0.3'],
    [{ 'task.fracTrain': 0.05, seed: 1 }, `trained on 5${N}%, seed 1`],
    [{ 'optimizer.learningRate': 1e-7, epochs: 40_000 }, `learning rate 1e-7, epochs 40${N}000`],
    [{ stop: null }, 'stop none'],
    [{ regularizer: null }, 'added to the loss nothing'],
    [{ regularizer: { name: 'probe@1', stencil: '-1,0', lag: 10 } }, 'added to the loss {−1, 0} lag 10'],
    [{ regularizer: { name: 'activation-l2@1', weight: 1 } }, 'added to the loss L2 weight 1'],
  ])('%o', (cell, text) => expect(cellText(cell)).toBe(text));

  test('a sweep differs in more than seeds', () => {
    const runs = (...cells: Record<string, number>[]): Parameters<typeof isSweep>[0] =>
      cells.map((cell) => ({ id, spec, cell }));
    expect(isSweep(runs({ seed: 0 }, { seed: 1 }))).toBe(false);
    expect(isSweep(runs({ seed: 0, 'optimizer.weightDecay': 1 }, { seed: 1, 'optimizer.weightDecay': 1 }))).toBe(false);
    expect(isSweep(runs({ 'optimizer.weightDecay': 1 }, { 'optimizer.weightDecay': 2 }))).toBe(true);
    expect(axisName('optimizer.warmupEpochs')).toBe('warmup epochs');
  });
});

test.each([
  [{ planned: 8, stored: 3, withdrawn: 0, inProgress: true }, '3 of 8 runs stored; in progress'],
  [{ planned: 4, stored: 4, withdrawn: 0, inProgress: true }, 'all 4 runs stored'],
  [{ planned: 4, stored: 3, withdrawn: 1, inProgress: true }, '3 of 4 runs stored, 1 withdrawn'],
  [{ planned: 4, stored: 3, withdrawn: 0, inProgress: false }, '3 of 4 runs stored'],
  [{ planned: 1, stored: 1, withdrawn: 0, inProgress: false }, '1 of 1 run stored'],
])('completeness of %o', ({ planned, stored, withdrawn, inProgress }, text) => {
  const counts = { runs: { length: planned }, stored: { length: stored }, withdrawn: { size: withdrawn }, inProgress };
  expect(completeness(counts)).toBe(text);
});
