/** All claims of all write-ups, judged on the stored results and held against what was acknowledged. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allRuns, allWithdrawals, projectRoot, resolve } from '../atlas.ts';
import { publishedWriteups } from '../writeups.ts';
import { requireAcknowledged, type TestedClaim } from './acknowledged.ts';
import { together } from './chance.ts';
import type { Judgement, Subject } from './claim.ts';
import { begunBy, beginningsOf } from './foreknowledge.ts';
import { judgeStatement } from './index.ts';
import { idTaken, readClaims, type StatedClaim } from './stated.ts';

/**
 * In the order of the write-ups and of their text.
 * @throws WriteupError for claims that cannot be judged; in a build also for every one whose verdict is not the
 * acknowledged one. While developing, pages say so instead.
 */
export const allClaims = (): Promise<TestedClaim[]> => (import.meta.env.DEV ? judgeAll() : (judged ??= judgeAll()));

/** A build asks once for each claim; nothing that it reads changes meanwhile. */
let judged: Promise<TestedClaim[]> | undefined;

async function judgeAll(): Promise<TestedClaim[]> {
  const [runs, withdrawals] = await Promise.all([allRuns(), allWithdrawals()]);
  const known = { beginnings: beginningsOf(runs), isWithdrawn: (id: string): boolean => withdrawals.has(id) };
  const ofWriteups = await Promise.all(
    (await publishedWriteups()).map(async ({ id, data: { title }, filePath }) => {
      const file = filePath ?? `content/${id}.mdx`;
      const stated = readClaims(file, await readFile(join(projectRoot, file), 'utf8'));
      return Promise.all(
        stated.map(async (claim): Promise<Omit<TestedClaim, 'isOnlyAlone'>> => {
          const judgement = await judge(claim);
          const begun = claim.stated && begunBy(claim.stated, judgement.about, known);
          return { ...claim, writeup: { id, title }, judgement, begun };
        }),
      );
    }),
  );
  const all = ofWriteups.flat();
  const onlyAlone = new Set(together(all).onlyAlone);
  const claims = all.map((claim): TestedClaim => ({ ...claim, isOnlyAlone: onlyAlone.has(claim) }));
  claims.forEach(({ id, where }, i) => {
    const first = claims.slice(0, i).find((claim) => claim.id === id);
    if (first) throw idTaken(id, where, first.where);
  });
  if (!import.meta.env.DEV) requireAcknowledged(claims);
  return claims;
}

async function judge({ condition, experiment, where }: StatedClaim): Promise<Judgement> {
  const { runs, experiment: found } = await resolve({ experiment }, where);
  const subjects = (found?.runs ?? []).map((planned): Subject => {
    return { planned, run: runs.find(({ record }) => record.id === planned.id) ?? null };
  });
  return judgeStatement(condition, subjects, where);
}
