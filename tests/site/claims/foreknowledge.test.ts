/** Which runs had begun when a claim was stated, and whether write-ups say the truth about it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResults } from '../../../src/lab/store/results.ts';
import { begunBy, foreknowledge } from '../../../src/site/claims/foreknowledge.ts';
import { readClaims, type StatedClaim } from '../../../src/site/claims/stated.ts';

const begunAt = (startedAt: string): RunResults =>
  ({ record: { executions: [{ startedAt }] } }) as unknown as RunResults;

describe('a claim is stated', () => {
  test('after the runs that had begun by that minute, whether they had ended or not', () => {
    const runs = ['26T14:01:59', '26T14:02:00', '26T14:02:01', '27T00:00:00'].map((at) => begunAt(`2026-11-${at}Z`));
    expect(begunBy(new Date('2026-11-26T14:02Z'), runs)).toBe(2);
    expect(begunBy(new Date('2026-11-26T14:00Z'), runs)).toBe(0);
    expect(begunBy(new Date('2026-11-28T00:00Z'), runs)).toBe(4);
  });

  test.each([
    [0, 1, 'before its run'],
    [1, 1, 'after its run'],
    [0, 6, 'before any of its 6 runs'],
    [2, 6, 'after 2 of its 6 runs'],
    [6, 6, 'after all of its 6 runs'],
  ])('in words, of %i of %i', (begun, planned, words) => expect(foreknowledge({ begun, planned })).toBe(words));
});

describe('the claims of the write-ups', () => {
  /** An author writes down the minute before the commit is made. */
  const SLACK_MINUTES = 15;
  const git = (...rest: string[]): string => execFileSync('git', rest, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const conditionOf = ({ experiment, condition }: Pick<StatedClaim, 'experiment' | 'condition'>): string =>
    `experiment="${experiment}" holds="${condition}"`;

  const claims = readdirSync('content')
    .filter((name) => name.endsWith('.mdx'))
    .flatMap((name) => readClaims(join('content', name), readFileSync(join('content', name), 'utf8')));

  /** Condition → when a commit first had it. */
  function firstCommitted(): Map<string, Date> {
    const first = new Map<string, Date>();
    let time = new Date(NaN);
    for (const line of git('log', '--reverse', '--format=commit %aI', '-p', '-U0', '--', 'content').split('\n')) {
      if (line.startsWith('commit ')) time = new Date(line.slice('commit '.length));
      if (!line.startsWith('+')) continue;
      for (const [text] of line.matchAll(/experiment="[^"]*" holds="[^"]*"/g)) {
        if (!first.has(text)) first.set(text, time);
      }
    }
    return first;
  }

  const isWhole = git('rev-parse', '--is-shallow-repository').trim() === 'false';
  test.skipIf(!isWhole)(
    'were stated when they say: history has each condition from then on (a shallow clone has none)',
    () => {
      const first = firstCommitted();
      expect(claims.length).toBeGreaterThan(50);
      for (const claim of claims) {
        // What is not committed yet is stated now.
        const committed = first.get(conditionOf(claim)) ?? new Date();
        const early = (committed.getTime() - (claim.stated?.getTime() ?? 0)) / 60_000;
        expect(early, `${claim.where}: ${claim.id} is in the history since ${committed.toISOString()}`).toBeLessThan(
          SLACK_MINUTES,
        );
      }
    },
  );
});
