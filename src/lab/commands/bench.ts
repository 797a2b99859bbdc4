/** `bench`: the speed of a training step and how near it is to what the machine can do. */
import { bench as measure } from '../bench.ts';
import { deviceOf, type Command } from './command.ts';

export const bench: Command = {
  usage: 'bench',
  options: ['device'],
  mostNames: 0,
  summary: "milliseconds per epoch of the p = 113 step, and how near the machine's ceiling",
  run: async ({ values }) => {
    const result = await measure(deviceOf(values.device));
    const lines = Object.entries(result).map(([key, value]) => `${key.padEnd(20)}${String(value)}`);
    process.stdout.write(`${values.json ? JSON.stringify(result) : lines.join('\n')}\n`);
    return 0;
  },
};
