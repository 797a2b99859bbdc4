/** Runs that were taken back, as the ledger tells of them. Their addresses stay; their results are gone. */
import { tombstones, type LedgerEntry, type Tombstone } from '../lab/store/ledger.ts';

export interface Withdrawal extends Tombstone {
  /** When the run was first published; null where the ledger does not know. */
  readonly publishedAt: string | null;
  /** All that was ever published of it: path below the run's folder → SHA-256. */
  readonly files: Readonly<Record<string, string>>;
}

/** By run. */
export function withdrawalsOf(entries: readonly LedgerEntry[]): Map<string, Withdrawal> {
  const published = entries.filter((entry) => entry.event === 'published');
  return new Map(
    [...tombstones(entries)].map(([run, tombstone]) => {
      const own = published.filter((entry) => entry.run === run);
      const files = Object.assign({}, ...own.map((entry) => entry.files).reverse()) as Withdrawal['files'];
      return [run, { ...tombstone, publishedAt: own[0]?.at ?? null, files }];
    }),
  );
}
