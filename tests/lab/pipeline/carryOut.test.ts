/** A run from nothing to the store: reproducible to the bit, also through pauses, damage and divergence. */
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import type { JobEvent } from '../../../src/lab/pipeline/job.ts';
import { keyOf } from '../../../src/lab/store/key.ts';
import { takeLock } from '../../../src/lab/store/lock.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { quiet, tinyJob } from './tiny.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { id } = keyOf(tinyJob('').spec);
const FILES = ['curve.csv', 'weights.safetensors', 'measures/circuit.json', 'measures/fourier.json', 'measures/norms.json', 'measures/pairs.safetensors', 'measures/planes.safetensors']; // prettier-ignore

/** SHA-256 of every result file, and the summary. */
async function results(root: string): Promise<object> {
  const run = await new RunStore(join(root, 'runs')).get(id);
  if (!run) throw new Error('the run is not stored');
  expect(Object.keys(run.record.files).sort()).toEqual(FILES.toSorted());
  return { files: run.record.files, summary: run.record.summary };
}

async function undisturbed(): Promise<object> {
  const root = join(folder, 'undisturbed');
  expect(await carryOut(tinyJob(root), quiet)).toBe('stored');
  return results(root);
}

test('the same spec carried out twice gives the same bits', async () => {
  const again = join(folder, 'again');
  expect(await carryOut(tinyJob(again), quiet)).toBe('stored');
  expect(await results(again)).toEqual(await undisturbed());
});

describe('pausing', () => {
  test('saves the state; resuming reports the epoch and gives the same bits', async () => {
    const root = join(folder, 'paused');
    let evaluations = 0;
    const pausing = { ...quiet, shouldPause: () => ++evaluations === 7 };
    expect(await carryOut(tinyJob(root), pausing)).toBe('paused');
    expect(await new RunStore(join(root, 'runs')).get(id)).toBeNull();
    const events: JobEvent[] = [];
    expect(await carryOut(tinyJob(root), { ...quiet, report: (event) => events.push(event) })).toBe('stored');
    expect(events[0]).toEqual({ type: 'resumed', epoch: 60 });
    expect(await results(root)).toEqual(await undisturbed());
    const run = await new RunStore(join(root, 'runs')).get(id);
    expect(run?.record.executions[0]?.sessions).toBe(2);
  });

  test('a run that another living process holds is left alone', async () => {
    const root = join(folder, 'held');
    expect(await carryOut(tinyJob(root), quiet)).toBe('stored');
    await rm(join(root, 'runs'), { recursive: true });
    const release = await takeLock(join(root, 'cache', 'locks', id));
    expect(await carryOut(tinyJob(root), quiet)).toBe('locked');
    await release?.();
    expect(await carryOut(tinyJob(root), quiet)).toBe('stored');
  });

  test('a run begun on one device is not continued on another', async () => {
    const root = join(folder, 'devices');
    let evaluations = 0;
    await carryOut(tinyJob(root), { ...quiet, shouldPause: () => ++evaluations === 7 });
    await expect(carryOut({ ...tinyJob(root), device: 'eager' }, quiet)).rejects.toMatchObject({
      name: 'DeviceChanged',
      exitCode: 2,
    });
  });

  test('a partial run with checkpoints of another schedule starts over, and says so', async () => {
    const root = join(folder, 'schedules');
    let evaluations = 0;
    await carryOut({ ...tinyJob(root), checkpointEvery: 30 }, { ...quiet, shouldPause: () => ++evaluations === 40 });
    const events: JobEvent[] = [];
    expect(await carryOut(tinyJob(root), { ...quiet, report: (event) => events.push(event) })).toBe('stored');
    expect(events[0]).toMatchObject({
      type: 'warning',
      message: expect.stringContaining('training starts over') as string,
    });
    expect(await results(root)).toEqual(await undisturbed());
  });
});

