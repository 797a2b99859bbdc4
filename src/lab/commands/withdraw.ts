/** `withdraw`: takes a published run back. The ledger keeps its hashes and says why; its page becomes a tombstone. */
import { projectPaths } from '../pipeline/plan.ts';
import { tombstones } from '../store/ledger.ts';
import { RunCache } from '../store/cache.ts';
import { takeLock } from '../store/lock.ts';
import { RunStore } from '../store/store.ts';
import { ledgerOf, usageError, type Command } from './command.ts';

export const withdraw: Command = {
  needsCheckout: true,
  usage: 'withdraw <run> --reason <text>',
  options: ['reason', 'successor'],
  mostNames: 1,
  summary: 'takes a published run back: its page says why, the ledger keeps its hashes',
  run: async ({ names: [id = ''], values: { reason, successor } }) => {
    const paths = projectPaths(process.cwd());
    const store = new RunStore(paths.store);
    const ledger = ledgerOf(paths);
    const ids = await store.ids();
    const isWithdrawn = tombstones(await ledger.entries()).has(id);
    if (!ids.includes(id)) {
      if (isWithdrawn) throw usageError(`run ${id} is withdrawn already`);
      throw usageError(`no stored run "${id}"`, id, ids);
    }
    if (!isWithdrawn && !reason) throw usageError('withdraw needs --reason "…": readers of the page will see it');
    if (successor !== undefined && (successor === id || !ids.includes(successor)))
      throw usageError(`the successor "${successor}" is not another stored run`, successor, ids);
    const release = await takeLock(new RunCache(paths.cache, id).lockPath);
    if (!release) throw usageError(`another process works on run ${id}`);
    try {
      if (!isWithdrawn && reason) {
        // A damaged run can be withdrawn too: what the ledger has of it stays there.
        const record = await store.record(id).catch(() => null);
        if (record) await ledger.publish(record, new Date());
        await ledger.withdraw({ run: id, at: new Date().toISOString(), reason, successor: successor ?? null });
      }
      await store.remove(id);
    } finally {
      await release();
    }
    process.stdout.write(`Run ${id} is withdrawn: its files are gone, its page says why. Commit public/runs.\n`);
    return 0;
  },
};
