/** `run`: trains what is missing, resumes what is partial, measures, stores. */
import { compile } from '../engine/devices.ts';
import type { DeviceName } from '../engine/deviceNames.ts';
import type { Program } from '../engine/program.ts';
import { fastestOf, timeDevices } from '../pipeline/deviceTrials.ts';
import { isToDo, type PlanRow, type ProjectPaths } from '../pipeline/plan.ts';
import { carryOutPlan, type RunTotals } from '../pipeline/run.ts';
import { jsonReporter, plainReporter, terminalReporter, type Reporter, type Work } from '../reporting/index.ts';
import { RunStore } from '../store/store.ts';
import { enterUnlisted } from '../pipeline/verify.ts';
import {
  asTyped,
  deviceOf,
  isFrozen,
  ledgerOf,
  pathsOf,
  planOf,
  secondsOf,
  shardOf,
  usageError,
  workersOf,
  type Call,
  type Command,
} from './command.ts';
import { OPTIONS } from './options.ts';

export const run: Command = {
  usage: 'run [experiment or run…]',
  options: ['budget', 'workers', 'shard', 'device', 'out'],
  summary: 'trains what is missing, resumes what is partial, measures, stores',
  run: async (call) => {
    const { names, values } = call;
    if (isFrozen()) throw usageError('LAB_MODE=frozen trains nothing, and run is about training');
    // What is wrong is said before anything is read.
    secondsOf(values.budget);
    workersOf(values.workers);
    const isAuto = values.device === 'auto';
    const plan = await planOf(names, isAuto ? 'cpu' : deviceOf(values.device), pathsOf(values.out));
    const { paths } = plan;
    const entered = await enterUnlisted(new RunStore(paths.store), ledgerOf(paths), new Date(), plan.records);
    if (entered.length > 0) process.stderr.write(`Entered in the ledger: ${entered.join(', ')}\n`);
    const rows = shardOf(plan.rows, values.shard);
    const next = rows.find(isToDo);
    const stored = rows.filter(({ state }) => state === 'stored').length;
    if (!next) {
      process.stderr.write(
        `Nothing to do: ${stored} of ${rows.length} runs are stored${stored < rows.length ? ', the others withdrawn' : ''}.\n`,
      );
      return 0;
    }
    return carryOutRows(rows, paths, call, isAuto ? { device: await chooseDevice(next), keepDevice: true } : {});
  },
};

/** Measures a few training steps on each device there is; says what came out and returns the fastest. */
async function chooseDevice({ spec, id }: PlanRow): Promise<DeviceName> {
  const trials = await timeDevices(spec);
  for (const { device, secondsPerEpoch, problem } of trials) {
    const finding = secondsPerEpoch === null ? problem : `${(1000 * secondsPerEpoch).toPrecision(3)} ms per epoch`;
    process.stderr.write(`${device.padEnd(10)} ${finding}\n`);
  }
  const fastest = fastestOf(trials);
  process.stderr.write(`Training on ${fastest}: the fastest for run ${id}.\n`);
  return fastest;
}

interface CarryOutRowsOptions {
  /** @default what the command line says */
  readonly device?: DeviceName;
  /** Runs that were begun on another device go on there. @default false */
  readonly keepDevice?: boolean;
  /** What resumes it. @default run */
  readonly command?: 'run' | 'replicate';
}

/** Carries out `rows` with what the command line asks for; returns the exit code. */
export async function carryOutRows(
  rows: readonly PlanRow[],
  paths: ProjectPaths,
  { names, values }: Call,
  { device = deviceOf(values.device), keepDevice = false, command = 'run' }: CarryOutRowsOptions = {},
): Promise<number> {
  if (device !== 'cpu') await requireDevice(device);
  const isOnWebgpu = keepDevice && rows.some(({ begunOn }) => begunOn === 'webgpu');
  const workers = isOnWebgpu ? 1 : workersOf(values.workers, device);
  const reporter = makeReporter(values.json, { rows: rows.filter(isToDo), workers });
  const interrupt = onInterrupt(reporter.close);
  reporter.begin();
  const totals = await carryOutPlan(rows, {
    paths,
    device,
    keepDevice,
    workers,
    budgetSeconds: secondsOf(values.budget),
    signal: interrupt.signal,
    report: reporter.report,
  });
  interrupt.done();
  reporter.end(totals);
  reporter.close();
  tell(totals, ['npm run lab --', command, ...names, ...repeated(values)].join(' '), values.verbose);
  if (totals.failed.length > 0) return Math.max(...totals.failed.map(({ exitCode }) => exitCode));
  return interrupt.signal.aborted ? 130 : 0;
}

/** Options to give again when the command is given again. */
const repeated = (values: Call['values']): string[] =>
  (['workers', 'shard', 'device', 'out'] as const).flatMap((name) => {
    const value = values[name];
    const isDefault = name === 'device' && value === OPTIONS.device.default;
    return value === undefined || isDefault ? [] : [`--${name}`, value];
  });

/** Compiles a trivial program, so that a missing device is reported before any run starts. */
async function requireDevice(device: DeviceName): Promise<void> {
  const identity: Program = {
    inputs: { x: { shape: [1], dtype: 'float32' } },
    run: ({ x }) => ({ y: x as NonNullable<typeof x> }),
  };
  await (await compile(identity, device)).dispose();
}

function makeReporter(json: boolean, work: Work): Reporter {
  if (json) return jsonReporter(process.stdout, work);
  if (!process.stderr.isTTY || process.env['TERM'] === 'dumb') return plainReporter(process.stderr, work);
  const reporter = terminalReporter(process.stderr, work);
  process.once('exit', reporter.close);
  return reporter;
}

const SAME_SIGNAL_MS = 300;

/** First Ctrl-C: save and pause. Second: leave at once, after `tidy`. */
function onInterrupt(tidy: () => void): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const done = (): void => void process.off('SIGINT', handler).off('SIGTERM', handler);
  let first = 0;
  const handler = (): void => {
    // Tools like timeout signal a process and its group: that is one wish, not two.
    if (controller.signal.aborted && performance.now() - first < SAME_SIGNAL_MS) return;
    if (controller.signal.aborted) {
      tidy();
      done();
      // By the signal itself: an orderly exit would tear ONNX Runtime down under its working threads, which aborts.
      process.kill(process.pid, 'SIGINT');
      return;
    }
    first = performance.now();
    process.stderr.write('\nStopping after the current evaluation; Ctrl-C again leaves at once.\n');
    controller.abort();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return { signal: controller.signal, done };
}

function tell({ stored, paused, locked, failed, retried, left }: RunTotals, again: string, verbose: boolean): void {
  const parts = [`${stored} stored`, `${paused} paused`, `${left} not started`];
  if (failed.length > 0) parts.push(`${failed.length} failed`);
  if (locked > 0) parts.push(`${locked} held by another process`);
  const resume = paused + left > 0 ? ` Resume with: ${asTyped(again)}` : '';
  process.stderr.write(`${parts.join(', ')}.${resume}\n`);
  for (const { id, error } of retried) process.stderr.write(`run ${id} failed once and was tried again: ${error}\n`);
  for (const { name, message, hint, stack } of failed) {
    process.stderr.write(
      `${name}: ${message}\n${verbose && stack ? `${stack}\n` : ''}${hint ? `${asTyped(hint)}\n` : ''}`,
    );
  }
}
