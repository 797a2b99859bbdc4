/** Which runs had begun when a claim was stated, and that no claim says it was stated before it was. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunSpec } from '../../../src/lab/spec.ts';
import type { RunResults } from '../../../src/lab/store/results.ts';
import { begunBy, beginningsOf, foreknowledge } from '../../../src/site/claims/foreknowledge.ts';
import { readClaims } from '../../../src/site/claims/stated.ts';
import { experiment, judge } from './runs.ts';

describe('a claim is stated', () => {
  const subjects = experiment([{}, {}, {}, {}]);
  const specs = subjects.map(({ planned }) => planned.spec);
  const carriedOut = (spec: RunSpec | undefined, ...times: string[]): RunResults =>
    ({ record: { spec, executions: times.map((startedAt) => ({ startedAt })) } }) as unknown as RunResults;
  const known = (runs: readonly RunResults[], withdrawn: readonly string[] = []): Parameters<typeof begunBy>[2] => ({
    beginnings: beginningsOf(runs),
    isWithdrawn: (id) => withdrawn.includes(id),
  });
  const stated = new Date('2026-11-26T14:02Z');

  test('when runs had begun that began in that minute or before, stored by now', () => {
    const [first, second, third] = specs;
    const runs = [
      carriedOut(first, '2026-11-26T14:01:59Z'),
      carriedOut(second, '2026-11-26T14:02:59Z'),
      carriedOut(third, '2026-11-26T14:03:00Z'),
    ];
    expect(begunBy(stated, subjects, known(runs))).toBe(2);
    expect(begunBy(new Date('2026-11-26T14:00Z'), subjects, known(runs))).toBe(0);
    expect(begunBy(new Date('2026-11-28T00:00Z'), subjects, known(runs))).toBe(3);
  });

  test('when a run had begun, however often it was carried out later', () => {
    const twice = carriedOut(specs[0], '2026-11-26T13:00:00Z', '2026-11-30T13:00:00Z');
    expect(begunBy(stated, subjects, known([twice]))).toBe(1);
  });

  test('when the same training had begun, only followed for shorter or longer; not another', () => {
    const [first, second] = specs as [RunSpec, RunSpec];
    const longer = carriedOut({ ...first, epochs: 100, stop: null }, '2026-11-26T13:00:00Z');
    const wider = carriedOut({ ...second, model: { ...second.model, dMlp: 64 } }, '2026-11-26T13:00:00Z');
    expect(begunBy(stated, subjects, known([longer, wider]))).toBe(1);
  });

  test('when a run had begun that was withdrawn', () => {
    expect(begunBy(stated, subjects, known([], ['run2', 'elsewhere']))).toBe(1);
  });

  test('about runs that its verdict does not rest on yet, too', () => {
    const cells = [null, { name: 'probe@1', stencil: '0' }].map((regularizer) => ({ cell: { regularizer } }));
    const text = 'speed-up of t99 from regularizer=nothing to regularizer={0} > 1';
    const [base, variant] = cells as [(typeof cells)[number], (typeof cells)[number]];
    const judgement = judge(text, [base, { ...variant, isMissing: true }]);
    expect(judgement.runs).toEqual([]);
    const spec = judgement.about[0]?.planned.spec;
    expect(begunBy(stated, judgement.about, known([carriedOut(spec, '2026-11-26T13:00:00Z')]))).toBe(1);
  });

  test.each([
    [0, 1, 'before its run had begun'],
    [1, 1, 'when its run had begun'],
    [0, 6, 'before any of its 6 runs had begun'],
    [2, 6, 'when 2 of its 6 runs had begun'],
    [6, 6, 'when all of its 6 runs had begun'],
  ])('in words, of %i of %i', (begun, about, words) => expect(foreknowledge({ begun, about })).toBe(words));
});

/** The history, or null where there is none: no repository, or only its last commits. */
function historyOf(...folders: string[]): string | null {
  const git = (...rest: string[]): string =>
    execFileSync('git', rest, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    if (git('rev-parse', '--is-shallow-repository').trim() !== 'false') return null;
    // Whole files, not only what changed in them: a claim may stand on several lines.
    return git('log', '--reverse', '--no-renames', '--format=commit %aI', '-p', '-U1000000', '--', ...folders);
  } catch {
    return null;
  }
}

/** "experiment: condition" of every claim in a text, however it is written. */
const conditionsIn = (text: string): string[] =>
  [...text.matchAll(/<Claim\b((?:\s+[\w-]+="[^"]*")*)\s*>/g)].map(([, attributes = '']) => {
    const given = new Map([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    return `${given.get('experiment')}: ${given.get('holds')}`;
  });

/** Condition → when the first commit that has it was made. */
function firstCommitted(history: string): Map<string, Date> {
  const first = new Map<string, Date>();
  for (const commit of history.split(/^commit /m).slice(1)) {
    const time = new Date(commit.slice(0, commit.indexOf('\n')));
    const after = commit
      .split('\n')
      .filter((line) => /^[+ ]/.test(line))
      .map((line) => line.slice(1))
      .join('\n');
    for (const condition of conditionsIn(after)) if (!first.has(condition)) first.set(condition, time);
  }
  return first;
}

describe('the claims of the write-ups', () => {
  /** From the minute that an author writes down to the commit: time to build, and to look. */
  const SLACK_MINUTES = 15;
  const history = historyOf('content');

  test.skipIf(history === null)('say no time before they were stated (skipped without the whole history)', () => {
    const first = firstCommitted(history ?? '');
    const claims = readdirSync('content')
      .filter((name) => name.endsWith('.mdx'))
      .flatMap((name) => readClaims(join('content', name), readFileSync(join('content', name), 'utf8')));
    // What is not committed yet has no time to be held against.
    const committed = claims.flatMap((claim) => {
      const time = first.get(`${claim.experiment}: ${claim.condition}`);
      return time && claim.stated
        ? [{ ...claim, early: (time.getTime() - claim.stated.getTime()) / 60_000, time }]
        : [];
    });
    expect(committed.length).toBeGreaterThan(50);
    for (const { id, where, early, time } of committed) {
      const commit = `the first commit that has its condition is of ${time.toISOString()}`;
      const remedy = `at most ${SLACK_MINUTES} minutes may lie between: write the minute of that commit`;
      expect(early, `${where}: "${id}" is stated too early; ${commit}, and ${remedy}`).toBeLessThan(SLACK_MINUTES);
    }
  });
});
