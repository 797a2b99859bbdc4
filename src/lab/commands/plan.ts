/** `plan`: every run with its state and forecast; trains nothing. */
import { availableParallelism } from 'node:os';
import { styleText } from 'node:util';
import { isToDo, type PlanRow } from '../pipeline/plan.ts';
import { cellWords, durationText } from '../reporting/words.ts';
import { toCompactJson } from '../store/json.ts';
import { elapsedSeconds, type Speed } from '../pipeline/forecast.ts';
import { deviceOf, pathsOf, planOf, shardOf, type Command } from './command.ts';

export const plan: Command = {
  usage: 'plan [experiment or run…]',
  options: ['device', 'out', 'shard'],
  summary: 'every run with its state and forecast; trains nothing',
  run: async ({ names, values }) => {
    const { rows: all, speed, pastError } = await planOf(names, deviceOf(values.device), pathsOf(values.out));
    const rows = shardOf(all, values.shard);
    if (values.json) process.stdout.write(toCompactJson(rows.map(toJsonRow)));
    else process.stdout.write(`${planTable(rows)}${basisOf(speed, pastError)}`);
    return 0;
  },
};

/** Where the forecast comes from, and how far it was off before. */
function basisOf({ gflops, from }: Speed, pastError: number | null): string {
  const miss =
    pastError === null ? '' : `; it missed the speed of past runs by at most a factor of ${pastError.toFixed(2)}`;
  return `Forecast from about ${gflops.toPrecision(3)} GFLOP/s (${from})${miss}.\n`;
}

const toJsonRow = ({ experiment, ...row }: PlanRow): unknown => ({ ...row, experiment: experiment.slug });

const COLOURS = {
  stored: 'green',
  incomplete: 'yellow',
  partial: 'yellow',
  missing: 'red',
  withdrawn: 'gray',
  replicate: 'yellow',
} as const satisfies Record<PlanRow['state'], string>;

/** "about 4 min", and where a stop rule may not come "at most 36 min" as well. */
function costText({ forecastSeconds, mostSeconds }: PlanRow): string {
  const [expected, most] = [forecastSeconds, mostSeconds].map(durationText);
  return expected === most ? `about ${expected}` : `about ${expected}, at most ${most}`;
}

/** "about 52 h on one core, 26 h on 2". */
function waitText(rows: readonly PlanRow[]): string {
  const cores = availableParallelism();
  const [alone, together] = [1, cores].map((workers) => durationText(elapsedSeconds(rows, workers)));
  return `about ${alone} on one core${together === alone ? '' : `, ${together} on ${cores}`}`;
}

export function planTable(rows: readonly PlanRow[]): string {
  const widest = Math.max(0, ...rows.map(({ experiment }) => experiment.slug.length));
  const lines = rows.flatMap((row) => {
    const { id, experiment, cell, state, epoch, reasons } = row;
    const shown = styleText(COLOURS[state], (state === 'partial' ? `partial @${epoch}` : state).padEnd(16));
    const cost = (isToDo(row) ? costText(row) : '').padEnd(28);
    const line = [experiment.slug.padEnd(widest), id, shown, cost, cellWords(cell)].join('  ').trimEnd();
    return state === 'incomplete' ? [line, ...reasons.map((reason) => `  ${reason}`)] : [line];
  });
  const toDo = rows.filter(isToDo);
  const rest = toDo.length > 0 ? `, ${toDo.length} to do, ${waitText(toDo)}` : '';
  const optional = toDo.filter(({ isDue }) => !isDue).length;
  const progress = optional > 0 ? `\n${optional} of these are of experiments in progress: run trains them, a build does not wait for them` : ''; // prettier-ignore
  const withdrawn = rows.filter(({ state }) => state === 'withdrawn').length;
  const incomplete = rows.filter(({ state }) => state === 'incomplete').length;
  const lacking = incomplete > 0 ? `, ${incomplete} more lack a result` : '';
  const gone = withdrawn > 0 ? `, ${withdrawn} withdrawn` : '';
  const stored = rows.filter(({ state }) => state === 'stored').length;
  return `${[...lines, '', `${stored} of ${rows.length} runs stored${lacking}${gone}${rest}${progress}`].join('\n')}\n`;
}
