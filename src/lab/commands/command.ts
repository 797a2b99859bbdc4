/** What a command of the lab is, and what several of them need. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { quickGflops } from '../bench.ts';
import { DEVICES, type DeviceName } from '../engine/deviceNames.ts';
import { LabError } from '../errors.ts';
import { similar } from '../pipeline/definitionErrors.ts';
import { loadExperiments, type Experiment } from '../pipeline/experiments.ts';
import {
  ASSUMED_SPEED,
  medianOf,
  pastSamples,
  rememberedSpeed,
  speedAt,
  worstPastError,
  type Speed,
} from '../pipeline/forecast.ts';
import { isInShard, makePlan, projectPaths, type PlanRow, type ProjectPaths } from '../pipeline/plan.ts';
import { thisBundle } from '../pipeline/provenance.ts';
import { RUN_ID } from '../store/key.ts';
import { Ledger, tombstones } from '../store/ledger.ts';
import type { RunRecord } from '../store/record.ts';
import { RunStore } from '../store/store.ts';
import type { OptionName, OptionValues } from './options.ts';

export interface Call {
  /** What stands after the command. */
  readonly names: readonly string[];
  readonly values: OptionValues;
}

export interface Command {
  /** How it is written, and what it does, for --help. */
  readonly usage: string;
  readonly summary: string;
  /** Options that mean something to it, besides --json, --verbose and --help. */
  readonly options: readonly OptionName[];
  /** Most words after the command. @default any number */
  readonly mostNames?: number;
  /** Does nothing useful in a bundle. @default false */
  readonly needsCheckout?: boolean;
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

/** What people type here, for hints: a bundle has no npm. */
export const asTyped = (text: string): string => (thisBundle ? text.replaceAll('npm run lab --', './lab') : text);

/** Folders of the project, or of the bundle this is; results go to `out` where it is given (a bundle: to results). */
export function pathsOf(out: string | undefined = thisBundle ? 'results' : undefined): ProjectPaths {
  const paths = projectPaths(thisBundle?.root ?? process.cwd());
  return out === undefined ? paths : { ...paths, store: resolve(out, 'runs'), cache: resolve(out, 'cache') };
}

export interface PlannedWork {
  readonly rows: readonly PlanRow[];
  readonly paths: ProjectPaths;
  /** Of all stored runs, by id. */
  readonly records: ReadonlyMap<string, RunRecord>;
  readonly speed: Speed;
  /** By what factor the forecast missed past runs of this machine; null where that is not known. */
  readonly pastError: number | null;
}

/** The plan of the experiments and runs named, of all where none is, with a forecast for this machine. */
export async function planOf(
  names: readonly string[],
  device: DeviceName = 'cpu',
  paths: ProjectPaths = pathsOf(),
): Promise<PlannedWork> {
  const experiments = await loadExperiments(paths.root);
  const chosen = choose(experiments, names);
  const records = await new RunStore(paths.store).records();
  const withdrawn = new Set(tombstones(await ledgerOf(paths).entries()).keys());
  const past = [...records.values()];
  const isMissing = experiments.some(({ slug, runs }) =>
    runs.some(({ id }) => (chosen.includes(slug) || chosen.includes(id)) && !records.has(id)),
  );
  const samples = pastSamples(past, device);
  const speed =
    speedAt(samples, medianOf(samples.map(({ flopsPerEpoch }) => flopsPerEpoch)) ?? 1) ??
    (isMissing && !isFrozen() ? await rememberedSpeed(paths.cache, device, () => quickGflops(device)) : ASSUMED_SPEED);
  const rows = await makePlan(experiments, paths, { chosen, records, withdrawn, speed, device });
  return { rows, paths, records, speed, pastError: worstPastError(past, device) };
}

/** The experiments (by slug) and runs (by id) named, each once; all experiments where nothing is. */
export function choose(experiments: readonly Experiment[], names: readonly string[]): readonly string[] {
  const slugs = experiments.map(({ slug }) => slug);
  const ids = experiments.flatMap(({ runs }) => runs.map(({ id }) => id));
  for (const name of names) {
    if (RUN_ID.test(name)) {
      if (!ids.includes(name)) throw usageError(`no experiment has a run ${name}`, name, ids);
    } else if (!slugs.includes(name)) {
      throw usageError(`no experiment "${name}" (there are: ${slugs.join(', ')})`, name, slugs);
    }
  }
  return names.length === 0 ? slugs : [...new Set(names)];
}

/** LAB_MODE=frozen: nothing is trained, measured or written. */
export const isFrozen = (): boolean => process.env['LAB_MODE'] === 'frozen';

export const ledgerOf = ({ store, cache }: ProjectPaths): Ledger => new Ledger(store, cache);

export function deviceOf(name: string): DeviceName {
  if (name === 'auto') throw usageError('--device auto works with run: it tries every device; name one here');
  const found = DEVICES.find((device) => device === name);
  if (!found)
    throw usageError(`unknown device ${name} (there are: ${DEVICES.join(', ')}; and auto, with run)`, name, DEVICES);
  if (thisBundle && (found === 'cuda' || found === 'tensorflow'))
    throw usageError(`a bundle does not hold device ${name}; it has cpu and webgpu`);
  return found;
}

/** Workers side by side. @default one per core, one on webgpu */
export function workersOf(text: string | undefined, device: DeviceName = 'cpu'): number {
  const workers = text === undefined ? undefined : wholeNumberOf(text, '--workers');
  if (device !== 'webgpu') return workers ?? availableParallelism();
  // https://github.com/microsoft/onnxruntime/issues/32561: sessions on several threads of a process crash it.
  if (workers === undefined || workers === 1) return 1;
  throw new LabError('OneWorkerOnly', `--workers is ${workers}, but on webgpu one process can train only one run`, {
    hint: 'Start several processes, each with its part of the plan: --shard 0/4 to --shard 3/4.',
    exitCode: 2,
  });
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
