/** `import`: takes over what another machine trained, run by run, after checking it. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { loadExperiments } from '../pipeline/experiments.ts';
import { importRun, type ImportVerdict } from '../pipeline/importRun.ts';
import { countedText } from '../reporting/words.ts';
import { RunCache } from '../store/cache.ts';
import { RUN_ID } from '../store/key.ts';
import { tombstones } from '../store/ledger.ts';
import { RunStore } from '../store/store.ts';
import { ledgerOf, pathsOf, usageError, wholeNumberOf, type Command } from './command.ts';

/** Some run was refused. */
const EXIT_CODE = 3;

/** About a second of training at p = 113. */
const REPLAY_EPOCHS = 20;

export const importRuns: Command = {
  needsCheckout: true,
  usage: 'import <folder>',
  options: ['replay', 'force'],
  summary: 'takes over what a bundle trained, from its --out folder, once each run is checked',
  run: async ({ names: [folder, ...others], values }) => {
    if (folder === undefined || others.length > 0) throw usageError('import needs one folder: the --out of a run');
    if (!existsSync(join(folder, 'runs')) && !existsSync(join(folder, 'cache')))
      throw usageError(`"${folder}" holds no results: it has no folder runs`);
    const paths = pathsOf();
    const from = new RunStore(join(folder, 'runs'));
    const ledger = ledgerOf(paths);
    const experiments = await loadExperiments(paths.root);
    const options = {
      from,
      to: new RunStore(paths.store),
      ledger,
      cacheRoot: paths.cache,
      known: new Set(experiments.flatMap(({ runs }) => runs.map(({ id }) => id))),
      withdrawn: new Set(tombstones(await ledger.entries()).keys()),
      replayEpochs: values.replay === undefined ? REPLAY_EPOCHS : wholeNumberOf(values.replay, '--replay'),
      force: values.force,
      now: () => new Date(),
    };
    const verdicts: ImportVerdict[] = [];
    for (const id of await from.ids()) {
      const verdict = await importRun(id, options);
      verdicts.push(verdict);
      if (!values.json) process.stdout.write(verdictLine(verdict));
    }
    if (values.json) process.stdout.write(`${JSON.stringify(verdicts)}\n`);
    const refused = verdicts.filter(({ outcome }) => outcome === 'refused').length;
    process.stderr.write(`${countedText(verdicts.length, 'run')}, ${refused} refused\n`);
    await tellUnfinished(folder, new Set(verdicts.map(({ id }) => id)));
    return refused > 0 ? EXIT_CODE : 0;
  },
};

function verdictLine({ id, outcome, finding }: ImportVerdict): string {
  const word = outcome === 'refused' ? styleText('red', 'REFUSED') : styleText('green', 'ok     ');
  return `${word} ${id} ${outcome === 'refused' ? '' : `${outcome}: `}${finding.replaceAll(/\s+/g, ' ')}\n`;
}

/** Unfinished runs stay where they are: their checkpoints are of use only on the device that made them. */
async function tellUnfinished(folder: string, finished: ReadonlySet<string>): Promise<void> {
  const cache = join(folder, 'cache');
  const ids = (await readdir(join(cache, 'runs')).catch(() => [])).filter((name) => RUN_ID.test(name));
  const states = await Promise.all(
    ids.map(async (id) => ({ id, epoch: (await new RunCache(cache, id).saved())?.epoch ?? null })),
  );
  const unfinished = states.filter(({ id, epoch }) => epoch !== null && !finished.has(id));
  if (unfinished.length === 0) return;
  const list = unfinished.map(({ id, epoch }) => `${id} at epoch ${epoch}`).join(', ');
  process.stderr.write(
    `Not imported, unfinished: ${list}. They go on where they were: take the folder back and give it to --out again.\n`,
  );
}
