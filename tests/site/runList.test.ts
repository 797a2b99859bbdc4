/** The list of all runs: what stands under which experiment and in which words, and the list as built. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { loadExperiments } from '../../src/lab/pipeline/experiments.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { groupedRuns, inCommon } from '../../src/site/runList.ts';
import { DIST } from './browser.ts';
import { experiment as subjects, type Sketch } from './claims/runs.ts';

const N = '\u202f';

interface Listed {
  readonly slug: string;
  readonly runs: Parameters<typeof groupedRuns>[0][number]['runs'];
  readonly stored: readonly RunResults[];
}
/** @param ids of its runs, in order, where they are not their own. */
function experiment(slug: string, sketches: readonly Sketch[], ids: readonly string[] = []): Listed {
  const all = subjects(sketches).map(({ planned, run }, i) => {
    const id = ids[i] ?? `${slug}-${i}`;
    return { planned: { ...planned, id }, run: run && { ...run, record: { ...run.record, id } } };
  });
  return { slug, runs: all.map(({ planned }) => planned), stored: all.flatMap(({ run }) => run ?? []) };
}
const decay = (value: number, isMissing = false): Sketch => ({ cell: { 'optimizer.weightDecay': value }, isMissing });

describe('grouped runs', () => {
  const first = experiment('first', [decay(5), decay(1), decay(0.1, true)], ['a', 'b', 'c']);
  const second = experiment('second', [decay(1), decay(2)], ['b', 'd']);
  const third = experiment('third', [decay(1), decay(2), decay(5)], ['b', 'd', 'a']);

  test('stand once, under their first experiment, in the order of its definition', () => {
    const groups = groupedRuns([first, second, third]);
    const rowsOf = groups.map(({ rows }) => rows.map(({ record, varied }) => [record.id, varied]));
    expect(rowsOf).toEqual([
      [['a', 'weight decay 5, seed 0'], ['b', 'weight decay 1, seed 0']], // prettier-ignore
      [['d', 'weight decay 2, seed 0']],
      [],
    ]);
  });

  test('name their other experiments, which say where they are', () => {
    const groups = groupedRuns([first, second, third]);
    expect(groups.flatMap(({ rows }) => rows.map(({ alsoIn }) => alsoIn))).toEqual([
      ['third'],
      ['second', 'third'],
      ['third'],
    ]);
    expect(groups.map(({ elsewhere }) => elsewhere)).toEqual([
      [],
      [{ slug: 'first', count: 1 }],
      [{ slug: 'first', count: 2 }, { slug: 'second', count: 1 }], // prettier-ignore
    ]);
  });

  test('are not told of experiments without any', () => {
    expect(groupedRuns([experiment('none', [decay(1, true)]), second]).map(({ experiment: { slug } }) => slug)).toEqual(['second']); // prettier-ignore
  });

  test('where nothing is varied, have their title', () => {
    const single = experiment('single', [{}]);
    const runs = single.runs.map((planned) => ({ ...planned, cell: {} }));
    const [group] = groupedRuns([{ ...single, runs }]);
    expect(group?.rows[0]?.varied).toBe(`a + b mod 113, trained on 30${N}%, weight decay 1, seed 0`);
  });
});

test.each([
  [[decay(1), decay(2)], `a + b mod 113, trained on 30${N}%, seed 0`],
  [[decay(1), decay(1)], `a + b mod 113, trained on 30${N}%, weight decay 1`],
  [[{ cell: { 'task.p': 97 } }, {}], `operation a+b, trained on 30${N}%, weight decay 1, seed 0`],
  [[{ cell: { 'task.operation': 'a-b' } }, {}], `modulus 113, trained on 30${N}%, weight decay 1, seed 0`],
  [[], ''],
] as const)('in common of %o', (sketches, text) => {
  expect(inCommon(experiment('x', sketches).runs.map(({ spec }) => spec))).toBe(text);
});

test('no two runs of an experiment read alike', async () => {
  for (const { slug, runs } of await loadExperiments(process.cwd())) {
    const stored = runs.map(({ id, spec }) => ({ record: { id, spec } }) as unknown as RunResults);
    const told = groupedRuns([{ slug, runs, stored }]).flatMap(({ rows }) => rows.map(({ varied }) => varied));
    expect(told.filter((text, i) => told.indexOf(text) !== i), slug).toEqual([]); // prettier-ignore
  }
});

describe('the built list', () => {
  const { document } = parseHTML(readFileSync(join(DIST, 'runs', 'index.html'), 'utf8'));
  const sections = [...document.querySelectorAll('main section')].filter((section) => section.querySelector('h2 a'));
  const slugOf = (section: Element): string => section.querySelector('h2')?.id ?? '';

  test('has every stored run once', () => {
    const stored = readdirSync(join(DIST, 'runs')).filter((id) => existsSync(join(DIST, 'runs', id, 'run.json')));
    const listed = [...document.querySelectorAll('table.runs tbody th a')].map((link) => link.textContent?.trim());
    expect(listed.toSorted()).toEqual(stored.toSorted());
  });

  test('has the experiments in the order of their page, each with a link to it', () => {
    const index = parseHTML(readFileSync(join(DIST, 'experiments', 'index.html'), 'utf8')).document;
    const slugs = [...index.querySelectorAll('section:not(.planned) .question a')].map(
      (link) => link.getAttribute('href')?.split('/').at(-2) ?? '',
    );
    const listed = sections.map(slugOf);
    expect(listed.length).toBeGreaterThan(5);
    expect(listed).toEqual(slugs.filter((slug) => listed.includes(slug)));
    for (const section of sections)
      expect(section.querySelector('h2 a')?.getAttribute('href')).toMatch(`/experiments/${slugOf(section)}/`);
    const jumps = [...document.querySelectorAll('main nav a')].map((link) => link.getAttribute('href'));
    expect(jumps).toEqual(listed.map((slug) => `#${slug}`));
  });

  test('tells where the runs of an experiment are that are not under it', () => {
    for (const section of sections) {
      const counts = [...section.querySelectorAll('p a')].map((link) => Number(link.previousSibling?.textContent?.match(/(\d+) under $/)?.[1])); // prettier-ignore
      const elsewhere = counts.reduce((sum, count) => sum + count, 0);
      const total = Number(
        /(\d+)(?: of \d+)? runs? stored/.exec(section.querySelector('h2 + p')?.textContent ?? '')?.[1],
      );
      expect(section.querySelectorAll('tbody tr').length + elsewhere, slugOf(section)).toBe(total);
    }
  });
});
