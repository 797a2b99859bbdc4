/** `replicate`: carries stored runs out once more and grades the agreement. */
import { toReplicate } from '../pipeline/plan.ts';
import { decodeCurve } from '../store/curve.ts';
import { toCompactJson } from '../store/json.ts';
import { agreement, type Agreement } from '../store/grade.ts';
import { RunStore } from '../store/store.ts';
import { deviceOf, planOf, usageError, type Command } from './command.ts';
import { carryOutRows } from './run.ts';

export const replicate: Command = {
  usage: 'replicate <run>…',
  options: ['budget', 'workers', 'device'],
  summary: 'carries stored runs out once more, here, and grades how far the results agree',
  run: async (call) => {
    const { names, values } = call;
    const ids = [...new Set(names)];
    const { rows: all, paths, speed } = await planOf([], deviceOf(values.device));
    const stored = all.filter(({ state }) => state === 'stored' || state === 'incomplete');
    if (ids.length === 0) throw usageError('replicate needs the ids of stored runs');
    const rows = ids.map((id) => {
      const row = stored.find((candidate) => candidate.id === id);
      const known = stored.map((candidate) => candidate.id);
      if (!row) throw usageError(`no experiment has a stored run "${id}"`, id, known);
      return row;
    });
    const again = await Promise.all(rows.map((row) => toReplicate(row, paths, speed)));
    const code = await carryOutRows(again, paths, call, { command: 'replicate' });
    const store = new RunStore(paths.store);
    for (const id of ids) {
      for (const { n, ...grade } of await gradesOf(store, id)) {
        if (values.json) process.stdout.write(toCompactJson({ event: 'graded', run: id, execution: n, ...grade }));
        else process.stdout.write(`${id} execution ${n}: ${agreementText(grade)}\n`);
      }
    }
    return code;
  },
};

async function gradesOf(store: RunStore, id: string): Promise<(Agreement & { n: number })[]> {
  const published = await store.get(id);
  if (!published) return [];
  const { record, rows } = published;
  return Promise.all(
    record.replications.map(async ({ n, summary, curve }) => {
      const replicated = decodeCurve(new TextDecoder().decode(await store.read(record, curve)));
      return { n, ...agreement({ rows, summary: record.summary }, { rows: replicated, summary }) };
    }),
  );
}

function agreementText({ grade, worst, t95Ratio }: Agreement): string {
  const t95 =
    t95Ratio === null ? '' : `, t95 ${t95Ratio >= 1 ? '+' : '−'}${Math.abs(100 * (t95Ratio - 1)).toFixed(1)} %`;
  return grade === 'bit-identical' ? grade : `${grade} (largest difference ${worst.toExponential(1)}${t95})`;
}
