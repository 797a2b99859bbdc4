/** Three levels, each computed only when what it reads has changed: train, measure; drawing is tests/figures/cache.test.ts. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import type { Job, JobEvent } from '../../../src/lab/pipeline/job.ts';
import type { Experiment } from '../../../src/lab/pipeline/experiments.ts';
import { findGarbage, removeGarbage, type Garbage } from '../../../src/lab/pipeline/garbage.ts';
import { makePlan, type PlanRow, type ProjectPaths } from '../../../src/lab/pipeline/plan.ts';
import { verifyReplay, verifyRun } from '../../../src/lab/pipeline/verify.ts';
import { hasCheckpoints, missingResults, union } from '../../../src/lab/pipeline/wanted.ts';
import { RunCache } from '../../../src/lab/store/cache.ts';
import { keyOf } from '../../../src/lab/store/key.ts';
import { takeLock } from '../../../src/lab/store/lock.ts';
import type { RunRecord } from '../../../src/lab/store/record.ts';
import { readResults } from '../../../src/lab/store/results.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { quiet, tinyJob } from './tiny.ts';

let folder = '';
let store = new RunStore('');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
  store = new RunStore(join(folder, 'runs'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { spec } = tinyJob('');
const { id } = keyOf(spec);

async function carry(changes: Partial<Job>): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  const report = (event: JobEvent): void => void events.push(event);
  expect(await carryOut({ ...tinyJob(folder), ...changes }, { ...quiet, report })).toBe('stored');
  return events;
}
const trained = (events: readonly JobEvent[]): number => events.filter(({ type }) => type === 'evaluated').length;
const measured = (events: readonly JobEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'measuring' ? [event.measure] : []));
const record = async (): Promise<RunRecord> => (await store.record(id)) as RunRecord;
const published = (): Promise<string> => readFile(join(folder, 'runs', id, 'run.json'), 'utf8');
const dropCheckpoints = (): Promise<void> => rm(join(folder, 'cache', 'runs'), { recursive: true });

async function plan(...all: Partial<Experiment>[]): Promise<PlanRow> {
  const { measures, checkpointEvery, keepWeights } = tinyJob('');
  const experiments = all.map((changes) => ({ slug: 'a', file: 'experiments/a.ts', title: 'A', question: '?', source: 's', base: {}, grid: {}, measures: [...measures], checkpointEvery, keepWeights, keepStates: [], inProgress: false, runs: [{ id, spec, cell: {} }], ...changes })); // prettier-ignore
  const paths = { root: folder, store: join(folder, 'runs'), cache: join(folder, 'cache') };
  return (await makePlan(experiments, paths, { records: await store.records() }))[0] as PlanRow;
}

test('another title, file name, question or source: nothing to do', async () => {
  await carry({});
  const changes = { title: 'B', slug: 'b', file: 'experiments/b.ts', question: 'Why?', source: 'elsewhere' };
  expect(await plan(changes)).toMatchObject({ state: 'stored', forecastSeconds: 0 });
  expect(await carry({})).toEqual([]);
});

describe('a measure that is wanted later', () => {
  test('by an experiment in progress is not due to a build; by another it is', async () => {
    const own: Partial<Experiment> = { measures: ['norms'], keepWeights: false };
    const later: Partial<Experiment> = { slug: 'b', measures: ['norms', 'fourier'], keepWeights: false };
    expect(await plan({ ...own, inProgress: true })).toMatchObject({ state: 'missing', isDue: false });
    expect(await plan(own)).toMatchObject({ state: 'missing', isDue: true });
    await carry({ measures: ['norms'], keepWeights: false });
    expect(await plan(own, { ...later, inProgress: true })).toMatchObject({ state: 'incomplete', isDue: false });
    expect(await plan(own, later)).toMatchObject({ state: 'incomplete', isDue: true });
    expect(await plan({ ...own, inProgress: true }, later)).toMatchObject({ state: 'incomplete', isDue: true });
    expect(await plan(own)).toMatchObject({ state: 'stored', isDue: false });
  });

  test('is taken from the checkpoints at hand, without training; run.json stays as it is', async () => {
    await carry({ measures: ['norms'], keepWeights: false });
    const before = await published();
    const row = await plan({ measures: ['norms', 'fourier'], keepWeights: false });
    expect(row).toMatchObject({
      state: 'incomplete',
      reasons: ['measure fourier: not stored', 'from the checkpoints at hand'],
    });
    const events = await carry({ measures: ['norms', 'fourier'], keepWeights: false });
    expect([trained(events), measured(events)]).toEqual([0, ['fourier']]);
    expect(await published()).toBe(before);
    expect((await record()).executions).toHaveLength(1);
    const added = await readFile(join(folder, 'runs', id, 'measures', 'fourier.json'));
    await rm(join(folder, 'runs'), { recursive: true });
    await carry({ measures: ['fourier'] });
    expect(await readFile(join(folder, 'runs', id, 'measures', 'fourier.json'))).toEqual(added);
  });

  test('is taken from the published weights where it reads the final network alone', async () => {
    await carry({ measures: ['norms'] });
    await dropCheckpoints();
    expect((await plan({ measures: ['circuit', 'norms'] })).reasons).toContain('from the published weights');
    const events = await carry({ measures: ['circuit', 'norms'] });
    expect([trained(events), measured(events)]).toEqual([0, ['circuit']]);
    const fromWeights = (await readResults(store, id))?.circuit;
    await rm(folder, { recursive: true });
    await carry({ measures: ['circuit'] });
    expect((await readResults(store, id))?.circuit).toEqual(fromWeights);
  });

  test('costs a training where the checkpoints are gone; that is a second execution, with the same bits', async () => {
    await carry({ measures: ['norms'] });
    await dropCheckpoints();
    const row = await plan({});
    expect(row.reasons).toContain('not all of its checkpoints are at hand: trained once more');
    expect(row.forecastSeconds).toBeGreaterThan(0);
    expect(trained(await carry({}))).toBe(61);
    const now = await record();
    expect(now.executions).toHaveLength(2);
    expect(now.files['executions/2/curve.csv']).toBe(now.files['curve.csv']);
    expect(now.measures['fourier']?.at(-1)).toMatchObject({ version: 1, checkpointEvery: 50, execution: 2 });
    expect(now.measures['norms']?.at(-1)).toMatchObject({ execution: 1 });
    expect(await plan({})).toMatchObject({ state: 'stored' });
  });

  test('is taken from the published weights before a training for the rest, which may be interrupted', async () => {
    await carry({ measures: ['norms'] });
    await dropCheckpoints();
    let evaluations = 0;
    const pausing = { ...quiet, shouldPause: () => ++evaluations === 30 };
    const wanted: Partial<Job> = { measures: ['circuit', 'fourier', 'norms'] };
    expect(await carryOut({ ...tinyJob(folder), ...wanted }, pausing)).toBe('paused');
    expect((await record()).measures['circuit']?.at(-1)).toMatchObject({ execution: 1 });
    expect((await record()).measures['fourier']).toBeUndefined();
    expect(measured(await carry(wanted))).toEqual(['fourier']);
    expect((await record()).measures['fourier']?.at(-1)).toMatchObject({ execution: 2 });
    expect(await plan({ measures: ['circuit', 'fourier', 'norms'] })).toMatchObject({ state: 'stored' });
  });

  test('is resumed where that training was interrupted', async () => {
    await carry({ measures: ['norms'] });
    await dropCheckpoints();
    let evaluations = 0;
    const pausing = { ...quiet, shouldPause: () => ++evaluations === 30 };
    expect(await carryOut(tinyJob(folder), pausing)).toBe('paused');
    expect((await record()).executions).toHaveLength(1);
    expect(trained(await carry({}))).toBe(61 - 30);
    expect((await record()).executions).toMatchObject([{ sessions: 1 }, { sessions: 2 }]);
  });
});

test('checkpoints wanted more densely are measured anew, under a name of their own', async () => {
  await carry({ measures: ['fourier'] });
  expect(await plan({ measures: ['fourier'], checkpointEvery: 100 })).toMatchObject({ state: 'stored' });
  const row = await plan({ measures: ['fourier'], checkpointEvery: 20 });
  expect(row.reasons[0]).toBe('measure fourier: checkpoints every 50 → 20 epochs');
  await carry({ measures: ['fourier'], checkpointEvery: 20 });
  const { measures, files } = await record();
  expect(measures['fourier']?.at(-1)).toMatchObject({ file: 'measures/fourier@1-every20.json', checkpointEvery: 20 });
  expect(files).toHaveProperty(['measures/fourier.json']);
  expect((await readResults(store, id))?.fourier?.epochs).toContain(220);
});

test('a stored measure of another version is wanted anew, and not shown', async () => {
  await carry({ measures: ['fourier', 'norms'] });
  const now = await record();
  const old = {
    ...now,
    measures: { ...now.measures, fourier: [{ ...now.measures['fourier']?.[0], version: 7 }] },
  } as RunRecord;
  const wanted = { measures: ['fourier', 'norms'], checkpointEvery: 50, keepWeights: false, keepStates: [] } as const;
  expect(missingResults(old, wanted)).toMatchObject({
    measures: ['fourier'],
    reasons: ['measure fourier: version 7 → 1'],
  });
  const results = await readResults(
    Object.assign(new RunStore(store.root), { record: () => Promise.resolve(old) }),
    id,
  );
  expect([results?.fourier, results?.norms?.epochs[0]]).toEqual([null, 0]);
});

test('experiments that share a run get what each of them wants', () => {
  expect(
    union([
      { measures: ['norms'], checkpointEvery: 100, keepWeights: false, keepStates: [100] },
      { measures: ['fourier', 'norms'], checkpointEvery: 150, keepWeights: true, keepStates: [50, 100] },
    ]),
  ).toEqual({ measures: ['fourier', 'norms'], checkpointEvery: 50, keepWeights: true, keepStates: [50, 100] });
});

test('a replication starts from the beginning, adds its execution and leaves nothing behind', async () => {
  await carry({});
  const before = await published();
  expect(trained(await carry({ replicate: true }))).toBe(61);
  const now = await record();
  expect(now.replications).toMatchObject([{ n: 2, curve: 'executions/2/curve.csv' }]);
  expect(now.files['executions/2/curve.csv']).toBe(now.files['curve.csv']);
  expect(await published()).toBe(before);
  expect(await readdir(join(folder, 'cache', 'replications'))).toEqual([]);
  await carry({ replicate: true });
  expect((await record()).executions).toHaveLength(3);
});

test('a training state that is published is where training can be checked from', async () => {
  await carry({ measures: ['norms'], keepStates: [300] });
  const experiments = [{ runs: [{ id, spec, cell: {} }] }] as unknown as Experiment[];
  const verdicts = await verifyReplay(store, experiments, { epochs: 50 });
  expect(verdicts.map(({ check, finding }) => `${check} ${finding}`)).toEqual([
    'replay 6 evaluations from epoch 0 to 50: bit-identical',
    'replay 5 evaluations from epoch 310 to 350: bit-identical',
    'weights final weights at epoch 600: bit-identical',
  ]);
  expect(await plan({ measures: ['norms'], keepStates: [300] })).toMatchObject({ state: 'stored' });
  const row = await plan({ measures: ['norms'], keepStates: [200, 300, 600] });
  expect(row.reasons[0]).toBe('training state at epoch 200: not stored');
  await carry({ measures: ['norms'], keepStates: [200, 300] });
  expect(Object.keys((await record()).files)).toContain('states/200.safetensors');
});

test('a state that is wanted of the very epoch at which training was interrupted, and not there, is not seen again', async () => {
  const cache = new RunCache(join(folder, 'cache'), id);
  const at = { evaluateEvery: 10, epoch: 100 };
  const wanted = { measures: [], checkpointEvery: 100, keepStates: [100] };
  expect(await hasCheckpoints(wanted, { ...at, isFinished: false }, cache)).toBe(false);
  // The last one is the state that training ends with.
  expect(await hasCheckpoints(wanted, { ...at, isFinished: true }, cache)).toBe(true);
  expect(await hasCheckpoints({ ...wanted, keepStates: [110] }, { ...at, isFinished: false }, cache)).toBe(true);
});

describe('a later execution on another device', () => {
  test('its weights and states are checked against its own curve, and measured as its own', async () => {
    await carry({ measures: ['norms'], keepWeights: false });
    await dropCheckpoints();
    await carry({ measures: ['norms'], keepStates: [300], device: 'eager' });
    const { origins, executions } = await record();
    expect([origins['weights.safetensors'], origins['states/300.safetensors'], origins['curve.csv']]).toEqual([
      2, 2, 1,
    ]);
    expect(executions.map(({ device }) => device.name)).toEqual(['cpu', 'eager']);
    const experiments = [{ runs: [{ id, spec, cell: {} }] }] as unknown as Experiment[];
    const verdicts = await verifyReplay(store, experiments, { epochs: 20 });
    expect(verdicts.map(({ check, holds }) => `${check} ${holds}`)).toEqual([
      'replay true',
      'replay true',
      'weights true',
    ]);
    await dropCheckpoints();
    await carry({ measures: ['circuit', 'norms'], keepStates: [300] });
    expect((await record()).measures['circuit']).toMatchObject([{ execution: 2 }]);
  });

  test('training that was finished there is recorded as done there, whoever stores it', async () => {
    const ending = { ...quiet, report: ({ type }: JobEvent) => { if (type === 'measuring') throw new Error('killed'); } }; // prettier-ignore
    await expect(carryOut({ ...tinyJob(folder), device: 'eager' }, ending)).rejects.toThrow('killed');
    await carry({});
    expect((await record()).executions[0]?.device).toMatchObject({ name: 'eager', engine: 'tfjs' });
  });

  test('a replication that another device has finished is not taken for one of this device', async () => {
    await carry({});
    const interrupted = new RunCache(join(folder, 'cache'), id, 'replications');
    const other = new RunCache(join(folder, 'elsewhere', 'cache'), id);
    await carryOut({ ...tinyJob(join(folder, 'elsewhere')), device: 'eager' }, quiet);
    await cp(other.folder, interrupted.folder, { recursive: true });
    await expect(carryOut({ ...tinyJob(folder), replicate: true }, quiet)).rejects.toMatchObject({
      name: 'DeviceChanged',
    });
  });
});

test('schedules that change back and forth use what is stored, and never a name twice', async () => {
  for (const checkpointEvery of [100, 20, 30, 20, 100]) await carry({ measures: ['norms'], checkpointEvery });
  expect((await record()).measures['norms']?.map((note) => note.checkpointEvery)).toEqual([100, 20, 30]);
});

test('a replication that was stored before its process was killed is not taken for the next one', async () => {
  await carry({});
  await carry({ replicate: true });
  const again = new RunCache(join(folder, 'cache'), id, 'replications');
  await carryOut({ ...tinyJob(join(folder, 'elsewhere')) }, quiet);
  await cp(new RunCache(join(folder, 'elsewhere', 'cache'), id).folder, again.folder, { recursive: true });
  const { startedAt } = (await again.load(() => undefined)) ?? { startedAt: '' };
  await store.addExecution(id, { ...((await record()).executions[0] as RunRecord['executions'][number]), startedAt }, (await record()).summary, 'epoch,trainLoss,testLoss,trainAccuracy,testAccuracy,sumSquaredWeights\n'); // prettier-ignore
  expect(trained(await carry({ replicate: true }))).toBe(61);
  expect((await record()).executions).toHaveLength(4);
});

describe('garbage', () => {
  const paths = (): ProjectPaths => ({ root: folder, store: join(folder, 'runs'), cache: join(folder, 'cache') });

  test('is what nothing needs any more: checkpoints of stored runs, strays in the store, leftovers', async () => {
    await carry({});
    await writeFile(join(folder, 'runs', id, 'measures', 'fourier.json.01234567.tmp'), 'x');
    await mkdir(join(folder, 'runs', `.${id}.1.tmp`));
    await mkdir(join(folder, 'cache', 'runs', '0123456789ab'));
    const rows = [await plan({})];
    const found = await findGarbage(rows, paths());
    expect(found.map(({ why }) => why).sort()).toEqual(['a process was killed while it stored', 'checkpoints of a stored run', 'no record names it']); // prettier-ignore
    expect(await removeGarbage(found, paths())).toHaveLength(3);
    expect(await findGarbage(rows, paths())).toEqual([]);
    expect(await readdir(join(folder, 'cache', 'runs'))).toEqual(['0123456789ab']);
    const all = (of: readonly PlanRow[]): Promise<string[]> =>
      findGarbage(of, paths(), { all: true }).then((garbage) => garbage.map(({ why }) => why));
    expect(await all(rows)).toEqual(['unfinished; no experiment waits for it']);
    await mkdir(join(folder, 'cache', 'runs', id));
    expect((await all([])).sort()).toEqual(['of a stored run; no experiment has it', 'unfinished; no experiment waits for it']); // prettier-ignore
    expect((await verifyRun(store, id)).holds).toBe(true);
  });

  test('is no file that a record has come to name since, and goes under the lock of its own run', async () => {
    await carry({});
    await writeFile(join(folder, 'runs', id, 'stray.bin'), 'x');
    const [stray] = (await findGarbage([await plan({})], paths())).filter(({ why }) => why === 'no record names it');
    expect(stray?.id).toBe(id);
    const named = { ...stray, path: join(folder, 'runs', id, 'curve.csv') } as Garbage;
    expect(await removeGarbage([named], paths())).toEqual([]);
    expect(await removeGarbage([stray as Garbage], paths())).toHaveLength(1);
    expect((await verifyRun(store, id)).holds).toBe(true);
    // A folder above the project whose name looks like the id of a run is none.
    const odd = join(folder, 'a1b2c3d4e5f6');
    await mkdir(join(odd, 'cache', 'runs', '0123456789ab'), { recursive: true });
    const at = { root: odd, store: join(odd, 'runs'), cache: join(odd, 'cache') };
    expect(await findGarbage([], at, { all: true })).toMatchObject([{ id: '0123456789ab' }]);
  });

  test('is not what an incomplete run is measured from, nor what a living process holds', async () => {
    await carry({ measures: ['norms'] });
    expect(await findGarbage([await plan({})], paths())).toEqual([]);
    const found = await findGarbage([await plan({ measures: ['norms'] })], paths());
    const release = await takeLock(join(folder, 'cache', 'locks', id));
    expect(await removeGarbage(found, paths())).toEqual([]);
    await release?.();
  });
});
