/** Claims in the built site, and builds that a claim stops. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIST } from '../browser.ts';
import { Project } from '../project.ts';

const WRITEUP = 'content/modular-addition.mdx';
const RUN_OF_SEED_999 = '14cb4f624502';

const file = (path: string): string => readFileSync(join(DIST, path), 'utf8');
const documentOf = (path: string): Document => parseHTML(file(join(path, 'index.html'))).document;
const textOf = (node: Element | null | undefined): string => (node?.textContent ?? '').replace(/\s+/g, ' ').trim();

interface Listed {
  readonly id: string;
  readonly text: string;
  readonly url: string;
  readonly condition: string;
  readonly verdict: string;
  readonly value: { readonly text: string; readonly low: number };
  readonly margin: { readonly kind: string; readonly value: number } | null;
  readonly runs: readonly string[];
  readonly planned: number;
  readonly begunWhenStated: number;
}
const listed = (): Listed[] => {
  const { schema, claims } = JSON.parse(file('claims.json')) as { schema: number; claims: Listed[] };
  expect(schema).toBe(1);
  return claims;
};
const claimNamed = (id: string): Listed => {
  const claim = listed().find((candidate) => candidate.id === id);
  if (!claim) throw new Error(`claims.json has no ${id}`);
  return claim;
};

describe('the built site', () => {
  test('lists every claim of every write-up, with what it was judged by', () => {
    const stated = [...readFileSync(WRITEUP, 'utf8').matchAll(/<Claim id="([^"]+)"/g)].map(([, id]) => id);
    const ids = listed().map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(stated));
    const page = documentOf('claims');
    for (const { id, text, runs, planned } of listed()) {
      expect(textOf(page.getElementById(`claim-${id}`)).replace(/\s/g, ''), id).toContain(text.replace(/\s/g, ''));
      expect(textOf(page.getElementById(`claim-${id}`)), id).toContain(
        `${runs.length} of ${planned} run${planned === 1 ? '' : 's'}`,
      );
    }
  });

  test('tells predictions from findings, and counts what came of them', () => {
    expect(claimNamed('baseline-wait')).toMatchObject({ stated: '2026-11-26T14:02Z', begunWhenStated: 4, planned: 4 });
    const predictions = listed().filter(({ begunWhenStated }) => begunWhenStated === 0);
    expect(predictions.length).toBeGreaterThan(0);
    const finding = textOf(documentOf('claims').querySelector('.finding'));
    expect(finding).toContain(`Stated before any of their runs had begun: ${predictions.length} claims, of which `);
    for (const { id, planned } of predictions)
      expect(textOf(documentOf('claims').getElementById(`claim-${id}`)), id).toContain(
        planned === 1 ? 'before its run had begun.' : `before any of its ${planned} runs had begun.`,
      );
  });

  test('gives the numbers of the stored runs', () => {
    const { runs, value, margin, verdict } = claimNamed('baseline-neurons');
    const explained = runs.map((id) => {
      const circuit = JSON.parse(file(`runs/${id}/measures/circuit.json`)) as { neuronsExplained: number };
      return circuit.neuronsExplained;
    });
    const [, second = NaN, third = NaN] = explained.sort((x, y) => x - y);
    expect(explained).toHaveLength(4);
    expect(value.low).toBeCloseTo((second + third) / 2, 10);
    expect(margin).toMatchObject({ kind: 'difference', value: value.low - 0.75 });
    expect(verdict).toBe('fails');
  });

  test('marks each claim where it stands, says its verdict in words and leads to the list and back', () => {
    const writeup = documentOf('modular-addition');
    const [holding, failing] = ['baseline-wait', 'baseline-neurons'].map((id) => writeup.getElementById(`claim-${id}`));
    expect(textOf(holding)).toMatch(
      /^The median seed answers .* 12\s?000\.✓holds.*stated when all of its 4 runs had begun$/,
    );
    expect(textOf(failing)).toMatch(/^does not hold: One frequency .* median seed\.✗does not hold/);
    expect(textOf(failing?.querySelector('.card'))).toMatch(
      /^Found: .*Claimed: ≥ 75.*Missed by .*4 of 4 runs\. Stated 26 November 2026$/,
    );
    const link = failing?.querySelector('a');
    expect(link?.getAttribute('href')).toMatch(/\/claims\/#claim-baseline-neurons$/);
    expect(link?.getAttribute('aria-describedby')).toBe(failing?.querySelector('.card')?.id);
    const entry = documentOf('claims').getElementById('claim-baseline-neurons');
    expect(entry?.querySelector('a')?.getAttribute('href')).toMatch(/\/modular-addition\/#claim-baseline-neurons$/);
    expect(claimNamed('baseline-neurons').url).toMatch(/\/modular-addition\/#claim-baseline-neurons$/);
  });

  test('has the list of claims at the foot of every page', () => {
    expect(documentOf('.').querySelector('footer a[href$="/claims/"]')).not.toBeNull();
  });
});

describe('a build stops', () => {
  let project: Project;
  beforeAll(() => void (project = new Project()));
  afterAll(() => project.remove());

  test('at every claim whose verdict is not the acknowledged one, and says the edit', () => {
    project.change(WRITEUP, '>= 0.75" expect="fails"', '>= 0.75" expect="holds"');
    const turned = project.read(WRITEUP).replace('in 12..30" expect="holds"', 'in 12..30"');
    project.write(WRITEUP, turned);
    const { status, output } = project.build();
    expect(status).toBe(2);
    expect(output).toMatch(
      /content\/modular-addition\.mdx:\d+: claim "baseline-neurons" does not hold; it was acknowledged as "holds"\. Found: .*%\. Claimed: ≥.75.%\./,
    );
    expect(output).toContain('To acknowledge: instead of expect="holds" write expect="fails" in its tag.');
    expect(output).toMatch(/mdx:\d+: claim "baseline-peak" holds; no verdict of it was acknowledged yet\./);
    expect(output).toContain('To acknowledge: add expect="holds" in its tag.');
    expect(output).not.toContain('claim "baseline-wait"');
  });

  test('at a claim about every run where one is gone, not at one that it cannot turn', () => {
    project.restore(WRITEUP);
    rmSync(project.path(join('public/runs', RUN_OF_SEED_999)), { recursive: true });
    const { status, output } = project.build();
    expect(status).toBe(2);
    expect(output).toMatch(
      /claim "baseline-restricted" is not decided yet; it was acknowledged as "holds"\. .*3 of 4 runs/,
    );
    expect(output).not.toContain('claim "baseline-neurons"');
  });

  test('at a claim that it does not understand', () => {
    project.change(WRITEUP, 'median(peakTestLoss.value) in', 'medan(peakTestLoss.value) in');
    const { status, output } = project.build();
    expect(status).toBe(2);
    expect(output).toMatch(/content\/modular-addition\.mdx:\d+, position 1: "medan/);
    expect(output).toContain('there is no aggregate "medan". Did you mean "median"?');
  });
});
