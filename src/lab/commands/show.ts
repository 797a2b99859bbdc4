/** `list` and `show`: the stored runs. */
import { loadExperiments } from '../pipeline/experiments.ts';
import { cellWords, countedText, percentText } from '../reporting/words.ts';
import { toCompactJson, toJson } from '../store/json.ts';
import { tombstones } from '../store/ledger.ts';
import { RunStore } from '../store/store.ts';
import { outcomeOf, type Crossing } from '../training/summary.ts';
import { choose, ledgerOf, pathsOf, usageError, type Command } from './command.ts';

const interval = (crossing: Crossing | null, epochs: number): string =>
  crossing ? `(${crossing.after ?? '–'}, ${crossing.at}]` : `not within ${epochs}`;

export const list: Command = {
  usage: 'list [experiment or run…]',
  options: ['out'],
  summary: 'every stored run, or those named, with its outcome',
  run: async ({ names, values }) => {
    const paths = pathsOf(values.out);
    const experiments = await loadExperiments(paths.root);
    const chosen = choose(experiments, names);
    const cells = experiments.flatMap(({ slug, runs }) => runs.map(({ id, cell }) => ({ id, slug, cell })));
    const wanted = cells.filter(({ id, slug }) => chosen.includes(slug) || chosen.includes(id));
    // A run that several experiments share is told under the first.
    const cellOf = new Map(wanted.toReversed().map((cell) => [cell.id, cell]));
    const stored = [...(await new RunStore(paths.store).records()).values()];
    const records = names.length === 0 ? stored : stored.filter(({ id }) => cellOf.has(id));
    if (values.json) {
      process.stdout.write(
        toCompactJson(records.map(({ id, spec, summary }) => ({ id, outcome: outcomeOf({ summary }), spec, summary }))),
      );
      return 0;
    }
    for (const { id, spec, summary } of records) {
      const outcome = outcomeOf({ summary });
      const { task, seed } = spec;
      const time = `t95 ${interval(summary.t95, summary.epochs)}`;
      const { slug, cell } = cellOf.get(id) ?? { slug: '(no experiment)', cell: { seed } };
      const what = `${task.operation} mod ${task.p}, ${percentText(task.fracTrain)}, ${cellWords(cell)}`;
      process.stdout.write(`${[id, outcome.padEnd(17), time.padEnd(22), slug, what].join('  ')}\n`);
    }
    process.stderr.write(
      `${countedText(records.length, 'run')}; t95: test accuracy was first 95 % after the one epoch, by the other\n`,
    );
    return 0;
  },
};

export const show: Command = {
  usage: 'show <run>',
  options: ['out'],
  mostNames: 1,
  summary: 'the record of one run, verified',
  run: async ({ names: [id = ''], values }) => {
    const paths = pathsOf(values.out);
    const store = new RunStore(paths.store);
    const run = await store.get(id);
    const tombstone = tombstones(await ledgerOf(paths).entries()).get(id);
    if (!run && tombstone) {
      const { at, reason, successor } = tombstone;
      const instead = successor === null ? '' : `; run ${successor} takes its place`;
      throw usageError(`run ${id} was withdrawn on ${at.slice(0, 10)}: ${reason}${instead}`);
    }
    if (id === '') throw usageError('show needs the id of a run; npm run lab -- list has them all');
    if (!run) {
      throw usageError(`no stored run has the id "${id}"; npm run lab -- list has them all`, id, await store.ids());
    }
    process.stdout.write(toJson(run.record));
    return 0;
  },
};
