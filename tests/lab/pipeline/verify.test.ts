import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import type { Experiment } from '../../../src/lab/pipeline/experiments.ts';
import { verifyFiles, verifyReplay } from '../../../src/lab/pipeline/verify.ts';
import { fromJson, toJson } from '../../../src/lab/store/json.ts';
import { keyOf, sha256 } from '../../../src/lab/store/key.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { quiet, tinyJob } from './tiny.ts';

let folder = '';
let store = new RunStore('');
const { spec } = tinyJob('');
const { id } = keyOf(spec);
const experiments = [{ runs: [{ id, spec, cell: {} }] }] as unknown as Experiment[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
  store = new RunStore(join(folder, 'runs'));
  await carryOut(tinyJob(folder), quiet);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a run just made verifies: every file, and a replay to the bit', async () => {
  expect(await verifyFiles(store)).toEqual([
    { id, check: 'files', holds: true, finding: '7 files match their SHA-256' },
  ]);
  const [replay] = await verifyReplay(store, experiments, { epochs: 50 });
  expect(replay).toEqual({
    id,
    check: 'replay',
    holds: true,
    finding: '6 evaluations from epoch 0 to 50: bit-identical',
  });
});

test('a flipped bit in any file is found', async () => {
  for (const name of ['measures/pairs.safetensors', 'weights.safetensors', 'curve.csv']) {
    const path = join(folder, 'runs', id, name);
    const bytes = await readFile(path);
    bytes[bytes.length - 3]! ^= 1;
    await writeFile(path, bytes);
    const [verdict] = await verifyFiles(store);
    expect(verdict?.holds).toBe(false);
    bytes[bytes.length - 3]! ^= 1;
    await writeFile(path, bytes);
  }
});

test('a curve that the code does not compute is found, however well it hashes', async () => {
  const curvePath = join(folder, 'runs', id, 'curve.csv');
  const forged = (await readFile(curvePath, 'utf8')).replace(/^20,(\d+\.\d\d)/m, '20,$19');
  await writeFile(curvePath, forged);
  const recordPath = join(folder, 'runs', id, 'run.json');
  const record = fromJson(await readFile(recordPath, 'utf8')) as { files: Record<string, string> };
  record.files['curve.csv'] = sha256(forged);
  await writeFile(recordPath, toJson(record));
  expect((await verifyFiles(store))[0]?.holds).toBe(true);
  expect((await verifyReplay(store, experiments, { epochs: 50 }))[0]?.holds).toBe(false);
});
