/** Claims as write-ups state them, and verdicts that nobody has acknowledged. */
import { describe, expect, test } from 'vitest';
import { complaintOf, evidence, requireAcknowledged, type TestedClaim } from '../../../src/site/claims/acknowledged.ts';
import type { Verdict } from '../../../src/site/claims/claim.ts';
import { readClaims } from '../../../src/site/claims/stated.ts';
import { judge, seeds, WHERE, type Sketch } from './runs.ts';

const N = '\u202f';

describe('claims in a write-up', () => {
  const tag = (attributes: string, words = 'every seed waits'): string => `<Claim ${attributes}>${words}</Claim>`;
  const whole =
    'id="waits" experiment="nanda-baseline" holds="all t95.at > 1500" expect="holds" stated="2026-11-26T14:02Z"';

  test('are read with their line and their words, code aside', () => {
    const source = `---\nx: y\n---\n\`<Claim id="code">\`\nIt is so: ${tag(whole, 'every seed\nwaits 1&#8239;500 epochs')}.`;
    expect(readClaims('content/x.mdx', source)).toEqual([
      {
        id: 'waits',
        experiment: 'nanda-baseline',
        condition: 'all t95.at > 1500',
        expected: 'holds',
        stated: new Date('2026-11-26T14:02:00Z'),
        text: `every seed waits 1${N}500 epochs`,
        where: 'content/x.mdx:5',
      },
    ]);
  });

  test.each([
    [tag(whole.replace('holds"', 'hold"')), 'there is no verdict "hold". Did you mean "holds"?'],
    [tag(whole.replace('expect', 'expects')), 'there is no attribute of a claim "expects". Did you mean "expect"?'],
    [tag('id="waits" holds="x"'), 'the claim has no experiment'],
    [tag(whole.replace('T14:02Z', '')), 'stated="2026-11-26" is no time'],
    [tag(whole.replace('T14:02Z', 'T14:02')), 'stated="2026-11-26T14:02" is no time'],
    [tag(whole.replace('-26T', '-36T')), 'stated="2026-11-36T14:02Z" is no time'],
    [tag(whole.replace('2026-', '2126-')), 'stated="2126-11-26T14:02Z" is still to come'],
    [tag(whole.replace('"waits"', '"Waits"')), '"Waits" is no id for a claim'],
    [tag(whole, 'every <em>seed</em>'), 'the words of the claim have "<" in them'],
    [tag(whole, ' '), 'the claim has no words'],
    [`<Claim ${whole} />`, 'this claim cannot be read'],
    [`${tag(whole)}${tag(whole)}`, 'the claim "waits" is stated already, at content/x.mdx:1'],
  ])('%s is refused', (source, complaint) => {
    expect(() => readClaims('content/x.mdx', source)).toThrow(`content/x.mdx:1: ${complaint}`);
  });

  const tested = (expected: Verdict | null, sketches: readonly Sketch[], begun: number | null = 0): TestedClaim => ({
    id: 'waits',
    isOnlyAlone: false,
    experiment: 'x',
    condition: 'all t95.at < 8000',
    text: 'every seed waits',
    where: WHERE,
    writeup: { id: 'x', title: 'X' },
    expected,
    stated: begun === null ? null : new Date('2026-11-26T14:02:00Z'),
    begun,
    judgement: judge('all t95.at < 8000', sketches),
  });

  test('stop the build together where their verdicts are not the acknowledged ones', () => {
    const turned = tested('holds', seeds);
    expect(complaintOf(turned)).toBe(
      `${WHERE}: claim "waits" does not hold; it was acknowledged as "holds". Found: 3 of 4, 4${N}790–8${N}130. ` +
        `Claimed: <\u00a08${N}000 in all. Missed by at least 121 epochs; 4 of 4 runs. ` +
        'To acknowledge: instead of expect="holds" write expect="fails" in its tag.',
    );
    const fresh = tested(null, seeds.slice(0, 2));
    expect(complaintOf(fresh)).toContain('no verdict of it was acknowledged yet');
    expect(complaintOf(fresh)).toContain('To acknowledge: add expect="holds" in its tag.');
    expect(() => requireAcknowledged([turned, fresh])).toThrow(`${complaintOf(turned)}\n${complaintOf(fresh)}`);
  });

  test('stop it where they do not say when they were stated, and say the edit', () => {
    expect(complaintOf(tested('fails', seeds, null))).toMatch(
      /^[^ ]+: claim "waits" does not say when it was stated\. If that is now: add stated="\d{4}-\d\d-\d\dT\d\d:\d\dZ" in its tag\./,
    );
    const both = complaintOf(tested('holds', seeds, null));
    expect(both).toContain('claim "waits" does not hold; it was acknowledged');
    expect(both).toContain('It does not say when it was stated');
  });

  test('do not where a failure is the acknowledged verdict', () => {
    expect(() =>
      requireAcknowledged([tested('fails', seeds), tested('incomplete', [{ isMissing: true }])]),
    ).not.toThrow();
  });

  test('tell what an open verdict hangs on', () => {
    expect(evidence(judge('all t95.at < 8125', seeds))).toContain(
      'True at one end of what is known and false at the other',
    );
  });
});
