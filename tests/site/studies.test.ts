/** The order of studies and experiments, outcomes counted, and the ways through a write-up as built. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crossingText, outcomesInWords } from '../../src/site/outcomes.ts';
import { chaptersOf, readAfter, type StudyUses } from '../../src/site/studies.ts';
import { DIST, leave, openSite, pagePaths, visit, type Site } from './browser.ts';
import { experiment } from './claims/runs.ts';

const study = (id: string, listed: string[], drawn: string[] = []): StudyUses => ({
  id,
  title: id,
  listed,
  used: [...listed, ...drawn],
});

describe('experiments', () => {
  const studies = [study('old', ['b', 'a'], ['d']), study('new', ['c', 'b'], ['e', 'd'])];
  const order = (...slugs: string[]): [string | undefined, string[]][] =>
    chaptersOf(
      slugs.map((slug) => ({ slug })),
      studies,
    ).map((chapter) => [chapter.study?.id, chapter.experiments.map(({ slug }) => slug)]);

  test('stand under the first study that is about them, or else that draws on them, as it uses them', () => {
    expect(order('a', 'b', 'c', 'd', 'e', 'g', 'f')).toEqual([
      ['old', ['b', 'a', 'd']],
      ['new', ['c', 'e']],
      [undefined, ['g', 'f']],
    ]);
  });

  test('one that a study is about stands there, though an earlier one draws on it', () => {
    const chapters = chaptersOf([{ slug: 'a' }], [study('old', [], ['a']), study('new', ['a'])]);
    expect(chapters.map((chapter) => chapter.study?.id)).toEqual(['new']);
  });

  test('a study without any is left out', () => expect(order('c')).toEqual([['new', ['c']]]));
});

test('after a study comes the next, after the last the first, and after the only one nothing', () => {
  const studies = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  expect(readAfter(studies, 'a')).toEqual({ study: { id: 'b' }, isAgain: false });
  expect(readAfter(studies, 'c')).toEqual({ study: { id: 'a' }, isAgain: true });
  expect(readAfter([{ id: 'a' }], 'a')).toBeNull();
});

test('outcomes are counted as they are told', () => {
  const fallen = { t95: 400, final: { testAccuracy: 0.3 }, maxTestAccuracy: 1 };
  const records = experiment([{}, {}, { t95: null }, { divergedAt: 200 }, fallen]).flatMap(({ run }) => run?.record ?? []); // prettier-ignore
  const asStored = records.map((record, i) =>
    i === 4 ? { ...record, summary: { ...record.summary, outcome: 'not within budget' as const } } : record,
  );
  expect(outcomesInWords(asStored)).toBe('2 grokked, 1 lost again, 1 not within budget, 1 diverged');
  expect(outcomesInWords([])).toBe('');
});

test('a time that was not reached is later than the budget, unless the run diverged', () => {
  expect(crossingText({ after: 4780, at: 4790 }, { epochs: 9000, divergedAt: 5000 })).toContain('790');
  expect(crossingText(null, { epochs: 9000, divergedAt: null })).toBe('> 9\u202f000');
  expect(crossingText(null, { epochs: 200, divergedAt: 200 })).toBe('–');
});

const documentOf = (path: string): Document => parseHTML(readFileSync(join(DIST, path, 'index.html'), 'utf8')).document;
const textOf = (node: Element | null | undefined): string => (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
const writeups = pagePaths().filter((path) => existsSync(join(DIST, path, 'cite.bib')) && path.split('/').length === 3);

describe('the list of experiments', () => {
  const sections = [...documentOf('/experiments/').querySelectorAll('main section')];

  test('tells every stored run with its outcome', () => {
    const lines = sections.flatMap((section) => [...section.querySelectorAll('li .ui')].map(textOf));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const [, stored = ''] = /(\d+)(?: of \d+)? runs? stored/.exec(line) ?? [];
      const counts = [...line.matchAll(/(\d+) (?:grokked|lost again|not within budget|diverged)/g)];
      expect(counts.reduce((sum, [, count]) => sum + Number(count), 0), line).toBe(Number(stored)); // prettier-ignore
    }
  });

  test('has those of which nothing is stored behind all others', () => {
    const isPlanned = (section: Element): boolean => section.classList.contains('planned');
    expect(sections.findIndex(isPlanned) + 1 || sections.length).toBe(sections.length);
    for (const section of sections)
      for (const line of section.querySelectorAll('li .ui'))
        expect(/\b0 of \d+ runs? stored(?!, \d+ withdrawn)/.test(textOf(line)), textOf(line)).toBe(isPlanned(section));
  });
});

describe('a write-up', () => {
  test('leads on to the study that comes next on the home page, in the words used there, and the last to the first', () => {
    const home = [...documentOf('/').querySelectorAll('.study .question a')];
    expect(home.length).toBe(writeups.length);
    home.forEach((link, i) => {
      const next = documentOf(link.getAttribute('href') ?? '').querySelector('.next');
      const expected = home[(i + 1) % home.length];
      expect(next?.querySelector('.question a')?.getAttribute('href')).toBe(expected?.getAttribute('href'));
      expect(textOf(next?.querySelector('.question'))).toBe(textOf(expected));
      expect(next?.querySelectorAll('a[href$="/claims/"]').length).toBe(i === home.length - 1 ? 1 : 0);
    });
  });

  test.each(writeups)('%s lists all its sections, in the margin and below the title', (path) => {
    const document = documentOf(path);
    const headings = [...document.querySelectorAll('article h2')].map((heading) => ({
      href: `#${heading.id || (heading.parentElement?.id ?? '')}`,
      text: textOf(heading).replace(/ ?#$/, ''),
    }));
    const lists = [...document.querySelectorAll('nav.contents')].map((list) =>
      [...list.querySelectorAll('a')].map((link) => ({ href: link.getAttribute('href') ?? '', text: textOf(link) })),
    );
    expect(lists).toEqual([headings, headings]);
    expect(document.querySelector('nav.contents details')?.hasAttribute('open')).toBe(false);
  });

  test.each(writeups)('%s names few runs in the entry that it shows, and all in its file', (path) => {
    const shown = documentOf(path).querySelector('#cite pre')?.textContent ?? '';
    const file = readFileSync(join(DIST, path, 'cite.bib'), 'utf8');
    const ids = (text: string): number => text.match(/\b[0-9a-f]{12}\b/g)?.length ?? 0;
    const count = Number(/note = \{(\d+) runs?[:,]/.exec(file)?.[1]);
    expect(ids(file)).toBe(count);
    expect(ids(shown)).toBe(count > 12 ? 0 : count);
    if (count > 12) expect(shown).toMatch(new RegExp(`${count} runs, named in http\\S+${path}cite\\.bib`));
  });
});

describe('the contents of a write-up', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  const WIDTHS = [1100, 1280, 1600];
  test.each(writeups)('%s: cover nothing in the margin, and move nothing', async (path) => {
    const opened = await visit(site, path, { javaScriptEnabled: false });
    for (const width of WIDTHS) {
      await opened.page.setViewportSize({ width, height: 800 });
      const own = await opened.page.locator('nav.contents.beside').boundingBox();
      expect(own?.height, `${width} px`).toBeGreaterThan(100);
      const { x = 0, y = 0, width: wide = 0, height = 0 } = own ?? {};
      const others = opened.page.locator('article > *:not(.contents), article .note, article .scroll');
      const covered = await others.evaluateAll(
        (all, box) =>
          all
            // The table of a figure is laid out while it is folded.
            .filter((element) => element.checkVisibility())
            .filter((element) => {
              const { left, right, top, bottom } = element.getBoundingClientRect();
              const [above, below] = [top + scrollY, bottom + scrollY];
              return left < box.right && right > box.left && above < box.bottom && below > box.top;
            })
            .map(({ outerHTML }) => outerHTML.slice(0, 80)),
        { left: x, right: x + wide, top: y, bottom: y + height },
      );
      expect(covered, `${width} px`).toEqual([]);
      const first = await opened.page.locator('article > p').first().boundingBox();
      expect(Math.abs((first?.y ?? 0) - y), `${width} px`).toBeLessThan(24);
    }
    await leave(opened);
  });

  test('are folded where there is no margin, and not printed', async () => {
    const opened = await visit(site, '/modular-addition/', { viewport: { width: 390, height: 800 } });
    const [folded, beside] = ['.folded', '.beside'].map((name) => opened.page.locator(`nav.contents${name}`));
    expect(await beside?.isVisible()).toBe(false);
    expect(await folded?.locator('ol').isVisible()).toBe(false);
    await folded?.locator('summary').click();
    expect(await folded?.locator('ol').isVisible()).toBe(true);
    await opened.page.setViewportSize({ width: 1280, height: 800 });
    expect(await folded?.isVisible()).toBe(false);
    expect(await beside?.isVisible()).toBe(true);
    await opened.page.emulateMedia({ media: 'print' });
    expect(await beside?.isVisible()).toBe(false);
    expect(await opened.page.locator('.next').isVisible()).toBe(false);
    await leave(opened);
  });
});
