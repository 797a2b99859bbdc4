/**
 * Pages in a browser: silent, self-contained, accessible, and no wider than its window. All of them, but of run pages
 * that are built alike only some: `PAGES=all npm run test:site -- reading` opens the others too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, expect, test, type ExpectStatic } from 'vitest';
import { DIST, leave, openSite, pagePaths, visit, type Site, type Visit } from './browser.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** All rules in light; in dark those that depend on colour. */
const RULES = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
} as const satisfies Record<string, { type: 'tag' | 'rule'; values: readonly string[] }>;

/** Run pages of one build, by what a reader finds on them from top to bottom. */
const buildOf = (path: string): string => {
  const { document } = parseHTML(readFileSync(join(DIST, path, 'index.html'), 'utf8'));
  return [...document.querySelectorAll('main h2, main h3, main figure')].map(({ id }) => id).join(' ');
};

/** One template makes all run pages; of those with the same sections and figures, this many are opened. */
const OPENED_OF_A_BUILD = 12;

function pagesToOpen(): string[] {
  const all = pagePaths();
  if (process.env['PAGES'] === 'all') return all;
  const isRun = (path: string): boolean => /^\/runs\/[0-9a-f]+\/$/.test(path);
  const builds = Map.groupBy(all.filter(isRun), buildOf);
  // Ids are hashes: every n-th is as good as a draw.
  const drawn = [...builds.values()].flatMap((paths) => {
    const step = Math.ceil(paths.length / OPENED_OF_A_BUILD);
    return paths.filter((_, i) => i % step === 0);
  });
  return [...all.filter((path) => !isRun(path)), ...drawn];
}

/** @returns findings of axe in the page as it is, `impact rule: elements`. */
async function findingsOf({ page }: Visit, colorScheme: keyof typeof RULES): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  return page.evaluate(async ({ type, values }) => {
    const checker = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await checker.run(document, { runOnly: { type, values: [...values] } });
    return violations.map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    );
  }, RULES[colorScheme]);
}

/** No serious finding in either theme; others are told. */
async function expectAccessible(opened: Visit, path: string, expect: ExpectStatic): Promise<void> {
  await opened.page.evaluate(axe.source);
  for (const colorScheme of ['light', 'dark'] as const) {
    const findings = await findingsOf(opened, colorScheme);
    const serious = findings.filter((finding) => /^(serious|critical)/.test(finding));
    if (findings.length > serious.length) process.stderr.write(`${path} ${colorScheme}: ${findings.join('\n')}\n`);
    expect.soft(serious, `accessibility in ${colorScheme}`).toEqual([]);
  }
}

async function expectToFit({ page }: Visit, expect: ExpectStatic): Promise<void> {
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    // The explorer draws anew for its width.
    await expect.poll(overflow, { message: `wider than ${width} px`, timeout: 5000 }).toBeLessThanOrEqual(0);
  }
}

/** Nothing on the console, and no other host is asked. */
async function expectSilent({ page, noise }: Visit, expect: ExpectStatic): Promise<void> {
  await page.mouse.wheel(0, 4000);
  await page.waitForLoadState('networkidle');
  expect.soft(noise, 'noise').toEqual([]);
}

/** Every figure is shown, and no control that needs scripts. */
async function expectWholeWithoutScripts(path: string, expect: ExpectStatic): Promise<void> {
  const bare = await visit(site, path, { javaScriptEnabled: false });
  const drawings = await bare.page.locator('figure .drawing').evaluateAll((all) =>
    all.map(({ children }) => {
      const shown = [...children].filter((child) => child.checkVisibility());
      const pictures = shown.flatMap((child) => [...child.querySelectorAll('svg')]);
      return pictures.map((picture) => picture.getBoundingClientRect().height);
    }),
  );
  for (const heights of drawings) {
    expect.soft(heights, 'drawings of a figure without scripts').toHaveLength(1);
    expect.soft(heights[0], 'height of a drawing without scripts').toBeGreaterThan(60);
  }
  const controls = bare.page.locator('replay-cursor:visible, main button:visible, #theme:visible');
  expect.soft(await controls.count(), 'controls without scripts').toBe(0);
  await leave(bare);
}

// Opened once with scripts, in both themes and three widths, and once without; two pages at a time.
test.concurrent.for(pagesToOpen())('%s: accessible, fits, silent, whole without scripts', async (path, { expect }) => {
  await expectWholeWithoutScripts(path, expect);
  const opened = await visit(site, path, { colorScheme: 'light' });
  try {
    await expectAccessible(opened, path, expect);
    await expectSilent(opened, expect);
    await expectToFit(opened, expect);
  } finally {
    await leave(opened);
  }
});

test('text in figures is at least 11 px high on a phone', async () => {
  const opened = await visit(site, '/modular-addition/', { viewport: { width: 360, height: 800 } });
  const sizes = await opened.page.locator('.drawing .narrow:visible').evaluateAll((drawings) =>
    drawings.flatMap((drawing) => {
      const svg = drawing.querySelector('svg') as SVGSVGElement;
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      return [...svg.querySelectorAll('text')].map((text) => scale * parseFloat(getComputedStyle(text).fontSize));
    }),
  );
  expect(sizes.length).toBeGreaterThan(20);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10.5);
  await leave(opened);
});

test('the theme can be chosen and stays chosen', async () => {
  const opened = await visit(site, '/', { colorScheme: 'light' });
  const paper = (): Promise<string> =>
    opened.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await opened.page.getByRole('button', { name: 'Theme: auto' }).click();
  await opened.page.getByRole('button', { name: 'Theme: light' }).click();
  const dark = await paper();
  expect(dark).not.toBe(light);
  await opened.page.reload();
  expect(await paper()).toBe(dark);
  await leave(opened);
});

test('a citation shows its card on focus, and Escape closes it', async () => {
  const opened = await visit(site, '/modular-addition/');
  const cite = opened.page.locator('.cite').first();
  await cite.locator('a').first().focus();
  expect(await cite.locator('.card').isVisible()).toBe(true);
  await opened.page.keyboard.press('Escape');
  expect(await cite.locator('.card').isVisible()).toBe(false);
  await leave(opened);
});

test('a copy button copies what it stands beside', async () => {
  const opened = await visit(site, '/modular-addition/', { permissions: ['clipboard-read', 'clipboard-write'] });
  await opened.page.locator('#cite button.copy').click();
  expect(await opened.page.evaluate(() => navigator.clipboard.readText())).toContain('@misc{atlas-modular-addition');
  await leave(opened);
});
