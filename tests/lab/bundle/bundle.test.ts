/** A bundle, unpacked where there is nothing else, computes what this tree computes, and its results come home. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workersOf } from '../../../src/lab/commands/command.ts';
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';
import { keyOf } from '../../../src/lab/store/key.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { quiet, tinyInput, tinyJob } from '../pipeline/tiny.ts';
import { vulkanMissing } from '../vulkan.ts';

const LIMIT_BYTES = 60e6;
const CLI = join(import.meta.dirname, '../../../src/lab/cli.ts');
const PLATFORM = `${process.platform}-${process.arch}`;

const { measures, checkpointEvery, keepWeights } = tinyJob('');
const words = { title: 'Tiny', question: 'Does it?', source: 'ours' };
/** Of its two runs the project has the first. */
const seeds = { ...words, slug: 'seeds', base: tinyInput, grid: { seed: [0, 1] }, measures, checkpointEvery, keepWeights }; // prettier-ignore
const briefInput = { ...tinyInput, task: { p: 7, fracTrain: 0.6 }, epochs: 20 };
const brief = { ...words, slug: 'brief', base: briefInput };

const home = tinyJob('', { seed: 0 });
const away = tinyJob('', { seed: 1 });
const awayId = keyOf(away.spec).id;
const briefId = keyOf(runSpecSchema.parse(briefInput)).id;

let folder = '';
let archive = '';
let project = '';
let unpacked = '';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
/** The lab of this tree, in the project. */
const lab = (...args: string[]): Outcome =>
  spawnSync(process.execPath, [CLI, ...args], { cwd: project, encoding: 'utf8' });
