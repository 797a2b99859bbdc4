/** Killed at any moment of training, measuring and storing: nothing is lost, and the results have the same bits. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enterUnlisted, verifyStore } from '../../../src/lab/pipeline/verify.ts';
import { keyOf } from '../../../src/lab/store/key.ts';
import { Ledger } from '../../../src/lab/store/ledger.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { killedJob } from './tiny.ts';

/** KILLS=200 npm test -- kill: what CI does. */
const KILLS = Number(process.env['KILLS'] ?? 20);

/** A limit against hanging, not on speed: a kill takes about two seconds on a machine with nothing else to do. */
const MILLISECONDS_A_KILL = 15_000;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { id } = keyOf(killedJob('').spec);
const seed = Date.now() % 2 ** 32;
const random = randomStream(seed, 'kill');

/** Kills after the n-th event of a launch and some ms more; events end with a line. */
interface Moment {
  /** Which events count. */
  readonly event: 'evaluated' | 'measuring' | 'start';
  readonly count: number;
  readonly milliseconds: number;
}

const moments: readonly (() => Moment)[] = [
  () => ({ event: 'start', count: 0, milliseconds: 900 * random.uniform() }),
  () => ({ event: 'evaluated', count: 1 + Math.floor(30 * random.uniform()), milliseconds: 10 * random.uniform() }),
  // Measures and files of a tiny run take about as long as this.
  () => ({ event: 'measuring', count: 1 + Math.floor(5 * random.uniform()), milliseconds: 40 * random.uniform() }),
];

type Ending = 'finished' | 'killed while training' | 'killed while measuring or storing' | 'killed otherwise';

function launch(root: string, moment: Moment | null): Promise<Ending> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'carryOutOnce.ts'), root], {
    // Nearly half of what a launch takes until it trains is compiling; the undisturbed launch keeps it for all others.
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
  let lines: string[] = [];
  let errors = '';
  const killSoon = (): void => void setTimeout(() => child.kill('SIGKILL'), moment?.milliseconds);
  if (moment?.event === 'start') killSoon();
  child.stdout.on('data', (data: Buffer) => {
    const before = lines.filter((line) => line === moment?.event).length;
    lines = [...lines, ...data.toString().split('\n').filter(Boolean)];
    const now = lines.filter((line) => line === moment?.event).length;
    if (moment && moment.count > before && moment.count <= now) killSoon();
  });
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (code === 0) resolve('finished');
      else if (signal !== 'SIGKILL') reject(new Error(`child exited with ${code}: ${errors}`));
      else if (lines.at(-1) === 'evaluated') resolve('killed while training');
      else resolve(lines.at(-1) === 'measuring' ? 'killed while measuring or storing' : 'killed otherwise');
    });
  });
}

/** Hashes of everything that does not carry a time; the store holds what the ledger says. */
async function resultsOf(root: string): Promise<object> {
  const store = new RunStore(join(root, 'runs'));
  const ledger = new Ledger(join(root, 'runs'), join(root, 'cache'));
  await enterUnlisted(store, ledger, new Date());
  expect((await verifyStore(store, ledger)).filter(({ holds }) => !holds)).toEqual([]);
  const record = await store.record(id);
  return { files: record?.files, summary: record?.summary, executions: record?.executions.length };
}

test(
  `killed at ${KILLS} random moments and gone on, it gives the same bits (seed ${seed})`,
  async () => {
    const undisturbed = join(folder, 'undisturbed');
    expect(await launch(undisturbed, null)).toBe('finished');
    const expected = await resultsOf(undisturbed);
    const root = join(folder, 'killed');
    const endings = new Map<Ending, number>();
    for (let kills = 0; kills < KILLS;) {
      const moment = (moments[kills % moments.length] as () => Moment)();
      const ending = await launch(root, moment);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
      if (ending === 'finished') {
        expect(await resultsOf(root)).toEqual(expected);
        await rm(root, { recursive: true });
      } else kills += 1;
    }
    expect(await launch(root, null)).toBe('finished');
    expect(await resultsOf(root)).toEqual(expected);
    // The kills came where something could be lost.
    expect(endings.get('killed while training') ?? 0).toBeGreaterThan(KILLS / 10);
    expect(endings.get('killed while measuring or storing') ?? 0).toBeGreaterThan(KILLS / 10);
  },
  KILLS * MILLISECONDS_A_KILL,
);
