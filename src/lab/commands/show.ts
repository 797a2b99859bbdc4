/** `list` and `show`: the stored runs. */
import { percentText } from '../reporting/words.ts';
import { toCompactJson, toJson } from '../store/json.ts';
import { tombstones } from '../store/ledger.ts';
import { RunStore } from '../store/store.ts';
import { outcomeOf, type Crossing } from '../training/summary.ts';
import { ledgerOf, pathsOf, usageError, type Command } from './command.ts';

const interval = (crossing: Crossing | null, epochs: number): string =>
  crossing ? `(${crossing.after ?? '–'}, ${crossing.at}]` : `not within ${epochs}`;

export const list: Command = {
  usage: 'list',
  options: ['out'],
  mostNames: 0,
  summary: 'every stored run with its outcome',
  run: async ({ values }) => {
    const records = [...(await new RunStore(pathsOf(values.out).store).records()).values()];
    if (values.json) {
      process.stdout.write(
        toCompactJson(records.map(({ id, spec, summary }) => ({ id, outcome: outcomeOf({ summary }), spec, summary }))),
      );
      return 0;
    }
    for (const { id, spec, summary } of records) {
      const outcome = outcomeOf({ summary });
      const { task, optimizer, model, seed } = spec;
      const what = `${task.operation} mod ${task.p}, ${percentText(task.fracTrain)}, ${model.nLayers} layer(s)`;
      const how = `wd ${optimizer.weightDecay}, lr ${optimizer.learningRate}, seed ${seed}`;
      process.stdout.write(
        `${id}  ${outcome.padEnd(17)}  t95 ${interval(summary.t95, summary.epochs)}  ${what}, ${how}\n`,
      );
    }
    process.stderr.write(
      `${records.length} runs; t95: test accuracy was first 95 % after the one epoch, by the other\n`,
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
