/** What a command of the lab is, and what several of them need. */
import { availableParallelism } from 'node:os';
import { quickGflops } from '../bench.ts';
import { DEVICES, type DeviceName } from '../engine/devices.ts';
import { LabError } from '../errors.ts';
import { similar } from '../pipeline/definitionErrors.ts';
import { loadExperiments, type Experiment } from '../pipeline/experiments.ts';
import { ASSUMED_SPEED, pastSpeed, rememberedSpeed, worstPastError, type Speed } from '../pipeline/forecast.ts';
import { isInShard, makePlan, projectPaths, type PlanRow, type ProjectPaths } from '../pipeline/plan.ts';
import type { RunRecord } from '../store/record.ts';
import { RunStore } from '../store/store.ts';

/** Options of the command line, as node:util parses them. */
export const OPTIONS = {
  budget: { type: 'string' },
  workers: { type: 'string' },
  device: { type: 'string', default: 'cpu' },
  replay: { type: 'string' },
  shard: { type: 'string' },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export interface Call {
  /** What stands after the command. */
  readonly names: readonly string[];
  readonly values: {
    readonly budget?: string | undefined;
    readonly workers?: string | undefined;
    readonly replay?: string | undefined;
    readonly shard?: string | undefined;
    readonly device: string;
    readonly json: boolean;
    readonly verbose: boolean;
  };
}

export interface Command {
  /** How it is written, and what it does, for --help. */
  readonly usage: string;
  readonly summary: string;
  /** Returns the exit code. */
  readonly run: (call: Call) => Promise<number>;
}

/** Wrong usage: exit 2, with the nearest of `options` to `word`. */
export function usageError(message: string, word = '', options: readonly string[] = [], prefix = ''): LabError {
  const near = word && similar(word, options);
  return new LabError('Usage', near ? `${message}. Did you mean ${prefix}${near}?` : message, {
    hint: 'npm run lab -- --help lists commands and options.',
    exitCode: 2,
  });
}

/** Records of all stored runs by id. */
export async function loadRecords({ store: root }: ProjectPaths): Promise<Map<string, RunRecord>> {
  const store = new RunStore(root);
  const records = new Map<string, RunRecord>();
  for (const id of await store.ids()) {
    const record = await store.record(id);
    if (record) records.set(id, record);
  }
  return records;
}

export interface PlannedWork {
  readonly rows: readonly PlanRow[];
  readonly paths: ProjectPaths;
  readonly speed: Speed;
  /** By what factor the forecast missed past runs of this machine; null where that is not known. */
  readonly pastError: number | null;
}

/** The plan of the experiments named, of all where none is, with a forecast for this machine. */
export async function planOf(names: readonly string[], device: DeviceName = 'cpu'): Promise<PlannedWork> {
  const paths = projectPaths(process.cwd());
  const experiments = choose(await loadExperiments(paths.root), names);
  const records = await loadRecords(paths);
  const past = [...records.values()];
  const isMissing = experiments.some(({ runs }) => runs.some(({ id }) => !records.has(id)));
  const speed =
    pastSpeed(past, device) ??
    (isMissing ? await rememberedSpeed(paths.cache, device, () => quickGflops(device)) : ASSUMED_SPEED);
  const rows = await makePlan(experiments, paths, { records, speed });
  return { rows, paths, speed, pastError: worstPastError(past, device) };
}

function choose(experiments: readonly Experiment[], names: readonly string[]): readonly Experiment[] {
  const slugs = experiments.map(({ slug }) => slug);
  for (const name of names) {
    if (!slugs.includes(name))
      throw usageError(`no experiment "${name}" (there are: ${slugs.join(', ')})`, name, slugs);
  }
  return names.length === 0 ? experiments : experiments.filter(({ slug }) => names.includes(slug));
}

export function deviceOf(name: string): DeviceName {
  const found = DEVICES.find((device) => device === name);
  if (!found) throw usageError(`unknown device ${name} (there are: ${DEVICES.join(', ')})`, name, DEVICES);
  return found;
}

/** Workers side by side. @default one per core */
export function workersOf(text: string | undefined): number {
  return text === undefined ? availableParallelism() : wholeNumberOf(text, '--workers');
}

export function wholeNumberOf(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw usageError(`${option} is "${text}", must be a whole number from 1`);
  return value;
}

/** The part of a plan that --shard i/n names, i from 0: the shards of a plan are disjoint and cover it. */
export function shardOf(rows: readonly PlanRow[], text: string | undefined): readonly PlanRow[] {
  if (text === undefined) return rows;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!index || !count || Number(index) >= Number(count)) {
    throw usageError(`--shard is "${text}", must be i/n with i from 0 to n − 1, like 0/4`);
  }
  return rows.filter(({ id }) => isInShard(id, Number(index), Number(count)));
}

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of a time like 90s, 30m or 2h; undefined stays so. */
export function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  if (!amount || !unit) throw usageError(`--budget is "${text}", must be a time like 90s, 30m or 2h`);
  return Number(amount) * SECONDS[unit as keyof typeof SECONDS];
}

/** A duration as people say it: 40 s, 12 min, 3.5 h. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
