import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { matrixProductsOf, flopsOf } from '../../../src/lab/engine/products.ts';
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import { fastestOf, timeDevices } from '../../../src/lab/pipeline/deviceTrials.ts';
import type { Experiment } from '../../../src/lab/pipeline/experiments.ts';
import {
  expectedEpochs,
  forecastSeconds,
  pastSamples,
  speedAt,
  worstPastError,
} from '../../../src/lab/pipeline/forecast.ts';
import { isInShard, makePlan, projectPaths } from '../../../src/lab/pipeline/plan.ts';
import { carryOutPlan, type RunEvent } from '../../../src/lab/pipeline/run.ts';
import { runSpecSchema, type RunSpecInput } from '../../../src/lab/spec.ts';
import { keyOf } from '../../../src/lab/store/key.ts';
import type { RunRecord } from '../../../src/lab/store/record.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { flopsPerEpoch } from '../../../src/lab/training/cost.ts';
import { setupOf, stepProgram } from '../../../src/lab/training/programs.ts';
import { quiet, tinyInput, tinyJob } from './tiny.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function experiment(slug: string, inputs: (Partial<RunSpecInput> & { cell: object })[]): Experiment {
  const runs = inputs.map(({ cell, ...changes }) => {
    const spec = runSpecSchema.parse({ ...tinyInput, epochs: 60, ...changes });
    return { id: keyOf(spec).id, spec, cell: cell as Record<string, number> };
  });
  const rest = {
    title: slug,
    question: '?',
    source: '',
    base: {},
    grid: {},
    measures: [],
    checkpointEvery: 50,
    keepWeights: false,
    keepStates: [],
    inProgress: false,
  };
  return { ...rest, slug, file: `experiments/${slug}.ts`, runs };
}

const fractions = (...list: number[]): (Partial<RunSpecInput> & { cell: object })[] =>
  list.flatMap((fracTrain) =>
    [0, 1].map((seed) => ({ task: { p: 13, fracTrain }, seed, cell: { 'task.fracTrain': fracTrain, seed } })),
  );

test('the plan takes one seed of every cell before the second, and a shared run once', async () => {
  const plan = await makePlan(
    [experiment('a', fractions(0.5, 0.6)), experiment('b', fractions(0.6, 0.7))],
    projectPaths(folder),
  );
  const order = plan.map(({ experiment: { slug }, cell }) => `${slug} ${Object.values(cell).map(String).join('/')}`);
  expect(order).toEqual(['a 0.5/0', 'a 0.6/0', 'b 0.7/0', 'a 0.5/1', 'a 0.6/1', 'b 0.7/1']);
});

test('runs that are named come first and as they were named, whatever else is planned, and each once', async () => {
  const [a, b] = [experiment('a', fractions(0.5, 0.6)), experiment('b', fractions(0.6, 0.7))];
  const [first, , third = { id: '' }, fourth = { id: '' }] = b.runs;
  const plan = await makePlan([a, b], projectPaths(folder), { chosen: [fourth.id, 'b', third.id, fourth.id] });
  expect(plan.map(({ cell }) => Object.values(cell).map(String).join('/'))).toEqual([
    '0.7/1',
    '0.7/0',
    '0.6/0',
    '0.6/1',
  ]);
  const alone = await makePlan([a, b], projectPaths(folder), { chosen: [first?.id ?? ''] });
  expect(alone.map(({ experiment: { slug }, id }) => [slug, id])).toEqual([['a', first?.id]]);
});

test('shards are disjoint, cover the plan and do not depend on it', async () => {
  const plan = await makePlan([experiment('a', fractions(0.3, 0.4, 0.5, 0.6, 0.7, 0.8))], projectPaths(folder));
  const shards = [0, 1, 2].map((index) => plan.filter(({ id }) => isInShard(id, index, 3)).map(({ id }) => id));
  expect(shards.flat().sort()).toEqual(plan.map(({ id }) => id).sort());
  expect(new Set(shards.flat()).size).toBe(plan.length);
  expect(shards.every((shard) => shard.length > 0)).toBe(true);
});

test('states follow what is on disk', async () => {
  const paths = { root: folder, store: join(folder, 'runs'), cache: join(folder, 'cache') };
  const states = async (): Promise<string[]> => {
    const records = await new RunStore(paths.store).records();
    const plan = await makePlan([experiment('a', [{ epochs: 600, cell: {} }])], paths, { records });
    return plan.map(({ state, epoch }) => `${state} @${epoch}`);
  };
  expect(await states()).toEqual(['missing @0']);
  let evaluations = 0;
  await carryOut(tinyJob(folder), { ...quiet, shouldPause: () => ++evaluations === 7 });
  expect(await states()).toEqual(['partial @60']);
  await carryOut(tinyJob(folder), quiet);
  expect(await states()).toEqual(['stored @600']);
});

