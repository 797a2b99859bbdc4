/** The gallery: every kind has its texts, every text its kind, and every page what it promises. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { figureKinds } from '../../src/figures/index.ts';
import { isFilm } from '../../src/site/films.ts';
import { figureTexts, filmTexts, galleryEntries } from '../../src/site/gallery/index.ts';
import type { GalleryText } from '../../src/site/gallery/entry.ts';
import { DIST } from './browser.ts';

const texts: Record<string, GalleryText> = figureTexts;
const drawn = Object.keys(figureKinds).filter((name) => name !== 'spark');

test('every kind of figure has a text', () => {
  expect(drawn.filter((name) => !Object.hasOwn(texts, name))).toEqual([]);
});

test('every text has a kind', () => {
  expect(Object.keys(texts).filter((name) => !drawn.includes(name))).toEqual([]);
  expect(Object.keys(filmTexts).filter((name) => !isFilm(name))).toEqual([]);
});

test('each of the 23 documented figures is there', () => {
  const numbers = new Set([...Object.values(texts), ...Object.values(filmTexts)].map(({ number }) => number));
  expect(Array.from({ length: 23 }, (_, i) => i + 1).filter((number) => !numbers.has(number))).toEqual([]);
});

test.each([...Object.entries(texts), ...Object.entries<GalleryText>(filmTexts)])(
  'the text of %s says four things in whole sentences, briefly',
  (_, { line, shows, read, watch, wrong, terms }) => {
    for (const text of [line, shows, read, watch, wrong]) {
      expect(text).toMatch(/^[A-Z$0-9“].*\.$/);
      expect(text.length).toBeLessThan(300);
    }
    expect(new Set([shows, read, watch, wrong]).size).toBe(4);
    expect(line.length).toBeLessThan(100);
    expect(terms.length).toBeGreaterThan(0);
  },
);

const documentOf = (path: string): Document => parseHTML(readFileSync(join(DIST, path, 'index.html'), 'utf8')).document;

describe('the built gallery', () => {
  const index = documentOf('/gallery/');
  const links = [...index.querySelectorAll('.tiles a')].map((link) => link.getAttribute('href') ?? '');
  const shown = galleryEntries().filter(({ name }) => existsSync(join(DIST, 'gallery', name)));

  test('lists what it shows, section by section, with a small picture each', () => {
    expect(shown.length).toBeGreaterThan(10);
    expect(links.map((link) => link.split('/').at(-2))).toEqual(shown.map(({ name }) => name));
    const titles = [...index.querySelectorAll('main h2')].map(({ textContent }) => textContent);
    expect(titles).toEqual([...new Set(shown.map(({ section }) => section))]);
    const pictures = [...index.querySelectorAll('.tiles img')];
    expect(pictures).toHaveLength(shown.length);
    expect(pictures.every((picture) => picture.getAttribute('loading') === 'lazy')).toBe(true);
  });

  test('is light: 30 kB of HTML, small pictures of at most 100 kB', () => {
    expect(statSync(join(DIST, 'gallery', 'index.html')).size).toBeLessThanOrEqual(30_000);
    for (const { name, shown: what } of shown)
      if ('figure' in what)
        expect(statSync(join(DIST, 'gallery', `${name}.png`)).size, name).toBeLessThanOrEqual(100_000);
  });

  test.each(shown)('$name has its four texts, the figure, and a way on', ({ name, shown: what }) => {
    const page = documentOf(`/gallery/${name}/`);
    const said = [...page.querySelectorAll('.reading > div')].map((row) => [
      row.querySelector('dt')?.textContent?.trim(),
      row.querySelector('dd')?.textContent?.trim().length ?? 0,
    ]);
    expect(said.slice(0, 4).map(([question]) => question)).toEqual([
      'What it shows',
      'How to read it',
      'What to look for',
      'What a wrong one looks like',
    ]);
    const tag = page.querySelector('.reading code');
    const [, kind, run] = /kind="([^"]+)" (?:run="([^"]+)"|experiment="[^"]+")/.exec(tag?.textContent ?? '') ?? [];
    expect(kind).toBe('film' in what ? what.film : what.figure);
    if (run !== undefined) expect(page.querySelector(`#fig-${name} a[href$="/runs/${run}/"]`)).not.toBeNull();
    expect(tag?.parentElement?.textContent).toContain('It needs ');
    for (const [question, length] of said) expect(length, String(question)).toBeGreaterThan(3);
    expect(
      page.querySelectorAll(`#fig-${name} ${'film' in what ? 'film-player' : '.drawing svg'}`).length,
    ).toBeGreaterThan(0);
    expect(page.querySelector('.turn a')).not.toBeNull();
    expect(statSync(join(DIST, 'gallery', name, 'index.html')).size).toBeLessThanOrEqual(120_000);
  });
});
