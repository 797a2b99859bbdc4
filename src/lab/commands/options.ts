/** The options of the command line, each with what --help says of it. */
import { DEVICES } from '../engine/deviceNames.ts';

/** As node:util parses them, and `value`: what stands for the value of one that takes any. */
interface Option {
  readonly type: 'string' | 'boolean';
  readonly default?: string | boolean;
  readonly value?: string;
  readonly help: string;
}

/** In the order of the overview. */
export const OPTIONS = {
  budget: { type: 'string', value: 'time', help: 'stop cleanly after, say, 90s, 30m or 2h' },
  workers: {
    type: 'string',
    value: 'n',
    help: 'runs side by side, one thread each (default: the number of cores; on webgpu 1)',
  },
  shard: { type: 'string', value: 'i/n', help: 'the i-th of n disjoint parts of the plan, i from 0' },
  device: { type: 'string', default: 'cpu', value: 'name', help: `${DEVICES.join(', ')} (default: cpu); run: auto` },
  replay: { type: 'string', value: 'n', help: 'verify, import: epochs to retrain' },
  out: {
    type: 'string',
    value: 'path',
    help: 'plan, run, list, show, verify: the folder of results; bundle: the archive or folder to make',
  },
  for: { type: 'string', value: 'platform', help: 'bundle: the machine it is for, like linux-x64 (default: this one)' },
  force: { type: 'boolean', default: false, help: 'import: also runs that no experiment has' },
  strict: { type: 'boolean', default: false, help: 'ensure: fail where any result is missing' },
  reason: { type: 'string', value: 'text', help: 'withdraw: why' },
  successor: { type: 'string', value: 'run', help: 'withdraw: the run that takes its place' },
  'dry-run': { type: 'boolean', default: false, help: 'gc: only say what would go' },
  all: { type: 'boolean', default: false, help: 'gc: also unfinished runs of no experiment' },
  json: { type: 'boolean', default: false, help: 'machine-readable output on stdout' },
  verbose: { type: 'boolean', default: false, help: 'show stack traces' },
  help: { type: 'boolean', default: false, help: 'this, or after a command what it takes' },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;

type ValueOf<Own extends Option> = Own['type'] extends 'boolean'
  ? boolean
  : Own extends { readonly default: string }
    ? string
    : string | undefined;

/** What was given, or the default. */
export type OptionValues = { readonly [Name in OptionName]: ValueOf<(typeof OPTIONS)[Name]> };

/** Options that mean something everywhere. */
export const EVERYWHERE: readonly OptionName[] = ['json', 'verbose', 'help'];

/** A line for each of the options named, in the order of the overview. */
export const optionLines = (names: readonly OptionName[] = Object.keys(OPTIONS) as OptionName[]): string =>
  (Object.entries(OPTIONS) as [OptionName, Option][])
    .filter(([name]) => names.includes(name))
    .map(([name, { value, help }]) => `  ${`--${name}${value ? ` <${value}>` : ''}`.padEnd(23)}${help}`)
    .join('\n');
