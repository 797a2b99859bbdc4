/** Runs from elsewhere come in byte for byte, and what this code would not have computed stays out. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import { importRun, type ImportOptions, type ImportVerdict } from '../../../src/lab/pipeline/importRun.ts';
import { decodeCurve } from '../../../src/lab/store/curve.ts';
import { fromJson, toJson } from '../../../src/lab/store/json.ts';
import { keyOf, sha256 } from '../../../src/lab/store/key.ts';
import { Ledger } from '../../../src/lab/store/ledger.ts';
import type { RunFile } from '../../../src/lab/store/record.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { summarize } from '../../../src/lab/training/summary.ts';
import { quiet, tinyInput, tinyJob } from '../pipeline/tiny.ts';

const changes = { epochs: 100 };
const { spec } = tinyJob('', changes);
const { id } = keyOf(spec);
const another = tinyJob('', { ...changes, seed: 1 }).spec;

let trained = '';
let folder = '';
beforeAll(async () => {
  trained = await mkdtemp(join(tmpdir(), 'atlas-'));
  await carryOut(tinyJob(trained, changes), quiet);
});
afterAll(() => rm(trained, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
  await cp(join(trained, 'runs'), join(folder, 'results', 'runs'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const from = (): RunStore => new RunStore(join(folder, 'results', 'runs'));
const to = (): RunStore => new RunStore(join(folder, 'project', 'runs'));
const ledger = (): Ledger => new Ledger(join(folder, 'project', 'runs'), join(folder, 'project', 'cache'));

const take = (run = id, options: Partial<ImportOptions> = {}): Promise<ImportVerdict> =>
  importRun(run, {
    from: from(),
    to: to(),
    ledger: ledger(),
    cacheRoot: join(folder, 'project', 'cache'),
    known: new Set([id, keyOf(another).id]),
    withdrawn: new Set(),
    replayEpochs: 20,
    force: false,
    now: () => new Date(),
    ...options,
  });

/** Every file of a run, by path. */
async function bytesOf(store: RunStore): Promise<Record<string, string>> {
  const names = (await readdir(store.folder(id), { recursive: true })).filter((name) => name.includes('.')).sort();
  const entries = names.map(async (name) => [name, await readFile(join(store.folder(id), name), 'base64')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

test('a good run comes in byte for byte and is entered in the ledger', async () => {
  const verdict = await take();
  expect(verdict).toMatchObject({ id, outcome: 'imported' });
  expect(verdict.finding).toMatch(/7 files match .*; 3 evaluations .*: bit-identical; final weights .*: bit-identical/);
  const imported = await bytesOf(to());
  expect(Object.keys(imported)).toHaveLength(8);
  expect(imported).toEqual(await bytesOf(from()));
  const [entry] = await ledger().entries();
  expect(Object.keys(entry?.event === 'published' ? entry.files : {})).toHaveLength(8);
});

test('once more, it is already stored; with another curve, it becomes a further execution, once', async () => {
  await take();
  expect(await take()).toMatchObject({ outcome: 'already stored', finding: 'bit-identical' });
  const elsewhere = join(folder, 'elsewhere');
  await carryOut({ ...tinyJob(elsewhere, changes), device: 'eager', measures: [] }, quiet);
  const results = new RunStore(join(elsewhere, 'runs'));
  const verdict = await take(id, { from: results });
  expect(verdict).toMatchObject({ outcome: 'replication' });
  expect(verdict.finding).toMatch(/execution 2, same (curve|phases)$/);
  expect(await take(id, { from: results })).toMatchObject({ outcome: 'already stored' });
  expect((await to().record(id))?.executions.map(({ device }) => device.name)).toEqual(['cpu', 'eager']);
});

test('a run that no experiment has is refused unless forced; a withdrawn one always', async () => {
  const known = new Set<string>();
  expect(await take(id, { known })).toMatchObject({ outcome: 'refused' });
  expect(await take(id, { withdrawn: new Set([id]), force: true })).toMatchObject({ outcome: 'refused' });
  expect(await to().ids()).toEqual([]);
  expect(await take(id, { known, force: true })).toMatchObject({ outcome: 'imported' });
});

describe('tampered results are refused', () => {
  const path = (name: string): string => join(from().folder(id), name);
  const edit = async (name: string, change: (text: string) => string): Promise<void> => {
    const before = await readFile(path(name), 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    await writeFile(path(name), after);
  };
  const editRecord = (change: (run: RunFile) => object): Promise<void> =>
    edit('run.json', (text) => toJson(change(fromJson(text) as RunFile)));

  /** A forger who knows the format: hashes and summary follow the forged curve. */
  async function forgeCurve(change: (text: string) => string): Promise<void> {
    await edit('curve.csv', change);
    const forged = await readFile(path('curve.csv'), 'utf8');
    await editRecord((run) => ({
      ...run,
      files: { ...run.files, 'curve.csv': sha256(forged) },
      summary: summarize(decodeCurve(forged), run.spec, run.summary.divergedAt),
    }));
  }

  const refused = async (finding: RegExp, run = id): Promise<void> => {
    const verdict = await take(run);
    expect(verdict.finding).toMatch(finding);
    expect(verdict.outcome).toBe('refused');
    expect(await to().ids()).toEqual([]);
  };

  test('a flipped byte, by its hash', async () => {
    for (const name of ['curve.csv', 'weights.safetensors', 'measures/pairs.safetensors']) {
      const bytes = await readFile(path(name));
      bytes[bytes.length - 3]! ^= 1;
      await writeFile(path(name), bytes);
      await refused(/does not match its SHA-256/);
      bytes[bytes.length - 3]! ^= 1;
      await writeFile(path(name), bytes);
    }
  });

  test('a number early in the curve with everything hashed again, by the replay', async () => {
    await forgeCurve((curve) => curve.replace(/^20,(\d+\.\d\d)\d/m, (_row, digits: string) => `20,${digits}9`));
    await refused(/its curve is not what this code computes/);
  });

  test('the end of the curve with everything hashed again, by the weights', async () => {
    await forgeCurve((curve) => curve.replace(/^100,[^,]+,[^,]+/m, '100,0.001,0.001'));
    await refused(/its weights do not give the end of its curve/);
  });

  test('a file that changes after the checks, as it is copied', async () => {
    const record = await from().record(id);
    await edit('curve.csv', (curve) => curve.replace('\n20,', '\n21,'));
    await expect(record && to().copy(from(), record)).rejects.toThrow('curve.csv does not match its SHA-256');
    expect(await to().ids()).toEqual([]);
  });

  test('an edited summary, by its curve', async () => {
    await editRecord((run) => ({ ...run, summary: { ...run.summary, maxTestAccuracy: 1 } }));
    await refused(/its summary is not that of curve\.csv/);
  });

  test('a changed spec, by its key', async () => {
    await editRecord((run) => ({ ...run, spec: another }));
    await refused(/its spec has key/);
  });

  test.each([
    ['20', /its curve is not what this code computes: .*other accuracies/],
    ['100', /its weights do not give the end of its curve: .*other accuracies/],
  ])('an accuracy at epoch %s that is too good', async (epoch, finding) => {
    const better = (row: string): string => row.split(',').with(4, '1').join(',');
    await forgeCurve((curve) => curve.replace(new RegExp(`^${epoch},.*$`, 'm'), better));
    await refused(finding);
  });

  test('a file that no run has, a measure without its file, weights that are none', async () => {
    const addFile = async (name: string, content: string): Promise<void> => {
      await writeFile(path(name), content);
      await editRecord((run) => ({ ...run, files: { ...run.files, [name]: sha256(content) } }));
    };
    await addFile('index.html', '<script>');
    await refused(/index\.html: no file of a run/);
    await editRecord((run) => ({ ...run, files: Object.fromEntries(Object.entries(run.files).filter(([name]) => name !== 'index.html')) })); // prettier-ignore
    await addFile('weights.safetensors', 'none');
    await refused(/it cannot be checked/);
    await editRecord((run) => ({ ...run, measures: { ...run.measures, norms: { version: 1, checkpointEvery: 50, file: 'measures/gone.json' } } })); // prettier-ignore
    await refused(/names measures\/gone\.json, which is not among the files/);
  });

  test('a run passed off as another, by the replay', async () => {
    await editRecord((run) => ({ ...run, ...keyOf(another), spec: another }));
    await rename(from().folder(id), from().folder(keyOf(another).id));
    await refused(/its curve is not what this code computes/, keyOf(another).id);
  });
});

test('the command says a line for each run, keeps the good, ends with 3 for the bad and names the unfinished', async () => {
  const results = join(folder, 'results');
  await carryOut({ ...tinyJob(results, { ...changes, seed: 1 }), measures: [] }, quiet);
  let evaluations = 0;
  const pausing = { ...quiet, shouldPause: () => ++evaluations === 3 };
  await carryOut(tinyJob(results, { ...changes, seed: 2 }), pausing);
  await writeFile(join(from().folder(id), 'curve.csv'), 'epoch\n');
  const definition = { slug: 'tiny', title: 'Tiny', question: 'Does it?', source: 'ours', base: { ...tinyInput, ...changes }, grid: { seed: [0, 1, 2] } }; // prettier-ignore
  await mkdir(join(folder, 'experiments'));
  await writeFile(join(folder, 'experiments', 'tiny.json'), JSON.stringify(definition));

  const cli = join(import.meta.dirname, '../../../src/lab/cli.ts');
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'import', 'results'], options);
  expect(stdout).toMatch(new RegExp(`^REFUSED ${id} .*curve\\.csv does not match its SHA-256$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^ok {6}${keyOf(another).id} imported: `, 'm'));
  const unfinished = keyOf(tinyJob('', { ...changes, seed: 2 }).spec).id;
  expect(stderr).toContain(`2 runs, 1 refused\nNot imported, unfinished: ${unfinished} at epoch 20.`);
  expect(status).toBe(3);
  expect(await new RunStore(join(folder, 'public', 'runs')).ids()).toEqual([keyOf(another).id]);
});
