/** Several processes on one store. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyStore } from '../../../src/lab/pipeline/verify.ts';
import { Ledger } from '../../../src/lab/store/ledger.ts';
import { RunStore } from '../../../src/lab/store/store.ts';

const cli = join(import.meta.dirname, '../../../src/lab/cli.ts');
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
  await mkdir(join(folder, 'experiments'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const define = (epochs: number, seeds: number, evaluateEvery = 10): Promise<void> =>
  writeFile(
    join(folder, 'experiments', 'tiny.ts'),
    `export default { slug: 'tiny', title: 'Tiny', question: 'Does it run?', source: 'a test', measures: ['norms'],
      base: { task: { p: 13, fracTrain: 0.6 }, model: { dModel: 16, nHeads: 2, dMlp: 32 }, optimizer: { learningRate: 0.01, weightDecay: 1 }, epochs: ${epochs}, evaluateEvery: ${evaluateEvery} },
      grid: { seed: [${[...Array(seeds).keys()].join(', ')}] } };\n`,
  );

interface Ended {
  readonly code: number | null;
  readonly events: readonly {
    readonly event: string;
    readonly run?: string;
    readonly row?: { readonly epoch: number };
  }[];
  readonly stderr: string;
}

function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      const events = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Ended['events'][number]); // prettier-ignore
      resolve({ code, events, stderr });
    });
  });
  return { child, ended };
}

const store = (): RunStore => new RunStore(join(folder, 'public', 'runs'));
const ledger = (): Ledger => new Ledger(join(folder, 'public', 'runs'), join(folder, '.cache', 'lab'));

test('two processes share twenty runs: each is trained once', async () => {
  await define(200, 20);
  const both = [start('run', '--json', '--workers', '2'), start('run', '--json', '--workers', '2')];
  const [first, second] = await Promise.all(both.map(({ ended }) => ended));
  expect([first?.code, second?.code]).toEqual([0, 0]);
  const begun = [...(first?.events ?? []), ...(second?.events ?? [])].filter(
    ({ event, row }) => event === 'evaluated' && row?.epoch === 0,
  );
  expect(begun).toHaveLength(20);
  expect(new Set(begun.map(({ run }) => run)).size).toBe(20);
  expect((await store().records()).size).toBe(20);
  const verdicts = await verifyStore(store(), ledger());
  expect(verdicts.filter(({ holds }) => !holds)).toEqual([]);
}, 180_000);

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s pauses: exit 130, resumable, and how to resume',
  async (signal) => {
    await define(50_000, 1);
    const { child, ended } = start('run', '--json', '--workers', '1');
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (data: Buffer) => data.toString().includes('"epoch":200,') && resolve());
    });
    child.kill(signal);
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Resume with: npm run lab -- run --workers 1');
    const again = await start('plan', '--json').ended;
    const [row] = again.events as unknown as { state: string; epoch: number }[][];
    expect(row?.[0]?.state).toBe('partial');
    expect(row?.[0]?.epoch).toBeGreaterThanOrEqual(200);
  },
  30_000,
);

test('a second Ctrl-C leaves at once, without a complaint of the runtime', async () => {
  await define(1_000_000, 1, 1_000_000);
  const { child, ended } = start('run', '--json', '--workers', '1');
  const said = (stream: Readable | null, text: string): Promise<void> =>
    new Promise((resolve) => stream?.on('data', (data: Buffer) => data.toString().includes(text) && resolve()));
  await said(child.stdout, '"evaluated"');
  const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));
  // Past this evaluation, at which it could pause, and long before the next.
  await wait();
  child.kill('SIGINT');
  await said(child.stderr, 'Ctrl-C again');
  // Two signals at once are one wish.
  await wait();
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  // A shell says 130 of a process that ended by SIGINT.
  expect([code, child.signalCode]).toEqual([null, 'SIGINT']);
  expect(stderr).not.toContain('terminate called');
}, 30_000);
