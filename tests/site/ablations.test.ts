/** The table of ablations: its fields, its words, and the table as built. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import type { AblationsMeasure } from '../../src/lab/measures/ablations.ts';
import type { SplitLoss } from '../../src/lab/measures/splitLoss.ts';
import { RunStore } from '../../src/lab/store/store.ts';
import { readResults, type RunResults } from '../../src/lab/store/results.ts';
import { ablationRows } from '../../src/site/ablations.ts';
import { directionInWords, factorsOf, factorText, isOpposed, reachOf } from '../../src/site/ablationWords.ts';
import { decimal } from '../../src/site/format.ts';
import { evaluateQuery } from '../../src/site/values.ts';
import { DIST } from './browser.ts';

const N = '\u202f';
const loss = (test: number): SplitLoss => ({ train: test / 10, test, all: test / 2 });

/** A run in which every ablation costs a factor of its own. */
const run = {
  record: { id: '0123456789ab' },
  ablations: {
    full: loss(1e-4),
    withoutFrequency: [loss(0.5), loss(0.01), loss(3)],
    keyComponentsOnly: loss(1e-6),
    sumDirectionsOnly: loss(2e-6),
    fittedLogits: loss(1e-7),
    polynomialNeurons: loss(1.03e-4),
    wLSubspaceOnly: loss(2e-4),
    wLNullSpaceOnly: loss(5),
  } satisfies Partial<AblationsMeasure>,
  isolation: { byRule: { wL: { componentsAndConstant: loss(5e-6) } } },
} as unknown as RunResults;
const without = { ablations: null } as unknown as RunResults;
const ask = (query: string, runs = [run]): string =>
  evaluateQuery(query, { runs, planned: runs.length, where: 'content/x.mdx:7' }).text;

test.each([
  ['ablations.full.test', `1.00${N}×${N}10⁻⁴`],
  ['ablations.full.train', `1.00${N}×${N}10⁻⁵`],
  ['ablations.withoutWeakest.test', '0.0100'],
  ['ablations.withoutStrongest.test', '3.00'],
  ['ablations.withoutStrongest.factor', `30${N}000`],
  ['ablations.keyComponents.factor', '0.0100'],
  ['ablations.wLKeyComponents.factor', '0.0500'],
  ['ablations.polynomials.factor', '1.03'],
])('%s can be asked for', (query, expected) => expect(ask(query)).toBe(expected));

test('a run without the measure has no answer and no dot', () => {
  expect(() => ask('ablations.fit.test', [without])).toThrow('none of the runs has');
  const [factor, ...others] = factorsOf('fit', [without, run]);
  expect(factor).toBeCloseTo(1e-3, 12);
  expect(others).toEqual([]);
  expect(factorsOf('wLKeyComponents', [{ ...run, isolation: null }])).toEqual([]);
});

test.each([
  [[0.01], `÷${N}100`],
  [[1.03], `×${N}1.03`],
  [[1, 100], `×${N}10`],
  [[0.5, 0.01, 200], `÷${N}2.0`],
  [[], ''],
])('factors %o are %s in the middle', (factors, expected) => expect(factorText(factors)).toBe(expected));

test('the direction is counted, and one against the paper is noticed', () => {
  expect(directionInWords([0.1, 0.2, 3])).toBe('↓ better in 2 of 3');
  expect(directionInWords([5, 2])).toBe('↑ worse in all 2');
  expect(directionInWords([0.3])).toBe('↓ better');
  expect(isOpposed([2, 3, 0.5], 0.5)).toBe(true);
  expect(isOpposed([0.2, 0.3, 1.5], 0.5)).toBe(false);
  expect(isOpposed([0.9, 0.8], null)).toBe(true);
  expect(reachOf([0.002, 40])).toEqual({ better: 3, worse: 2 });
});

describe('the built table', () => {
  const { document } = parseHTML(readFileSync(join(DIST, 'modular-addition', 'index.html'), 'utf8'));
  const rows = [...document.querySelectorAll('.ablations tbody tr')];

  test('has a row for each ablation, and a dot for each run', () => {
    expect(rows).toHaveLength(ablationRows.length);
    expect(rows.map((row) => row.querySelectorAll('circle').length)).toEqual([
      0,
      ...ablationRows.slice(1).map(() => 4),
    ]);
  });

  test('says what is stored', async () => {
    const links = [...document.querySelectorAll('.ablations p a')].map((link) => link.getAttribute('title') ?? '');
    const runs = await Promise.all(links.map((id) => readResults(new RunStore('public/runs'), id)));
    const losses = runs.map((stored) => stored?.ablations?.wLNullSpaceOnly.test ?? NaN).sort((x, y) => x - y);
    expect(losses).toHaveLength(4);
    const shown = rows.at(-1)?.querySelector('td a')?.textContent?.trim();
    expect(shown).toBe(decimal(((losses[1] ?? NaN) + (losses[2] ?? NaN)) / 2, 2));
  });
});
