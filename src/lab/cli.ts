/** The command line: argv in, exit code out. Results on stdout, progress and errors on stderr. */
import { availableParallelism } from 'node:os';
import { parseArgs, styleText } from 'node:util';
import { bench } from './bench.ts';
import { compile, DEVICES, type DeviceName } from './engine/devices.ts';
import { asError, LabError } from './errors.ts';
import { similar } from './pipeline/definitionErrors.ts';
import { loadExperiments, type Experiment } from './pipeline/experiments.ts';
import { makePlan, projectPaths, type PlanRow } from './pipeline/plan.ts';
import { carryOutPlan, type RunTotals } from './pipeline/run.ts';
import { jsonReporter, plainReporter, terminalReporter, type Reporter } from './reporter.ts';
import type { Program } from './engine/program.ts';

const HELP = `Examples
  npm run lab -- plan                            what is stored, what is missing, what it would cost
  npm run lab -- run nanda-baseline              train what is missing of one experiment
  npm run lab -- run --budget 30m --workers 2    train for half an hour, then pause

Commands
  plan [experiment…]    every run with its state and forecast; trains nothing
  run [experiment…]     trains what is missing, resumes what is partial, measures, stores
  ensure                what a build does first: trains what is missing if that takes under 10 minutes
  bench                 milliseconds per epoch of the p = 113 step, and how near the machine's ceiling

Options
  --budget <time>       stop cleanly after, say, 90s, 30m or 2h
  --workers <n>         runs side by side, one thread each (default: the number of cores)
  --device <name>       ${DEVICES.join(', ')} (default: cpu)
  --json                machine-readable output on stdout
  --verbose             show stack traces
  --help
`;