describe('damage', () => {
  async function pausedRun(root: string): Promise<string> {
    let evaluations = 0;
    await carryOut(tinyJob(root), { ...quiet, shouldPause: () => ++evaluations === 7 });
    return join(root, 'cache', 'runs', id);
  }

  test.each([
    ['a truncated state', async (cache: string) => truncate(join(cache, await stateFile(cache)), 1000)],
    ['a state with a byte more', async (cache: string) => appendFile(join(cache, await stateFile(cache)), 'x')],
    ['a truncated progress file', (cache: string) => truncate(join(cache, 'progress.json'), 200)],
    ['an edited progress file', (cache: string) => edit(join(cache, 'progress.json'), '"epoch":60', '"epoch":50')],
  ])('%s is set aside and reported; the run starts over with the same result', async (_what, damage) => {
    const root = join(folder, 'damaged');
    await damage(await pausedRun(root));
    const warnings: string[] = [];
    const report = (event: JobEvent): void => void (event.type === 'warning' && warnings.push(event.message));
    expect(await carryOut(tinyJob(root), { ...quiet, report })).toBe('stored');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/is damaged .* moved to .*damaged-\d+, training starts over/);
    expect((await readdir(join(root, 'cache', 'runs'))).filter((name) => name.includes('damaged'))).toHaveLength(1);
    expect(await results(root)).toEqual(await undisturbed());
  });

  test('a truncated checkpoint is reported and set aside with its run; the next try gives the same result', async () => {
    const root = join(folder, 'checkpoint');
    const checkpoints = join(await pausedRun(root), 'checkpoints');
    const name = (await readdir(checkpoints)).find((file) => file.startsWith('50-'));
    await truncate(join(checkpoints, name ?? 'none'), 100);
    await expect(carryOut(tinyJob(root), quiet)).rejects.toMatchObject({ name: 'CheckpointDamaged', exitCode: 1 });
    expect(await carryOut(tinyJob(root), quiet)).toBe('stored');
    expect(await results(root)).toEqual(await undisturbed());
  });

  test.each([
    ['a truncated curve', 'curve.csv', (path: string) => truncate(path, 100)],
    ['an edited curve', 'curve.csv', (path: string) => edit(path, '\n10,', '\n11,')],
    ['a corrupt run.json', 'run.json', (path: string) => truncate(path, 300)],
    ['a run.json of another spec', 'run.json', (path: string) => edit(path, '"p": 13', '"p": 17')],
  ])('%s in the store is an error that says how to mend it', async (_what, name, damage) => {
    const root = join(folder, 'store');
    await carryOut(tinyJob(root), quiet);
    await damage(join(root, 'runs', id, name));
    const store = new RunStore(join(root, 'runs'));
    await expect(store.get(id)).rejects.toMatchObject({ name: 'RunDamaged', exitCode: 3 });
    await expect(store.get(id)).rejects.toThrow(`run ${id}: ${name}`);
  });
});

test('a folder that holds no record is an error, not a stored run', async () => {
  const job = tinyJob(folder);
  await mkdir(join(job.storeRoot, id, 'measures'), { recursive: true });
  await expect(carryOut(job, quiet)).rejects.toThrow(`run ${id}: its folder has no run.json`);
  expect(await readdir(job.storeRoot)).toEqual([id]);
});

test('a run whose loss leaves the numbers is stored as diverged, with its epoch', async () => {
  const optimizer = { learningRate: 1e30, weightDecay: 1e8, warmupEpochs: 0 };
  const job = tinyJob(folder, { optimizer });
  expect(await carryOut(job, quiet)).toBe('stored');
  const run = await new RunStore(job.storeRoot).get(keyOf(job.spec).id);
  expect(run?.record.summary.outcome).toBe('diverged');
  const { divergedAt, final } = run?.record.summary ?? {};
  expect(divergedAt).toBeGreaterThan(0);
  expect(divergedAt).toBeLessThan(10);
  expect(final?.epoch).toBe(divergedAt);
  expect(Number.isFinite(final?.trainLoss)).toBe(false);
});

const stateFile = async (cache: string): Promise<string> =>
  (await readdir(cache)).find((name) => name.startsWith('state-')) ?? 'no state file';

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}
