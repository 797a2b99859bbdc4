/** Proof that no entry ever left the ledger, from version control. */
import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';
import { asError } from '../errors.ts';
import { parseLedger, type Ledger, type LedgerEntry } from '../store/ledger.ts';
import type { Verdict } from './verify.ts';

/** Every committed version of the ledger against that of today; no verdict outside version control. */
export async function verifyLedgerHistory(ledger: Ledger, projectRoot: string): Promise<Verdict[]> {
  const path = relative(projectRoot, ledger.path);
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: projectRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 30,
    });
  let commits: string[];
  try {
    // --first-parent would miss entries that a branch had and its merge dropped.
    commits = git('log', '--full-history', '--diff-filter=AM', '--format=%H', '--', path).split('\n').filter(Boolean);
  } catch {
    return [];
  }
  const now = new Set((await ledger.entries()).map(textOf));
  const verdicts: Verdict[] = [];
  for (const commit of commits) {
    let before: LedgerEntry[];
    try {
      before = parseLedger(git('show', `${commit}:./${path}`), path);
    } catch (error) {
      verdicts.push(verdict('', false, `the ledger of commit ${commit.slice(0, 12)}: ${asError(error).message}`));
      continue;
    }
    for (const entry of before.filter((line) => !now.has(textOf(line)))) {
      verdicts.push(
        verdict(
          entry.run,
          false,
          `run ${entry.run}: an entry of commit ${commit.slice(0, 12)} is no longer in the ledger`,
        ),
      );
    }
  }
  if (verdicts.length === 0) {
    verdicts.push(verdict('', true, `append-only: ${now.size} entries, ${commits.length} committed versions`));
  }
  return verdicts;
}

const textOf = (entry: LedgerEntry): string => JSON.stringify(entry);

const verdict = (id: string, holds: boolean, finding: string): Verdict => ({ id, check: 'ledger', holds, finding });