const OPTIONS = {
  budget: { type: 'string' },
  workers: { type: 'string' },
  device: { type: 'string', default: 'cpu' },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const COMMANDS = { plan, run, ensure, bench: runBench } as const;

interface Call {
  readonly names: readonly string[];
  readonly values: { budget?: string; workers?: string; device: string; json: boolean; verbose: boolean };
}

async function main(argv: readonly string[]): Promise<number> {
  const [command, call] = parse(argv);
  if (command === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  return COMMANDS[command](call);
}

function parse(argv: readonly string[]): [keyof typeof COMMANDS | 'help', Call] {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = (OPTIONS as Record<string, { type: string } | undefined>)[token.name];
    if (!option) throw usage(`unknown option ${token.rawName}`, token.name, Object.keys(OPTIONS), '--');
    if (option.type === 'string' && token.value === undefined) throw usage(`option ${token.rawName} needs a value`);
  }
  const [command, ...names] = positionals;
  if (values['help'] || command === undefined || command === 'help')
    return ['help', { names, values: values as Call['values'] }];
  if (!(command in COMMANDS)) throw usage(`unknown command ${command}`, command, Object.keys(COMMANDS));
  return [command as keyof typeof COMMANDS, { names, values: values as Call['values'] }];
}

function usage(message: string, word = '', options: readonly string[] = [], prefix = ''): LabError {
  const near = word && similar(word, options);
  return new LabError('Usage', near ? `${message}. Did you mean ${prefix}${near}?` : message, {
    hint: 'npm run lab -- --help lists commands and options.',
    exitCode: 2,
  });
}

async function chooseExperiments(names: readonly string[], root: string): Promise<Experiment[]> {
  const experiments = await loadExperiments(root);
  const slugs = experiments.map(({ slug }) => slug);
  for (const name of names) {
    if (!slugs.includes(name)) throw usage(`no experiment "${name}" (there are: ${slugs.join(', ')})`, name, slugs);
  }
  return names.length === 0 ? experiments : experiments.filter(({ slug }) => names.includes(slug));
}

async function plan({ names, values }: Call): Promise<number> {
  const paths = projectPaths(process.cwd());
  const rows = await makePlan(await chooseExperiments(names, paths.root), paths);
  process.stdout.write(values.json ? `${JSON.stringify(rows.map(toJsonRow))}\n` : planTable(rows));
  return 0;
}

const toJsonRow = ({ experiment, ...row }: PlanRow): unknown => ({ ...row, experiment: experiment.slug });

function planTable(rows: readonly PlanRow[]): string {
  const lines = rows.map(({ id, experiment, cell, state, epoch, forecastSeconds }) => {
    const values = Object.entries(cell).map(([path, value]) => `${path.split('.').at(-1)}=${String(value)}`);
    const shown = state === 'partial' ? `partial @${epoch}` : state;
    const cost = state === 'stored' ? '' : `about ${duration(forecastSeconds)}`;
    const colour = state === 'stored' ? 'green' : state === 'partial' ? 'yellow' : 'red';
    return [
      experiment.slug.padEnd(20),
      id,
      styleText(colour, shown.padEnd(16)),
      cost.padEnd(14),
      values.join(' '),
    ].join('  ');
  });
  const missing = rows.filter(({ state }) => state !== 'stored');
  const seconds = missing.reduce((sum, row) => sum + row.forecastSeconds, 0);
  const rest = missing.length > 0 ? `, ${missing.length} to do, about ${duration(seconds)} on one core` : '';
  return `${[...lines, '', `${rows.length - missing.length} of ${rows.length} runs stored${rest}`].join('\n')}\n`;
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

async function run({ names, values }: Call): Promise<number> {
  const paths = projectPaths(process.cwd());
  const rows = await makePlan(await chooseExperiments(names, paths.root), paths);
  const budgetSeconds = values.budget === undefined ? undefined : secondsOf(values.budget);
  if (rows.every(({ state }) => state === 'stored')) {
    process.stderr.write(`Nothing to do: ${rows.length} of ${rows.length} runs are stored.\n`);
    return 0;
  }
  return carryOutRows(rows, { names, values }, budgetSeconds);
}

/** Forecast seconds, over all workers, that a build may spend on training. */
const BUILD_BUDGET_SECONDS = 600;

/**
 * What `npm run build` does before it renders: trains what is missing if that is cheap. LAB_MODE=frozen trains
 * nothing and fails with the list of what is missing.
 */
async function ensure({ names, values }: Call): Promise<number> {
  const paths = projectPaths(process.cwd());
  const rows = await makePlan(await chooseExperiments(names, paths.root), paths);
  const missing = rows.filter(({ state }) => state !== 'stored');
  const say = (text: string): boolean => process.stderr.write(`${text}\n`);
  say(`${rows.length - missing.length} of ${rows.length} runs stored`);
  if (missing.length === 0) return 0;
  const budget = values.budget === undefined ? BUILD_BUDGET_SECONDS : secondsOf(values.budget);
  const seconds = missing.reduce((sum, row) => sum + row.forecastSeconds, 0) / workersOf(values.workers);
  if (process.env['LAB_MODE'] === 'frozen') {
    throw new LabError('ResultsMissing', `${missing.length} runs are not stored:\n${planTable(missing)}`, {
      hint: 'LAB_MODE=frozen trains nothing. Train them where there is time (npm run lab -- run) and commit public/runs.',
    });
  }
  if (seconds > budget) {
    say(
      `${missing.length} runs are missing, about ${duration(seconds)}: more than the ${duration(budget)} a build may take.`,
    );
    say('The pages are built without them and say so. Train them with: npm run lab -- run');
    return 0;
  }
  say(`Training ${missing.length} missing runs, about ${duration(seconds)}.`);
  return carryOutRows(missing, { names, values }, undefined);
}

const workersOf = (text: string | undefined): number =>
  text === undefined ? availableParallelism() : wholeNumber(text, '--workers');

async function carryOutRows(
  rows: readonly PlanRow[],
  { names, values }: Call,
  budgetSeconds: number | undefined,
): Promise<number> {
  const device = deviceOf(values.device);
  const workers = workersOf(values.workers);
  if (device !== 'cpu') await requireDevice(device);
  const reporter = makeReporter(values.json);
  const interrupt = onInterrupt();
  const totals = await carryOutPlan(rows, {
    paths: projectPaths(process.cwd()),
    device,
    workers,
    budgetSeconds,
    signal: interrupt.signal,
    report: reporter.report,
  });
  interrupt.done();
  reporter.close();
  return finish(totals, interrupt.signal.aborted, names, values.verbose);
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

function finish(totals: RunTotals, interrupted: boolean, names: readonly string[], verbose: boolean): number {
  const { stored, paused, locked, failed, left } = totals;
  const resume = ['npm run lab -- run', ...names].join(' ');
  const parts = [`${stored} stored`, `${paused} paused`, `${left} not started`];
  if (locked > 0) parts.push(`${locked} held by another process`);
  process.stderr.write(`${parts.join(', ')}.${paused + left > 0 ? ` Resume with: ${resume}` : ''}\n`);
  for (const { name, message, hint, stack } of failed) {
    process.stderr.write(`${name}: ${message}\n${verbose && stack ? `${stack}\n` : ''}${hint ?? ''}\n`);
  }
  if (failed.length > 0) return Math.max(...failed.map(({ exitCode }) => exitCode));
  return interrupted ? 130 : 0;
}

/** Compiles a trivial program, so that a missing device is reported before any run starts. */
async function requireDevice(device: DeviceName): Promise<void> {
  const identity: Program = {
    inputs: { x: { shape: [1], dtype: 'float32' } },
    run: ({ x }) => ({ y: x as NonNullable<typeof x> }),
  };
  await (await compile(identity, device)).dispose();
}

function deviceOf(name: string): DeviceName {
  const found = DEVICES.find((device) => device === name);
  if (!found) throw usage(`unknown device ${name} (there are: ${DEVICES.join(', ')})`, name, DEVICES);
  return found;
}

function secondsOf(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  if (!amount || !unit) throw usage(`--budget is "${text}", must be a time like 90s, 30m or 2h`);
  return Number(amount) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw usage(`${option} is "${text}", must be a whole number from 1`);
  return value;
}

async function runBench({ values }: Call): Promise<number> {
  const result = await bench(deviceOf(values.device));
  const text = values.json
    ? JSON.stringify(result)
    : Object.entries(result)
        .map(([key, x]) => `${key.padEnd(24)}${String(x)}`)
        .join('\n');
  process.stdout.write(`${text}\n`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const verbose = process.argv.includes('--verbose');
  const { name, message, stack } = asError(error);
  process.stderr.write(`${styleText('red', name, { stream: process.stderr })}: ${message}\n`);
  if (verbose || !(error instanceof LabError)) process.stderr.write(`${stack ?? ''}\n`);
  if (error instanceof LabError) process.stderr.write(`${error.hint}\n`);
  process.exitCode = error instanceof LabError ? error.exitCode : 1;
}