/** The bundle's launcher, from another folder, with nothing to find on the PATH. */
const bundled = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome =>
  spawnSync(join(unpacked, 'lab'), args, { cwd: folder, env: { PATH: '', ...env }, encoding: 'utf8' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
  project = join(folder, 'project');
  archive = join(folder, 'bundle.tar.gz');
  await mkdir(join(project, 'experiments'), { recursive: true });
  await writeFile(join(project, 'experiments', 'seeds.ts'), `export default ${JSON.stringify(seeds)};`);
  await writeFile(join(project, 'experiments', 'brief.json'), JSON.stringify(brief));
  await carryOut({ ...home, storeRoot: join(project, 'public', 'runs'), cacheRoot: join(folder, 'cache') }, quiet);
  await carryOut({ ...away, storeRoot: join(folder, 'in-place'), cacheRoot: join(folder, 'cache') }, quiet);
  const { status, stdout, stderr } = lab('bundle', '--for', PLATFORM, '--out', archive);
  expect(stderr).toContain('npm run lab -- import results');
  expect(stdout).toMatch(/bundle\.tar\.gz: 2 runs, \d+\.\d MB\n$/);
  expect(status).toBe(0);
  const empty = join(folder, 'empty');
  await mkdir(empty);
  expect(spawnSync('tar', ['-xf', archive, '-C', empty]).status).toBe(0);
  unpacked = join(empty, `grokking-atlas-${PLATFORM}`);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('is one folder of at most 60 MB packed, with the missing runs and no package but ONNX Runtime', async () => {
  expect((await stat(archive)).size).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(await readdir(join(folder, 'empty'))).toEqual([`grokking-atlas-${PLATFORM}`]);
  expect((await readdir(join(unpacked, 'node_modules'))).sort()).toEqual(['onnxruntime-common', 'onnxruntime-node']);
  const definition = JSON.parse(await readFile(join(unpacked, 'experiments', 'seeds.json'), 'utf8')) as object;
  expect(definition).toMatchObject({ slug: 'seeds', only: [{ seed: 1 }] });
});

test('a folder that holds something is not overwritten', () => {
  const { status, stderr } = lab('bundle', '--out', 'experiments');
  expect(stderr).toMatch(/^FolderNotEmpty: .*experiments is not empty\n/);
  expect(status).toBe(2);
});

test('its runs pause, travel, resume, come home and are those of this tree to the bit', async () => {
  const paused = bundled(['run', 'seeds', '--budget', '0.1s', '--out', 'session']);
  expect(paused.stderr).toContain('0 stored, 1 paused, 0 not started. Resume with: ./lab run seeds --out session\n');
  await rename(join(folder, 'session'), join(folder, 'carried'));
  const resumed = bundled(['run', 'seeds', '--out', 'carried']);
  expect(resumed.stderr).toContain('1 stored, 0 paused, 0 not started.');
  expect(resumed.status).toBe(0);

  const home = lab('import', join(folder, 'carried'));
  expect(home.stdout).toMatch(
    new RegExp(`ok {6}${awayId} imported: .*bit-identical; final weights .*bit-identical\n$`),
  );
  expect(home.status).toBe(0);
  const imported = await new RunStore(join(project, 'public', 'runs')).get(awayId);
  const inPlace = await new RunStore(join(folder, 'in-place')).get(awayId);
  expect(imported?.record.files).toEqual(inPlace?.record.files);
  expect(imported?.record.summary).toEqual(inPlace?.record.summary);
  const [execution] = imported?.record.executions ?? [];
  const [executionInPlace] = inPlace?.record.executions ?? [];
  expect(execution).toMatchObject({ sessions: 2, git: null, graphs: executionInPlace?.graphs });
  expect(execution?.versions).toEqual(executionInPlace?.versions);
});

const missing = vulkanMissing();
test.skipIf(missing !== null)(`trains on webgpu${missing ? ` (skipped: ${missing})` : ''}`, async () => {
  // The forecast measures the device once with the p = 113 step, which is no task for SwiftShader.
  const speeds = { [`${cpus()[0]?.model.trim() ?? ''}/webgpu`]: 1 };
  await mkdir(join(folder, 'gpu', 'cache'), { recursive: true });
  await writeFile(join(folder, 'gpu', 'cache', 'speed.json'), JSON.stringify(speeds));
  const drivers = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'XDG_RUNTIME_DIR'].map((name) => [name, process.env[name]]);
  const run = ['run', 'brief', '--device', 'webgpu', '--out', 'gpu'];
  const { stderr } = bundled(run, Object.fromEntries(drivers) as NodeJS.ProcessEnv);
  expect(stderr).toContain('1 stored, 0 paused, 0 not started.');
  const { stdout, status } = lab('import', join(folder, 'gpu'));
  expect(stdout).toMatch(new RegExp(`ok {6}${briefId} imported: .* 3 evaluations .* to 20: within .* relative\n$`));
  expect(status).toBe(0);
  const imported = await new RunStore(join(project, 'public', 'runs')).record(briefId);
  expect(imported?.executions[0]?.device).toMatchObject({ name: 'webgpu' });
});

test('says what it cannot do, and a device that it does not hold', () => {
  for (const command of ['bundle', 'import', 'ensure']) {
    const { status, stderr } = bundled([command]);
    expect(stderr).toBe(
      `NotInBundle: a bundle cannot ${command}\nDo that in the project that the bundle was made from.\n`,
    );
    expect(status).toBe(2);
  }
  expect(bundled(['run', '--device', 'cuda']).stderr).toBe(
    'Usage: a bundle does not hold device cuda; it has cpu and webgpu\n./lab --help lists commands and options.\n',
  );
});

test('a platform without ONNX Runtime or without Node is refused with what is missing', () => {
  const unknown = lab('bundle', '--for', 'plan9-mips');
  expect(unknown.stderr).toMatch(
    /^PlatformUnknown: ONNX Runtime has no library for "plan9-mips" here\n--for takes .*linux-x64/,
  );
  expect(unknown.status).toBe(2);
  const other = PLATFORM === 'linux-arm64' ? 'linux-x64' : 'linux-arm64';
  const incomplete = lab('bundle', '--for', other);
  expect(incomplete.stderr).toMatch(
    new RegExp(`^PlatformIncomplete: there is no Node program for ${other} here.*\nBundle on a ${other} machine, or`),
  );
  expect(incomplete.status).toBe(2);
});

test('on webgpu a process trains one run at a time', () => {
  expect(workersOf(undefined, 'webgpu')).toBe(1);
  expect(() => workersOf('2', 'webgpu')).toThrow('--workers is 2, but on webgpu one process can train only one run');
  expect(workersOf('2', 'cpu')).toBe(2);
});