test('an experiment asked for is not trained for what others want of a run it shares, but training takes all', async () => {
  const paths = { root: folder, store: join(folder, 'runs'), cache: join(folder, 'cache') };
  const shared = [{ epochs: 600, cell: {} }];
  const asked = { ...experiment('asked', shared), measures: ['circuit' as const], keepWeights: true, inProgress: true };
  const other = { ...experiment('other', shared), measures: ['norms' as const] };
  const [{ id } = { id: '' }] = asked.runs;
  const plan = async (...chosen: string[]): Promise<unknown> => {
    const records = await new RunStore(paths.store).records();
    const rows = await makePlan([other, asked], paths, { records, ...(chosen.length > 0 && { chosen }) });
    return rows.map(({ state, isTrained, isDue, wanted }) => ({ state, isTrained, isDue, measures: wanted.measures }));
  };
  const both = ['circuit', 'norms'];
  expect(await plan('asked')).toEqual([{ state: 'missing', isTrained: true, isDue: true, measures: both }]);

  await carryOut({ ...tinyJob(folder), measures: [] }, quiet);
  await rm(paths.cache, { recursive: true });
  expect(await plan('asked')).toEqual([{ state: 'incomplete', isTrained: false, isDue: false, measures: ['circuit'] }]);
  for (const names of [['other'], [id], ['asked', id], []]) {
    expect(await plan(...names)).toEqual([{ state: 'incomplete', isTrained: true, isDue: true, measures: both }]);
  }

  await carryOut({ ...tinyJob(folder), measures: ['circuit'] }, quiet);
  expect(await plan('asked')).toEqual([{ state: 'stored', isTrained: false, isDue: false, measures: ['circuit'] }]);
});

test('a plan is carried out on worker threads and then is empty', async () => {
  const paths = { root: folder, store: join(folder, 'runs'), cache: join(folder, 'cache') };
  const experiments = [experiment('a', fractions(0.5, 0.6))];
  const events: RunEvent[] = [];
  const carry = async (): ReturnType<typeof carryOutPlan> =>
    carryOutPlan(await makePlan(experiments, paths, { records: await new RunStore(paths.store).records() }), {
      paths,
      device: 'cpu',
      workers: 2,
      signal: new AbortController().signal,
      report: (event) => events.push(event),
    });
  expect(await carry()).toEqual({ stored: 4, paused: 0, locked: 0, failed: [], retried: [], left: 0 });
  expect(events.filter(({ type }) => type === 'stored')).toHaveLength(4);
  expect(await carry()).toEqual({ stored: 0, paused: 0, locked: 0, failed: [], retried: [], left: 0 });
});

test('an interrupted plan starts nothing more and says what is left', async () => {
  const paths = { root: folder, store: join(folder, 'runs'), cache: join(folder, 'cache') };
  const controller = new AbortController();
  const plan = await makePlan([experiment('a', fractions(0.5, 0.6))], paths);
  const totals = await carryOutPlan(plan, {
    paths,
    device: 'cpu',
    workers: 1,
    signal: controller.signal,
    report: (event) => event.type === 'progress' && controller.abort(),
  });
  expect(totals.stored + totals.paused).toBe(1);
  expect(totals.left).toBe(3);
});

test.each([
  ['goes through at the second attempt, and is counted', true, { stored: 1, failed: 0 }],
  ['fails for good where it fails again', false, { stored: 0, failed: 1 }],
])('a run that fails for no known reason %s', async (_what, isMended, expected) => {
  const paths = { root: folder, store: join(folder, 'runs'), cache: join(folder, 'cache') };
  // A file where a folder should be.
  await writeFile(paths.cache, '');
  const types: string[] = [];
  const totals = await carryOutPlan(await makePlan([experiment('a', [{ cell: {} }])], paths), {
    paths,
    device: 'cpu',
    workers: 1,
    signal: new AbortController().signal,
    report: ({ type }) => {
      types.push(type);
      if (type === 'retrying' && isMended) rmSync(paths.cache);
    },
  });
  expect({ stored: totals.stored, failed: totals.failed.length }).toEqual(expected);
  expect(totals.retried).toMatchObject([{ error: expect.stringContaining('ENOTDIR') as string }]);
  expect(types.slice(0, 2)).toEqual(['started', 'retrying']);
});

