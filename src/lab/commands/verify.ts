/** `verify`: re-hashes the store, compares it with the ledger; with --replay, retrains the first epochs of a run of each experiment. */
import { styleText } from 'node:util';
import { loadExperiments } from '../pipeline/experiments.ts';
import { verifyLedgerHistory } from '../pipeline/ledgerHistory.ts';
import { verifyReplay, verifyStore } from '../pipeline/verify.ts';
import { countedText } from '../reporting/words.ts';
import { RunStore } from '../store/store.ts';
import { deviceOf, ledgerOf, pathsOf, wholeNumberOf, type Command } from './command.ts';

/** The store does not verify. */
const EXIT_CODE = 3;

export const verify: Command = {
  usage: 'verify [--replay <n>]',
  options: ['replay', 'out', 'device'],
  mostNames: 0,
  summary: 're-hashes the store; retrains the first n epochs of a run of each experiment and compares',
  run: async ({ values }) => {
    const paths = pathsOf(values.out);
    const store = new RunStore(paths.store);
    const verdicts = await verifyStore(store, ledgerOf(paths));
    verdicts.push(...(await verifyLedgerHistory(ledgerOf(paths), paths.root)));
    if (values.replay !== undefined) {
      const epochs = wholeNumberOf(values.replay, '--replay');
      const experiments = await loadExperiments(paths.root);
      verdicts.push(...(await verifyReplay(store, experiments, { epochs, device: deviceOf(values.device) })));
    }
    const failures = verdicts.filter(({ holds }) => !holds);
    if (values.json) process.stdout.write(`${JSON.stringify(verdicts)}\n`);
    for (const { id, check, holds, finding } of values.json ? [] : verdicts) {
      const word = holds ? styleText('green', 'ok    ') : styleText('red', 'FAILED');
      process.stdout.write(`${word} ${id.padEnd(12)} ${check.padEnd(7)} ${finding}\n`);
    }
    const runs = new Set(verdicts.flatMap(({ id }) => id || [])).size;
    process.stderr.write(
      `${countedText(runs, 'run')}, ${countedText(verdicts.length, 'check')}, ${failures.length} failed\n`,
    );
    if (failures.length > 0)
      process.stderr.write('What was published is in version control: git checkout -- public/runs restores it.\n');
    return failures.length > 0 ? EXIT_CODE : 0;
  },
};
