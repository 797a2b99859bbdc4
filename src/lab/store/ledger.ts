/**
 * public/runs/ledger.json: every file that was ever published, with its SHA-256. Append-only: a run that must not be
 * relied on is withdrawn by a further entry (a tombstone), never taken out.
 *
 * One entry a line, each after the first behind its comma, so that two branches that both append merge line by line
 * (.gitattributes: merge=union).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { asError, LabError, systemCode } from '../errors.ts';
import { writeAtomically } from './files.ts';
import { RUN_ID } from './key.ts';
import { takeLock } from './lock.ts';
import type { RunRecord } from './record.ts';

const run = z.string().regex(RUN_ID);
const time = z.iso.datetime();

const published = z.strictObject({
  event: z.literal('published'),
  run,
  at: time,
  /** Path below the run's folder → SHA-256, hex: what the run has now and did not have at its entry before. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

const withdrawn = z.strictObject({
  event: z.literal('withdrawn'),
  run,
  at: time,
  /** Why the run must not be relied on, for readers of its page. */
  reason: z.string().min(1),
  /** The run that takes its place, if there is one. */
  successor: run.nullable(),
});

const entry = z.discriminatedUnion('event', [published, withdrawn]);
const ledgerSchema = z.strictObject({ schema: z.literal(1), entries: z.array(entry) });

export type LedgerEntry = z.output<typeof entry>;
export type Tombstone = z.output<typeof withdrawn>;

export class Ledger {
  readonly path: string;
  readonly lockPath: string;

  /** @param storeRoot the project's public/runs @param cacheRoot where locks are kept, the project's .cache/lab */
  constructor(storeRoot: string, cacheRoot: string) {
    this.path = join(storeRoot, 'ledger.json');
    this.lockPath = join(cacheRoot, 'locks', 'ledger');
  }

  /** All entries, oldest first; none where there is no ledger yet. @throws LabError (exit 3) where it cannot be read. */
  async entries(): Promise<LedgerEntry[]> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    });
    return text === null ? [] : parseLedger(text, this.path);
  }

  /** Enters those files of a run that are not in the ledger yet. */
  async publish({ id, files, records }: RunRecord, now: Date): Promise<void> {
    await this.#append((entries) => {
      const known = publishedFiles(entries).get(id) ?? {};
      const fresh = Object.entries({ ...records, ...files }).filter(([path]) => !(path in known));
      if (fresh.length === 0) return [];
      return [{ event: 'published', run: id, at: now.toISOString(), files: Object.fromEntries(fresh) }];
    });
  }

  async withdraw(tombstone: Omit<Tombstone, 'event'>): Promise<void> {
    await this.#append(() => [{ event: 'withdrawn', ...tombstone }]);
  }

  async #append(fresh: (entries: readonly LedgerEntry[]) => LedgerEntry[]): Promise<void> {
    const release = await this.#waitForLock();
    try {
      const entries = await this.entries();
      const added = fresh(entries);
      if (added.length > 0) await writeAtomically(this.path, ledgerText([...entries, ...added]));
    } finally {
      await release();
    }
  }

  /** Another thread or process holds it for milliseconds. */
  async #waitForLock(): Promise<() => Promise<void>> {
    const giveUp = Date.now() + LOCK_PATIENCE_MS;
    for (;;) {
      const release = await takeLock(this.lockPath);
      if (release) return release;
      if (Date.now() > giveUp) {
        throw new LabError(
          'LedgerLocked',
          `another process has held ${this.lockPath} for ${LOCK_PATIENCE_MS / 1000} s`,
          {
            hint: 'The runs are stored; the next run or build enters them in the ledger.',
          },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const LOCK_PATIENCE_MS = 30_000;

/** @throws LabError (exit 3) where the text is not a ledger. */
export function parseLedger(text: string, path: string): LedgerEntry[] {
  try {
    return ledgerSchema.parse(JSON.parse(text)).entries;
  } catch (error) {
    throw new LabError('LedgerDamaged', `${path} is not a ledger: ${asError(error).message}`, {
      hint: 'Restore it from version control.',
      exitCode: 3,
      cause: error,
    });
  }
}

export const ledgerText = (entries: readonly LedgerEntry[]): string =>
  `{"schema":1,"entries":[\n${entries.map((line) => JSON.stringify(line)).join('\n,')}\n]}\n`;

/** Every published file of every run: run → path → SHA-256. The first entry of a path counts. */
export function publishedFiles(entries: readonly LedgerEntry[]): Map<string, Record<string, string>> {
  const byRun = new Map<string, Record<string, string>>();
  for (const line of entries) {
    if (line.event === 'published') byRun.set(line.run, { ...line.files, ...byRun.get(line.run) });
  }
  return byRun;
}

/** Tombstones by run. */
export const tombstones = (entries: readonly LedgerEntry[]): Map<string, Tombstone> =>
  new Map(entries.filter((line) => line.event === 'withdrawn').map((line) => [line.run, line]));

export interface LedgerComplaint {
  readonly run: string;
  readonly finding: string;
  /** The run is whole but not entered: entering it mends that. */
  readonly isUnlisted: boolean;
}

/** What differs between the ledger and the records of the stored runs; hashes of files are not checked here. */
export function compareWithLedger(
  entries: readonly LedgerEntry[],
  records: ReadonlyMap<string, RunRecord>,
): LedgerComplaint[] {
  const complaints: LedgerComplaint[] = [];
  const complain = (id: string, finding: string, isUnlisted = false): void =>
    void complaints.push({ run: id, finding: `run ${id}: ${finding}`, isUnlisted });
  const gone = tombstones(entries);
  const listed = publishedFiles(entries);
  for (const [id, files] of listed) {
    const record = records.get(id);
    if (gone.has(id)) {
      if (record)
        complain(
          id,
          `withdrawn in the ledger, but its folder is still there (npm run lab -- withdraw ${id} finishes that)`,
        );
    } else if (!record) complain(id, 'in the ledger, but not stored');
    else {
      const present: Readonly<Record<string, string>> = { ...record.files, ...record.records };
      for (const [path, hash] of Object.entries(files)) {
        if (!(path in present)) complain(id, `${path} is in the ledger, but gone`);
        else if (present[path] !== hash) complain(id, `${path} is not the one that was published`);
      }
    }
  }
  for (const [id, { files, records: own }] of records) {
    const known = listed.get(id) ?? {};
    const fresh = Object.keys({ ...own, ...files }).filter((path) => !(path in known));
    if (fresh.length > 0 && !gone.has(id)) complain(id, `${fresh.join(', ')}: not in the ledger`, true);
  }
  return complaints;
}
