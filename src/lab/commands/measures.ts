/** `measures`: what a definition can ask for. */
import { measureCatalogue, MEASURE_NAMES } from '../measures/catalogue.ts';
import { toCompactJson } from '../store/json.ts';
import type { Command } from './command.ts';

export const measures: Command = {
  usage: 'measures',
  options: [],
  mostNames: 0,
  summary: 'what a definition can ask for under measures, and what each tells',
  run: ({ values }) => {
    const all = MEASURE_NAMES.map((name) => ({ name, ...measureCatalogue[name] }));
    const width = Math.max(...MEASURE_NAMES.map((name) => name.length));
    const lines = all.map(({ name, reads, what }) => `${name.padEnd(width)}  ${reads.padEnd(13)}  ${what}\n`);
    const told = all.map(({ name, version, reads, what }) => ({ name, version, reads, what }));
    process.stdout.write(values.json ? toCompactJson(told) : lines.join(''));
    return Promise.resolve(0);
  },
};
