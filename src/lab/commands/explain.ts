/** `explain`: what would rerun, and the first thing in each spec that no stored run has. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lineOf, lineOfAxis } from '../pipeline/definitionErrors.ts';
import { isToDo, type PlanRow } from '../pipeline/plan.ts';
import { durationText } from '../reporting/words.ts';
import { explainRun, type Difference } from '../pipeline/explain.ts';
import { planOf, type Command } from './command.ts';

export const explain: Command = {
  usage: 'explain [experiment or run…]',
  options: [],
  summary: 'what would be trained, and what its spec has that no stored one has',
  run: async ({ names, values }) => {
    const { rows, paths, records } = await planOf(names);
    const explanations = rows.map((row) => ({ row, ...explainRun(row, records.values()) }));
    if (values.json) {
      const plain = explanations.map(({ row: { experiment, state, reasons }, ...rest }) => ({
        experiment: experiment.slug,
        state,
        reasons,
        ...rest,
      }));
      process.stdout.write(`${JSON.stringify(plain)}\n`);
      return 0;
    }
    for (const { row, nearest, differences } of explanations) {
      process.stdout.write(`${row.experiment.slug} ${row.id} ${row.state}\n`);
      for (const reason of row.reasons) process.stdout.write(`  ${reason}\n`);
      const { file } = row.experiment;
      const source = await readFile(join(paths.root, file), 'utf8');
      if (differences.length > 0) process.stdout.write(`  nearest stored run: ${nearest ?? 'none'}\n`);
      for (const difference of differences) process.stdout.write(`  ${describe(difference, row, source)}\n`);
      if (row.state === 'stored') process.stdout.write('  all that is wanted of it is there\n');
      if (isToDo(row)) process.stdout.write(`  → ${consequence(row)}\n`);
    }
    return 0;
  },
};

/** Which of the three levels are computed again. */
function consequence({ missing, isTrained, wanted, forecastSeconds }: PlanRow): string {
  const names = missing?.measures ?? wanted.measures;
  const steps = [
    isTrained ? `trains it (about ${durationText(forecastSeconds)})` : 'trains nothing',
    ...(names.length > 0 ? [`measures ${names.join(', ')}`] : []),
    'draws what shows them',
  ];
  return steps.join('; ');
}

function describe({ path, stored, wanted }: Difference, { cell, experiment }: PlanRow, source: string): string {
  const line = lineOfAxis(source, path, Object.keys(cell)) ?? lineOf(source, path);
  const where = line === null ? '' : `  (${experiment.file}:${line})`;
  return `${path}: ${JSON.stringify(stored)} → ${JSON.stringify(wanted)}${where}`;
}