test('the fastest device is the one with the shortest epoch; one that is not there says why', async () => {
  const { spec } = tinyJob('');
  const times: Partial<Record<string, number>> = { cpu: 0.05, webgpu: 0.002 };
  const trials = await timeDevices(spec, (_spec, device) => {
    const seconds = times[device];
    return seconds === undefined ? Promise.reject(new Error(`no ${device}`)) : Promise.resolve(seconds);
  });
  expect(fastestOf(trials)).toBe('webgpu');
  expect(trials).toContainEqual({ device: 'cuda', secondsPerEpoch: null, problem: 'no cuda' });
  expect(fastestOf([])).toBe('cpu');
  const [cpu] = await timeDevices(spec);
  expect(cpu).toMatchObject({ device: 'cpu', problem: '' });
  expect(cpu?.secondsPerEpoch).toBeGreaterThan(0);
});

test.each([
  ['one layer', {}],
  ['two layers', { model: { nLayers: 2 } }],
  ['a probe', { regularizer: { name: 'probe@1', stencil: '0' } }],
  ['three probes', { regularizer: { name: 'probe@1', stencil: '-1,0,+1' } }],
] as const)('the forecast counts the matrix products of a step with %s to 10 %%', (_, options) => {
  const spec = runSpecSchema.parse({
    ...tinyInput,
    task: { p: 59, fracTrain: 0.5 },
    model: {},
    ...options,
    evaluateEvery: 1e9,
  });
  const products = matrixProductsOf(stepProgram(setupOf(spec)));
  const counted = products.reduce((sum, product) => sum + flopsOf(product), 0);
  expect(flopsPerEpoch(spec) / counted).toBeGreaterThan(0.9);
  expect(flopsPerEpoch(spec) / counted).toBeLessThan(1.1);
});

describe('the forecast', () => {
  const processor = cpus()[0]?.model.trim() ?? 'unknown';
  const record = (epochs: number, epochsPerSecond: number, on = processor): RunRecord =>
    ({
      spec: runSpecSchema.parse(tinyInput),
      summary: { epochs },
      executions: [{ device: { name: 'cpu', processor: on }, cpuSeconds: epochs / epochsPerSecond }],
    }) as unknown as RunRecord;

  test('takes the median speed of this processor on this device', () => {
    const records = [record(100, 10), record(100, 20), record(100, 40), record(100, 1e6, 'another processor')];
    const spec = records[0]!.spec;
    const speed = speedAt(pastSamples(records, 'cpu'), flopsPerEpoch(spec));
    expect(speed?.gflops).toBeCloseTo((20 * flopsPerEpoch(spec)) / 1e9, 12);
    expect(pastSamples(records, 'webgpu')).toEqual([]);
    expect(forecastSeconds(spec, 200, speed!)).toBeCloseTo(10, 10);
  });

  test('asks the runs of about the same size: small products are slower', () => {
    const sample = (size: number, gflops: number): { flopsPerEpoch: number; gflops: number } => ({ flopsPerEpoch: size, gflops }); // prettier-ignore
    const samples = [1e6, 1e6, 1e6, 2e6, 2e6, 3e9, 3e9, 3e9, 4e9, 4e9].map((size) => sample(size, size < 1e9 ? 1 : 70));
    expect([speedAt(samples, 1.5e6)?.gflops, speedAt(samples, 3e9)?.gflops]).toEqual([1, 70]);
    const tiny = runSpecSchema.parse(tinyInput);
    // No epoch is free.
    expect(forecastSeconds(tiny, 10_000, { gflops: 1e6, from: 'assumed' })).toBe(20);
  });

  test('expects what stored siblings needed, the whole budget without a stop rule, else half of it', () => {
    const open = runSpecSchema.parse({ ...tinyInput, stop: { basin: 100 } });
    expect(expectedEpochs(open, [record(300, 1), record(310, 1), record(500, 1)])).toBe(310);
    expect(expectedEpochs(open, [])).toBe(300);
    expect(expectedEpochs(runSpecSchema.parse(tinyInput), [record(300, 1)])).toBe(600);
  });

  test('says by what factor it missed past runs, each judged by the others', () => {
    expect(worstPastError([record(100, 10), record(100, 20)], 'cpu')).toBeCloseTo(2, 10);
    expect(worstPastError([record(100, 10)], 'cpu')).toBeNull();
  });
});
