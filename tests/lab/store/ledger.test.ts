import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import { verifyLedgerHistory } from '../../../src/lab/pipeline/ledgerHistory.ts';
import { enterUnlisted, verifyStore } from '../../../src/lab/pipeline/verify.ts';
import { keyOf } from '../../../src/lab/store/key.ts';
import { Ledger, ledgerText, parseLedger, publishedFiles, tombstones } from '../../../src/lab/store/ledger.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { quiet, tinyJob } from '../pipeline/tiny.ts';

let folder = '';
let ledger = new Ledger('', '');
let store = new RunStore('');
const job = { ...tinyJob(''), measures: ['norms'] as const, spec: { ...tinyJob('').spec, epochs: 60 } };
const { id } = keyOf(job.spec);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
  store = new RunStore(join(folder, 'runs'));
  ledger = new Ledger(join(folder, 'runs'), join(folder, 'cache'));
  await carryOut(here(), quiet);
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const here = (): typeof job => ({ ...job, cacheRoot: join(folder, 'cache'), storeRoot: join(folder, 'runs') });
const failures = async (): Promise<string[]> =>
  (await verifyStore(store, ledger)).filter(({ holds }) => !holds).map(({ finding }) => finding);

test('a stored run is entered with the hash of each of its files; what is added later gets an entry of its own', async () => {
  const [first] = await ledger.entries();
  expect(Object.keys((first as { files: object }).files).sort()).toEqual(['curve.csv', 'measures/norms.json', 'run.json', 'weights.safetensors']); // prettier-ignore
  await carryOut({ ...here(), replicate: true }, quiet);
  const [again, second] = await ledger.entries();
  expect(again).toEqual(first);
  expect(Object.keys((second as { files: object }).files).sort()).toEqual(['executions/2/curve.csv', 'executions/2/execution.json']); // prettier-ignore
  expect(await failures()).toEqual([]);
});

describe('found by comparing with the store', () => {
  test('a run whose folder is gone', async () => {
    await rm(store.folder(id), { recursive: true });
    expect(await failures()).toEqual([`run ${id}: in the ledger, but not stored`]);
  });

  test('a run that was replaced whole, all its own hashes right', async () => {
    const elsewhere = join(folder, 'elsewhere');
    const cacheRoot = join(elsewhere, 'cache');
    await carryOut({ ...here(), cacheRoot, storeRoot: join(elsewhere, 'runs') }, { ...quiet, now: () => new Date(0) });
    await rm(store.folder(id), { recursive: true });
    await cp(join(elsewhere, 'runs', id), store.folder(id), { recursive: true });
    // The times of the execution are not those that were published.
    expect(await failures()).toEqual([`run ${id}: run.json is not the one that was published`]);
  });

  test('a run whose files are gone is not trained anew: it would not be the one that was published', async () => {
    await rm(store.folder(id), { recursive: true });
    await expect(carryOut(here(), quiet)).rejects.toMatchObject({ name: 'RunLost', exitCode: 3 });
    await ledger.withdraw({ run: id, at: new Date().toISOString(), reason: 'wrong split', successor: null });
    await expect(carryOut(here(), quiet)).rejects.toMatchObject({ name: 'RunWithdrawn' });
  });

  test('a replication that was taken away', async () => {
    await carryOut({ ...here(), replicate: true }, quiet);
    await rm(join(store.folder(id), 'executions'), { recursive: true });
    expect(await failures()).toHaveLength(2);
  });

  test('a run that is not entered, which a run or build then enters', async () => {
    await rm(ledger.path);
    expect(await failures()).toEqual([expect.stringMatching(/run\.json, .*: not in the ledger/)]);
    expect(await enterUnlisted(store, ledger, new Date())).toEqual([id]);
    expect(await failures()).toEqual([]);
    expect(await enterUnlisted(store, ledger, new Date())).toEqual([]);
  });

  test('a damaged run is not entered', async () => {
    await rm(ledger.path);
    await writeFile(join(store.folder(id), 'curve.csv'), 'epoch\n');
    expect(await enterUnlisted(store, ledger, new Date())).toEqual([]);
  });
});

test('a withdrawn run leaves a tombstone, and its hashes', async () => {
  await ledger.withdraw({ run: id, at: new Date().toISOString(), reason: 'wrong split', successor: null });
  expect(await failures()).toEqual([expect.stringContaining('withdrawn in the ledger, but its folder is still there')]);
  await rm(store.folder(id), { recursive: true });
  expect(await failures()).toEqual([]);
  const entries = await ledger.entries();
  expect(tombstones(entries).get(id)?.reason).toBe('wrong split');
  expect(Object.keys(publishedFiles(entries).get(id) ?? {})).toContain('curve.csv');
});

test('entries written at the same time are all kept', async () => {
  const at = new Date().toISOString();
  const runs = Array.from({ length: 20 }, (_, i) => i.toString(16).padStart(12, '0'));
  await Promise.all(runs.map((run) => ledger.withdraw({ run, at, reason: 'x', successor: null })));
  expect([...tombstones(await ledger.entries()).keys()].sort()).toEqual(runs);
});

test('two branches that both append merge line by line', async () => {
  const base = await ledger.entries();
  const withRun = (run: string): string =>
    ledgerText([...base, { event: 'withdrawn', run, at: '2026-01-01T00:00:00.000Z', reason: 'x', successor: null }]);
  const [ours, theirs] = [withRun('a'.repeat(12)), withRun('b'.repeat(12))].map((text) => text.split('\n'));
  const merged = [...(ours ?? []).slice(0, -2), ...(theirs ?? []).slice(base.length + 1)].join('\n');
  expect(parseLedger(merged, 'ledger.json')).toHaveLength(base.length + 2);
});

test('what is no ledger is an error with advice', async () => {
  await writeFile(ledger.path, '{"schema":2,"entries":[]}');
  await expect(ledger.entries()).rejects.toMatchObject({ name: 'LedgerDamaged', exitCode: 3 });
});

test('an entry that a commit had and the ledger has not is found', async () => {
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
  git('init', '-q');
  expect(await verifyLedgerHistory(ledger, folder)).toEqual([]);
  git('add', 'runs/ledger.json');
  git('commit', '-qm', 'first');
  const before = await ledger.entries();
  await ledger.withdraw({ run: id, at: new Date().toISOString(), reason: 'x', successor: null });
  expect(await verifyLedgerHistory(ledger, folder)).toMatchObject([
    { holds: true, finding: 'append-only: 2 entries, 1 committed versions' },
  ]);
  git('commit', '-qam', 'second');
  await writeFile(ledger.path, ledgerText(before));
  const [verdict] = await verifyLedgerHistory(ledger, folder);
  expect(verdict).toMatchObject({ id, holds: false });
});
