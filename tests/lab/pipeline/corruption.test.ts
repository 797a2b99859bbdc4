/** A thousand ways in which files of the store go wrong: each is found before anything is shown, or changes nothing. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LabError } from '../../../src/lab/errors.ts';
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import { verifyStore } from '../../../src/lab/pipeline/verify.ts';
import { Ledger } from '../../../src/lab/store/ledger.ts';
import { readResults, type RunResults } from '../../../src/lab/store/results.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { quiet, tinyJob } from './tiny.ts';

const TRIALS = 1000;
const seed = Date.now() % 2 ** 32;
const random = randomStream(seed, 'corruption');
const below = (n: number): number => Math.floor(random.uniform() * n);
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)] as T;

let folder = '';
let root = '';
const files = new Map<string, Buffer>();
let originals: (RunResults | null)[] = [];

/** Two runs with everything a run can have: measures, weights, a replication, a later measure. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
  root = join(folder, 'runs');
  for (const runSeed of [0, 1]) {
    const job = tinyJob(folder, { epochs: 200, seed: runSeed });
    await carryOut({ ...job, measures: ['circuit', 'norms', 'pairs', 'planes'] }, quiet);
    await carryOut(job, quiet);
    await carryOut({ ...job, replicate: true }, quiet);
  }
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path, await readFile(path));
  }
  originals = await resultsNow();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const store = (): RunStore => new RunStore(root);
const resultsNow = async (): Promise<(RunResults | null)[]> =>
  Promise.all((await store().ids()).map((id) => readResults(store(), id)));

/** Each changes, empties or removes some of the files; returns what it did to which. */
const corruptions: readonly ((path: string) => Promise<string[]>)[] = [
  async (path) => {
    const bytes = Buffer.from(files.get(path) as Buffer);
    const at = below(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    await writeFile(path, bytes);
    return [`bit flipped at byte ${at}`, path];
  },
  async (path) => {
    const bytes = files.get(path) as Buffer;
    await writeFile(path, bytes.subarray(0, below(bytes.length)));
    return ['truncated', path];
  },
  async (path) => {
    await rm(path);
    return ['removed', path];
  },
  async (path) => {
    const other = oneOf([...files.keys()]);
    await writeFile(path, files.get(other) as Buffer);
    await writeFile(other, files.get(path) as Buffer);
    return ['swapped', path, other];
  },
  async (path) => {
    const bytes = files.get(path) as Buffer;
    const at = below(bytes.length);
    await writeFile(path, Buffer.concat([bytes.subarray(0, at), Buffer.from(oneOf(['0', ',', '"', '\0', '}', '\n9'])), bytes.subarray(at)])); // prettier-ignore
    return [`byte inserted at ${at}`, path];
  },
  async () => {
    const path = oneOf([...files.keys()].filter((name) => name.endsWith('.json')));
    const numbers = [
      ...(files.get(path) as Buffer).toString().matchAll(/"(\w+)":\s*([-\d.]+|"[^"]*"|null|true|false)/g),
    ];
    const { 0: field, 1: name, index } = oneOf(numbers);
    const value = oneOf(['2', '-1', '1e999', '"x"', 'null', '[]', '{}', '"NaN"', 'true']);
    const text = (files.get(path) as Buffer).toString();
    await writeFile(path, `${text.slice(0, index)}"${name}":${value}${text.slice(index + field.length)}`);
    return [`${name} set to ${value}`, path];
  },
  async () => {
    const path = oneOf([...files.keys()].filter((name) => name.endsWith('.json')));
    await writeFile(path, oneOf(['', '{}', 'null', '[]', '{"schema":2}', '<<<<<<< HEAD', '{"schema":1,"entries":[]}']));
    return ['replaced by other JSON', path];
  },
];

/** What a build does before it shows anything. */
async function isFound(): Promise<boolean> {
  try {
    await store().records();
    const verdicts = await verifyStore(store(), new Ledger(root, join(folder, 'cache')));
    return verdicts.some(({ holds }) => !holds);
  } catch (error) {
    // A sentence with advice and exit code 3, not a stack trace.
    if (error instanceof LabError && error.exitCode === 3) return true;
    throw error;
  }
}

test(`${TRIALS} random corruptions: each is found or harmless (seed ${seed})`, async () => {
  let found = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const [what, ...touched] = await oneOf(corruptions)(oneOf([...files.keys()]));
    const where = `trial ${trial}: ${what} in ${touched.map((path) => path.slice(root.length)).join(', ')}`;
    const isCaught = await isFound().catch((error: unknown) => {
      throw new Error(where, { cause: error });
    });
    if (isCaught) found += 1;
    else if (!isDeepStrictEqual(await resultsNow(), originals))
      throw new Error(`${where}: not found, and results differ`);
    for (const path of touched) await writeFile(path, files.get(path) as Buffer);
  }
  expect(await isFound()).toBe(false);
  // Most of what goes wrong matters; what is harmless is a swap of equal files or a change to a date of the ledger.
  expect(found).toBeGreaterThan(0.8 * TRIALS);
}, 120_000);
