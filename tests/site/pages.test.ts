/** What must hold of every page as a file: links, ids, figures, weights, metadata. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { cutTexts, overlappingTexts } from '../figures/textBoxes.ts';
import { DIST, pagePaths } from './browser.ts';

const HTML_LIMIT = 300_000;
const HTML_GOAL = 120_000;
/** The explorer draws on the reader's machine; the other pages only move a cursor. */
const jsLimitGz = (path: string): number => (path.startsWith('/explore/') ? 12_000 : 10_000);
const CSS_LIMIT_GZ = 15_000;
/** Two upright faces and an italic; without the sans, labels were set in whatever a machine had, and did not fit. */
const FONT_LIMIT = 100_000;

const paths = pagePaths();
const read = (path: string): string => readFileSync(join(DIST, path, 'index.html'), 'utf8');
const parse = (path: string): Document => parseHTML(read(path)).document;
const documents = new Map(paths.map((path) => [path, parse(path)]));
const gzipped = (text: string | Buffer): number => gzipSync(text, { level: 9 }).length;

/** The part of the site's address before its pages, read off the first page. */
const base = new URL(documents.get('/')?.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? '').pathname;
const onSite = (href: string, path: string): URL => new URL(href, `http://x${base.replace(/\/$/, '')}${path}`);

/** Problem with a link, or null. */
function problemOf(href: string, path: string): string | null {
  if (/^(https?:|mailto:|data:)/.test(href)) return null;
  const { pathname, hash } = onSite(href, path);
  if (!pathname.startsWith(base)) return `${href} leaves the base ${base}`;
  const target = decodeURIComponent(pathname.slice(base.length - 1));
  const page = documents.get(target);
  if (!page && !(target.includes('.') && existsSync(join(DIST, target)))) return `${href} leads nowhere`;
  const id = decodeURIComponent(hash.slice(1));
  if (id === '' || /^epoch=\d+$/.test(id) || !page) return null;
  return page.getElementById(id) ? null : `${href}: there is no such id`;
}

test('the site has a home, a write-up, experiments, runs and their files', () => {
  expect(paths).toEqual(expect.arrayContaining(['/', '/modular-addition/', '/experiments/', '/runs/']));
  expect(documents.get('/modular-addition/')?.querySelectorAll('svg.atlas-figure').length).toBeGreaterThan(10);
  for (const file of ['404.html', 'rss.xml', 'robots.txt', 'sitemap-index.xml', 'favicon.svg'])
    expect(existsSync(join(DIST, file)), file).toBe(true);
});

test('every experiment is listed once, under the first study that is about it or draws on it, and names all that do', () => {
  const hrefsIn = (element: Element | undefined | null, selector: string): string[] =>
    [...(element?.querySelectorAll(selector) ?? [])].map((link) => onSite(link.getAttribute('href') ?? '', '/').pathname.slice(base.length - 1)); // prettier-ignore
  const chapters = [...(documents.get('/experiments/')?.querySelectorAll('main section') ?? [])];
  const listed = chapters.flatMap((chapter) =>
    [...chapter.querySelectorAll('li')].map((entry) => ({
      experiment: hrefsIn(entry, '.question a')[0] ?? '',
      // Those of which nothing is stored stand together, each with its study.
      study: hrefsIn(chapter.classList.contains('planned') ? entry : chapter, '.ui a, h2 a')[0],
    })),
  );
  expect(listed.map(({ experiment }) => experiment).toSorted()).toEqual(
    paths.filter((path) => /^\/experiments\/.+/.test(path)).toSorted(),
  );
  const ofStudies = [...new Set(listed.flatMap(({ study }) => study ?? []))];
  expect(ofStudies.length).toBeGreaterThan(1);
  const studies = ofStudies.map((study) => {
    const source = readFileSync(join('content', `${study.slice(1, -1)}.mdx`), 'utf8');
    const about = hrefsIn(documents.get(study)?.querySelector('.byline'), 'a[href*="/experiments/"]');
    const drawn = [...source.matchAll(/ experiment="([^"]+)"/g)].map(([, slug]) => `/experiments/${slug}/`);
    return { study, about, used: [...about, ...drawn] };
  });
  const named = (path: string): string[] =>
    hrefsIn(documents.get(path)?.querySelector('.byline'), 'a').filter((link) => studies.some((one) => one.study === link)); // prettier-ignore
  for (const { study, experiment } of listed) {
    const about = studies.filter((one) => one.about.includes(experiment));
    const using = studies.filter(({ used }) => used.includes(experiment));
    expect((about[0] ?? using[0])?.study, experiment).toBe(study);
    expect(named(experiment), experiment).toEqual(using.map((one) => one.study).toReversed());
  }
});

