/** `run`: trains what is missing, resumes what is partial, measures, stores. */
import { compile, type DeviceName } from '../engine/devices.ts';
import type { Program } from '../engine/program.ts';
import type { PlanRow, ProjectPaths } from '../pipeline/plan.ts';
import { carryOutPlan, type RunTotals } from '../pipeline/run.ts';
import { jsonReporter, plainReporter, terminalReporter, type Reporter } from '../reporter.ts';
import { deviceOf, planOf, secondsOf, shardOf, workersOf, type Call, type Command } from './command.ts';

export const run: Command = {
  usage: 'run [experiment…]',
  summary: 'trains what is missing, resumes what is partial, measures, stores',
  run: async (call) => {
    const budgetSeconds = secondsOf(call.values.budget);
    const plan = await planOf(call.names, deviceOf(call.values.device));
    const { paths } = plan;
    const rows = shardOf(plan.rows, call.values.shard);
    if (rows.every(({ state }) => state === 'stored')) {
      process.stderr.write(`Nothing to do: ${rows.length} of ${rows.length} runs are stored.\n`);
      return 0;
    }
    return carryOutRows(rows, paths, call, budgetSeconds);
  },
};

/** Carries out `rows` with what the command line asks for; returns the exit code. */
export async function carryOutRows(
  rows: readonly PlanRow[],
  paths: ProjectPaths,
  { names, values }: Call,
  budgetSeconds?: number,
): Promise<number> {
  const device = deviceOf(values.device);
  const workers = workersOf(values.workers);
  if (device !== 'cpu') await requireDevice(device);
  const reporter = makeReporter(values.json);
  const interrupt = onInterrupt();
  const totals = await carryOutPlan(rows, {
    paths,
    device,
    workers,
    budgetSeconds,
    signal: interrupt.signal,
    report: reporter.report,
  });
  interrupt.done();
  reporter.close();
  tell(
    totals,
    ['npm run lab -- run', ...names, ...(device === 'cpu' ? [] : ['--device', device])].join(' '),
    values.verbose,
  );
  if (totals.failed.length > 0) return Math.max(...totals.failed.map(({ exitCode }) => exitCode));
  return interrupt.signal.aborted ? 130 : 0;
}

/** Compiles a trivial program, so that a missing device is reported before any run starts. */
async function requireDevice(device: DeviceName): Promise<void> {
  const identity: Program = {
    inputs: { x: { shape: [1], dtype: 'float32' } },
    run: ({ x }) => ({ y: x as NonNullable<typeof x> }),
  };
  await (await compile(identity, device)).dispose();
}

function makeReporter(json: boolean): Reporter {
  if (json) return jsonReporter(process.stdout);
  return process.stderr.isTTY ? terminalReporter(process.stderr) : plainReporter(process.stderr, () => new Date());
}

/** First Ctrl-C: save and pause. Second: leave at once. */
function onInterrupt(): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nStopping after the current evaluation; Ctrl-C again leaves at once.\n');
    controller.abort();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  const done = (): void => void process.off('SIGINT', handler).off('SIGTERM', handler);
  return { signal: controller.signal, done };
}

function tell({ stored, paused, locked, failed, left }: RunTotals, again: string, verbose: boolean): void {
  const parts = [`${stored} stored`, `${paused} paused`, `${left} not started`];
  if (locked > 0) parts.push(`${locked} held by another process`);
  const resume = paused + left > 0 ? ` Resume with: ${again}` : '';
  process.stderr.write(`${parts.join(', ')}.${resume}\n`);
  for (const { name, message, hint, stack } of failed) {
    process.stderr.write(`${name}: ${message}\n${verbose && stack ? `${stack}\n` : ''}${hint ? `${hint}\n` : ''}`);
  }
}
