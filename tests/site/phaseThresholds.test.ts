/** The thresholds of a phase diagram: moved by keyboard, put back, and never in the way. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leave, openSite, visit, type Site } from './browser.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** A sweep of which one run stays short of 100 %. */
const PATH = '/experiments/weight-decay/';

/** Letters and colours of the runs in the wide drawing, and what is said of them. */
const stateOf = (page: Page): Promise<{ cells: string[]; said: string; resets: boolean }> =>
  page.evaluate(() => {
    const svg = document.querySelector('#fig-phase-diagram .wide svg');
    const runs = (JSON.parse(document.querySelector('phase-thresholds script')?.textContent ?? '[]') as unknown[])
      .length;
    const letters = [...(svg?.querySelectorAll('text') ?? [])].slice(0, runs);
    const outlines = [...(svg?.querySelectorAll('path') ?? [])].slice(0, runs);
    return {
      cells: letters.map(({ textContent }, i) => `${textContent} ${outlines[i]?.getAttribute('class')}`),
      said: document.querySelector('phase-thresholds output')?.textContent ?? '',
      resets: !(document.querySelector<HTMLButtonElement>('phase-thresholds button')?.hidden ?? true),
    };
  });

test('scripts show the diagram as it was drawn until a threshold is moved', async () => {
  const opened = await visit(site, PATH);
  const still = await visit(site, PATH, { javaScriptEnabled: false });
  const drawn = await still.page.locator('#fig-phase-diagram .wide svg').evaluate((svg) => svg.outerHTML);
  expect(await opened.page.locator('#fig-phase-diagram .wide svg').evaluate((svg) => svg.outerHTML)).toBe(drawn);
  expect(await still.page.locator('phase-thresholds').isVisible()).toBe(false);
  await leave(opened);
  await leave(still);
});

test('a threshold out of reach takes the verdicts with it, and they come back', async () => {
  const opened = await visit(site, PATH);
  const { page } = opened;
  const before = await stateOf(page);
  expect(before.resets).toBe(false);
  const slider = page.getByRole('slider', { name: /^Collapsed/ });
  await slider.focus();
  await page.keyboard.press('End');
  expect(await slider.getAttribute('aria-valuetext')).toBe('100\u202f%');
  await page.getByRole('slider', { name: /^Grokked/ }).focus();
  await page.keyboard.press('Home');
  const moved = await stateOf(page);
  expect(moved.said).not.toBe(before.said);
  expect(moved.cells).toHaveLength(before.cells.length);
  const total = moved.said
    .match(/\d+(?= (neither|memorized|grokked|collapsed))/g)
    ?.reduce((sum, n) => sum + Number(n), 0);
  expect(total).toBe(before.cells.length);
  await page.getByRole('button', { name: 'As they were' }).click();
  expect(await stateOf(page)).toEqual(before);
  await leave(opened);
});