describe.each(paths)('%s', (path) => {
  const document = documents.get(path) as Document;
  const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];

  test('no figure has text cut off, or text over another', () => {
    const problems = all('svg.atlas-figure').flatMap((svg) => {
      const [width = NaN, height = NaN] = ['width', 'height'].map((name) => Number(svg.getAttribute(name)));
      expect([Number.isFinite(width), Number.isFinite(height)]).toEqual([true, true]);
      const found = [...overlappingTexts(svg), ...cutTexts(svg, { width, height })];
      return found.length > 0 ? [`${svg.closest('figure')?.id ?? 'spark'} at ${width} px: ${found.join(', ')}`] : [];
    });
    expect(problems).toEqual([]);
  });

  test('every link and every source resolves', () => {
    const names = ['href', 'src', 'data-planes', 'data-frames', 'data-webp', 'data-gif'];
    const elements = all(
      'a[href], link[href], img[src], script[src], [data-planes], [data-frames], [data-webp], [data-gif]',
    );
    const addresses = elements.flatMap((element) => names.map((name) => element.getAttribute(name)));
    const problems = addresses.flatMap((address) => (address === null ? [] : (problemOf(address, path) ?? [])));
    expect([...new Set(problems)]).toEqual([]);
  });

  test('ids are unique', () => {
    const ids = all('[id]').map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test('there is one h1, and headings do not skip a level', () => {
    const levels = all('h1, h2, h3, h4').map(({ tagName }) => Number(tagName[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, i) => expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1));
  });

  test('the head names, describes and locates the page', () => {
    expect(document.title.length).toBeGreaterThan(3);
    expect(document.querySelector('meta[name="description"]')?.getAttribute('content')?.length).toBeGreaterThan(20);
    const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? '';
    expect(new URL(canonical).pathname).toBe(`${base.replace(/\/$/, '')}${path}`);
    for (const script of all('script[type="application/ld+json"]'))
      expect(JSON.parse(script.textContent ?? '')).toHaveProperty('@context', 'https://schema.org');
  });

  test('every figure has a text alternative, a table, its data and its permalink', () => {
    for (const figure of all('figure[id]')) {
      const image = figure.querySelector('[role="img"], img');
      if (!image) {
        // Its runs are still to come, and it says so.
        expect(figure.querySelector('p')?.textContent, figure.id).toMatch(
          /^(Nothing to (draw|show) yet|The stored runs)/,
        );
        continue;
      }
      const alternative = image.getAttribute('aria-label') ?? image.getAttribute('alt') ?? '';
      expect(alternative.length, figure.id).toBeGreaterThan(40);
      expect(figure.querySelector('figcaption strong')?.textContent?.length, figure.id).toBeGreaterThan(10);
      expect(figure.querySelector(`a[href="#${figure.id}"]`), figure.id).not.toBeNull();
      if (figure.classList.contains('film')) continue;
      expect(figure.querySelectorAll('table tbody tr').length, figure.id).toBeGreaterThan(1);
      expect(figure.querySelectorAll('table tbody tr').length, figure.id).toBeLessThanOrEqual(30);
      expect(figure.querySelector('a[href$=".csv"]'), figure.id).not.toBeNull();
    }
  });

  test('no space is lost or added around links', () => {
    const text = (document.querySelector('main')?.textContent ?? '').replace(/\s+/g, ' ');
    expect(text.match(/[^ ]{0,20} [.,;:)](?= |$)/g) ?? []).toEqual([]);
    expect(text.match(/Figure\u00a0\d+[a-z]|[a-z](Figure|Equation)\u00a0\d/g) ?? []).toEqual([]);
  });

  test('it weighs what it may', () => {
    const html = read(path);
    if (html.length > HTML_GOAL) process.stderr.write(`${path} has ${Math.round(html.length / 1000)} kB of HTML\n`);
    expect(html.length).toBeLessThanOrEqual(HTML_LIMIT);
    const linked = (selector: string, attribute: string): string[] =>
      all(selector).map((element) => readFileSync(fileOf(element.getAttribute(attribute) ?? '', path), 'utf8'));
    const inline = all('script:not([src], [type$="json"])').map(({ textContent }) => textContent ?? '');
    const scripts = [...linked('script[src]', 'src'), ...inline];
    expect(scripts.reduce((sum, script) => sum + gzipped(script), 0)).toBeLessThanOrEqual(jsLimitGz(path));
    const styles = linked('link[rel="stylesheet"]', 'href');
    expect(styles.reduce((sum, style) => sum + gzipped(style), 0)).toBeLessThanOrEqual(CSS_LIMIT_GZ);
    const fonts = /fonts\/[\w.-]+\.woff2/g;
    const named = new Set(html.match(fonts) ?? []);
    const size = [...named].reduce((sum, font) => sum + readFileSync(join(DIST, '_astro', font)).length, 0);
    expect(size).toBeLessThanOrEqual(FONT_LIMIT);
  });
});

const fileOf = (href: string, path: string): string => join(DIST, onSite(href, path).pathname.slice(base.length - 1));

test('formulas are MathML, fractions and stars included', () => {
  const maths = [...(documents.get('/modular-addition/')?.querySelectorAll('math') ?? [])];
  expect(maths.length).toBeGreaterThan(10);
  expect(maths.some((formula) => formula.querySelector('mfrac'))).toBe(true);
  expect(read('/modular-addition/')).not.toMatch(/\$[^$<>]{1,40}\$|class="math/);
});

test('a run page offers the very files that its record names', () => {
  const [run = ''] = paths.filter((path) => existsSync(join(DIST, path, 'run.json')));
  const record = JSON.parse(readFileSync(join(DIST, run, 'run.json'), 'utf8')) as { files: Record<string, string> };
  const links = [...(documents.get(run)?.querySelectorAll('a[href]') ?? [])].map(
    (link) => link.getAttribute('href') ?? '',
  );
  for (const name of Object.keys(record.files)) {
    expect(
      links.some((href) => href.endsWith(run.slice(1) + name)),
      name,
    ).toBe(true);
    expect(existsSync(join(DIST, dirname(join(run, name)))), name).toBe(true);
  }
});
