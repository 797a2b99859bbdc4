/** `plan`: every run with its state and forecast; trains nothing. */
import { styleText } from 'node:util';
import type { PlanRow } from '../pipeline/plan.ts';
import type { Speed } from '../pipeline/forecast.ts';
import { deviceOf, durationText, planOf, shardOf, type Command } from './command.ts';

export const plan: Command = {
  usage: 'plan [experiment…]',
  summary: 'every run with its state and forecast; trains nothing',
  run: async ({ names, values }) => {
    const { rows: all, speed, pastError } = await planOf(names, deviceOf(values.device));
    const rows = shardOf(all, values.shard);
    if (values.json) process.stdout.write(`${JSON.stringify(rows.map(toJsonRow))}\n`);
    else process.stdout.write(`${planTable(rows)}${basisOf(speed, pastError)}`);
    return 0;
  },
};

/** Where the forecast comes from, and how far it was off before. */
function basisOf({ gflops, from }: Speed, pastError: number | null): string {
  const miss = pastError === null ? '' : `; it missed past runs by at most a factor of ${pastError.toFixed(2)}`;
  return `Forecast from ${gflops.toPrecision(3)} GFLOP/s (${from})${miss}.\n`;
}

const toJsonRow = ({ experiment, ...row }: PlanRow): unknown => ({ ...row, experiment: experiment.slug });

const COLOURS = { stored: 'green', partial: 'yellow', missing: 'red' } as const satisfies Record<
  PlanRow['state'],
  string
>;

export function planTable(rows: readonly PlanRow[]): string {
  const widest = Math.max(0, ...rows.map(({ experiment }) => experiment.slug.length));
  const lines = rows.map(({ id, experiment, cell, state, epoch, forecastSeconds }) => {
    const values = Object.entries(cell).map(([path, value]) => `${path.split('.').at(-1)}=${String(value)}`);
    const shown = (state === 'partial' ? `partial @${epoch}` : state).padEnd(16);
    const cost = (state === 'stored' ? '' : `about ${durationText(forecastSeconds)}`).padEnd(14);
    return [experiment.slug.padEnd(widest), id, styleText(COLOURS[state], shown), cost, values.join(' ')].join('  ');
  });
  const missing = rows.filter(({ state }) => state !== 'stored');
  const seconds = missing.reduce((sum, row) => sum + row.forecastSeconds, 0);
  const rest = missing.length > 0 ? `, ${missing.length} to do, about ${durationText(seconds)} on one core` : '';
  return `${[...lines, '', `${rows.length - missing.length} of ${rows.length} runs stored${rest}`].join('\n')}\n`;
}
