/** Glossary and references: definitions, sources, and links there and back. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseBibtex } from '../../src/site/bibliography.ts';
import { inlineHtml } from '../../src/site/inline.ts';
import { DIST, leave, openSite, pagePaths, visit, type Site } from './browser.ts';

const documentOf = (path: string): Document => parseHTML(readFileSync(join(DIST, path, 'index.html'), 'utf8')).document;
const hrefs = (root: ParentNode | null | undefined): string[] =>
  [...(root?.querySelectorAll('a[href]') ?? [])].map((link) => link.getAttribute('href') ?? '');

/** Ids at the margin of the file. */
const ids = [...readFileSync('content/glossary.yaml', 'utf8').matchAll(/^([a-z0-9-]+):$/gm)].map(([, id = '']) => id);
const keys = parseBibtex(readFileSync('content/references.bib', 'utf8')).map(({ id }) => String(id));
const glossary = documentOf('/glossary/');
const references = documentOf('/references/');
const writeups = pagePaths().filter((path) => existsSync(join(DIST, path, 'cite.bib')) && path.split('/').length === 3);

describe('the glossary', () => {
  test('has every term, by the alphabet, with a definition', () => {
    const entries = [...glossary.querySelectorAll('.glossary > div')];
    const terms = entries.map((entry) => entry.querySelector('dt')?.textContent?.trim() ?? '');
    expect(entries.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(terms).toEqual([...terms].sort((x, y) => x.localeCompare(y, 'en')));
    expect(hrefs(glossary.querySelector('.index'))).toEqual(entries.map(({ id }) => `#${id}`));
    for (const entry of entries) {
      expect(entry.querySelector('dt')?.textContent?.trim().length, entry.id).toBeGreaterThan(2);
      expect(entry.querySelector('dd p')?.textContent?.length, entry.id).toBeGreaterThan(60);
    }
  });

  test('links back to every place in a write-up where a term stands', () => {
    const used = writeups.flatMap((path) =>
      [...documentOf(path).querySelectorAll('.term > a')].map((link) => ({
        id: link.getAttribute('href')?.split('#')[1] ?? '',
        place: `${path}#${link.id}`,
      })),
    );
    expect(used.length).toBeGreaterThan(5);
    for (const { id, place } of used)
      expect(
        hrefs(glossary.getElementById(id)).some((href) => href.endsWith(place)),
        place,
      ).toBe(true);
  });
});

describe('the references', () => {
  test('are those of the bibliography, each with an address of its own', () => {
    const works = [...references.querySelectorAll('.bibliography > li')];
    expect(works.map(({ id }) => id).sort()).toEqual(keys.map((key) => `ref-${key}`).sort());
    for (const work of works)
      expect(
        hrefs(work).some((href) => href.startsWith('https://')),
        work.id,
      ).toBe(true);
    expect(readFileSync(join(DIST, 'references.bib'), 'utf8')).toBe(readFileSync('content/references.bib', 'utf8'));
  });

  test('link back to every citation in a write-up and to every term that names them', () => {
    const cited = writeups.flatMap((path) =>
      [...documentOf(path).querySelectorAll('.cite > a[href^="#ref-"]')].map((link) => ({
        id: link.getAttribute('href')?.slice(1) ?? '',
        place: `${path}#${link.id}`,
      })),
    );
    const named = [...glossary.querySelectorAll('.glossary > div')].flatMap((entry) =>
      hrefs(entry)
        .filter((href) => href.includes('/references/#'))
        .map((href) => ({ id: href.split('#')[1] ?? '', place: `/glossary/#${entry.id}` })),
    );
    expect(cited.length).toBeGreaterThan(10);
    expect(named.length).toBeGreaterThan(20);
    for (const { id, place } of [...cited, ...named])
      expect(
        hrefs(references.getElementById(id)).some((href) => href.endsWith(place)),
        `${id} from ${place}`,
      ).toBe(true);
  });
});

test('short texts become safe HTML with formulas and emphasis', () => {
  expect(inlineHtml('a < b & *c*')).toBe('a &lt; b &amp; <em>c</em>');
  expect(inlineHtml('$x$ twice $x$')).toMatch(/^<math>.*<\/math> twice <math>.*<\/math>$/);
  expect(() => inlineHtml(String.raw`$\frac{1}$`)).toThrow('is not TeX');
});

describe('a term in a write-up', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  test('shows its definition to the keyboard, without scripts', async () => {
    const opened = await visit(site, '/modular-addition/', { javaScriptEnabled: false });
    const term = opened.page.locator('.term').first();
    expect(await term.locator('.card').isVisible()).toBe(false);
    await term.locator('a').focus();
    expect(await term.locator('.card').isVisible()).toBe(true);
    await leave(opened);
  });

  test('has its card in the window, wherever it stands in its line', async () => {
    const opened = await visit(site, '/modular-addition/', { viewport: { width: 720, height: 800 } });
    const owners = await opened.page.locator('.term, .cite').all();
    for (const owner of owners) {
      await owner.locator('a').focus();
      const box = await owner.locator('.card').boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(720);
    }
    await leave(opened);
  });

  test('closes it on Escape', async () => {
    const opened = await visit(site, '/modular-addition/');
    const term = opened.page.locator('.term').first();
    await term.hover();
    expect(await term.locator('.card').isVisible()).toBe(true);
    await opened.page.keyboard.press('Escape');
    expect(await term.locator('.card').isVisible()).toBe(false);
    await leave(opened);
  });
});
