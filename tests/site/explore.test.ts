/** The explorer in a browser: what it shows, how it is steered, and that the address tells it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListedRun } from '../../src/site/explore/runFile.ts';
import { DIST, leave, openSite, visit, type Site, type Visit } from './browser.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const PATH = '/explore/';
const FIRST = '47610b71c281';
const OTHER = 'ee689708a731';
const PAIR = `${PATH}?runs=${FIRST},${OTHER}`;

/** Opens the explorer and waits until it shows its runs. */
async function explore(path = PATH, options: Parameters<typeof visit>[2] = {}): Promise<Visit> {
  const opened = await visit(site, path, options);
  await opened.page.waitForSelector('run-explorer[ready] .plot svg');
  return opened;
}

interface State {
  readonly epoch: string;
  readonly slider: string;
  readonly runs: string[];
  readonly scale: string;
  readonly values: string;
  readonly checkpoints: string[];
  readonly ticks: string[];
  readonly hasDifference: boolean;
}

/** All that a reader sees of the state. */
const stateOf = (page: Page): Promise<State> =>
  page.evaluate(() => {
    const texts = (selector: string): string[] =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '');
    return {
      epoch: texts('.dock .epoch')[0] ?? '',
      slider: document.querySelector<HTMLInputElement>('.dock input[type="range"]')?.value ?? '',
      runs: texts('.chosen .id'),
      scale: document.querySelector<HTMLInputElement>('.scale input:checked')?.value ?? '',
      values: texts('.readout tbody td').join(' '),
      checkpoints: texts('.moment figcaption'),
      ticks: texts('[data-chart="accuracy"] text'),
      hasDifference: (document.querySelector<HTMLElement>('.differences')?.offsetHeight ?? 0) > 0,
    };
  });

const slider = (page: Page) => page.getByRole('slider', { name: 'Epoch' });
/** Until the address and the text alternatives have followed. */
const settle = (page: Page): Promise<void> => page.waitForTimeout(600);
const queryOf = (page: Page): Promise<string> => page.evaluate(() => location.search);
const epochOf = ({ epoch }: State): number => Number(epoch.replace(/\D/g, ''));
const everythingSeen = async (page: Page): Promise<void> => {
  await page.locator('[data-measure="logits"]').scrollIntoViewIfNeeded();
  await page.waitForLoadState('networkidle');
  await settle(page);
};

describe('what it shows', () => {
  test('at first: the first baseline run, where it passes 95 %, with a clean address and a silent console', async () => {
    const opened = await explore();
    const { page, noise } = opened;
    await everythingSeen(page);
    const state = await stateOf(page);
    expect(state.runs).toEqual([FIRST]);
    expect(epochOf(state)).toBe(4790);
    expect(state.scale).toBe('log');
    expect(state.checkpoints.map((text) => /checkpoint ([\d\u202f]+)/.exec(text)?.[1])).toEqual(
      Array(3).fill('4\u202f800'),
    );
    expect(await queryOf(page)).toBe('');
    expect(noise).toEqual([]);
    await leave(opened);
  });

  test('pictures are drawn and say what they show', async () => {
    const opened = await explore();
    const { page } = opened;
    await everythingSeen(page);
    const before = await page.locator('.moment .picture').evaluateAll((all) => all.map((e) => e.ariaLabel ?? ''));
    expect(before).toHaveLength(3);
    for (const label of before) expect(label).toMatch(/checkpoint 4800/);
    const painted = await page.locator('canvas').evaluateAll((canvases) =>
      canvases.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data;
        return new Set(data).size;
      }),
    );
    for (const colours of painted) expect(colours).toBeGreaterThan(20);
    await slider(page).focus();
    await page.keyboard.press('Home');
    await everythingSeen(page);
    const after = await page.locator('.moment .picture').evaluateAll((all) => all.map((e) => e.ariaLabel ?? ''));
    for (const label of after) expect(label).toMatch(/checkpoint 0\b/);
    expect(await page.locator('.spoken').textContent()).toContain('epoch 0; train accuracy');
    await leave(opened);
  });

  test('a run without a measure says so', async () => {
    const opened = await explore(`${PATH}?runs=${OTHER}`);
    await everythingSeen(opened.page);
    const { checkpoints } = await stateOf(opened.page);
    expect(checkpoints[0]).toMatch(/^checkpoint/);
    expect(checkpoints.slice(1)).toEqual(['The planes were not measured.', 'The pairs were not measured.']);
    await leave(opened);
  });

  test('a run that does not exist is named, the others are shown', async () => {
    const opened = await explore(`${PATH}?runs=${FIRST},000000000000`);
    expect(await opened.page.locator('.trouble').textContent()).toContain('000000000000');
    expect((await stateOf(opened.page)).runs).toEqual([FIRST]);
    await leave(opened);
  });

  test('without scripts: the default run drawn, and links to all runs', async () => {
    const opened = await visit(site, PATH, { javaScriptEnabled: false });
    const { page } = opened;
    expect(await page.locator('.still .drawing > :visible svg').count()).toBeGreaterThanOrEqual(2);
    const list = JSON.parse(readFileSync(join(DIST, PATH, 'runs.json'), 'utf8')) as ListedRun[];
    expect(await page.locator('.all-runs a:visible').count()).toBe(list.length);
    expect(await page.locator('run-explorer').isVisible()).toBe(false);
    await leave(opened);
  });
});

describe('the cursor', () => {
  test('goes by keyboard', async () => {
    const opened = await explore();
    const { page } = opened;
    await slider(page).focus();
    const at = async (key: string): Promise<number> => {
      await page.keyboard.press(key);
      // A busy machine takes its time: read until two readings agree.
      for (let before = NaN; ;) {
        await page.waitForTimeout(150);
        const now = epochOf(await stateOf(page));
        if (now === before) return now;
        before = now;
      }
    };
    expect(await at('Home')).toBe(0);
    expect(await at('ArrowRight')).toBe(10);
    expect(await at('ArrowUp')).toBe(20);
    expect(await at('ArrowLeft')).toBe(10);
    const paged = await at('PageUp');
    expect(paged).toBeGreaterThan(15);
    expect(await at('PageDown')).toBeLessThan(paged);
    expect(await at('End')).toBe(5960);
    expect(await at('ArrowRight')).toBe(5960);
    expect(await slider(page).getAttribute('aria-valuetext')).toMatch(/^epoch 5\u202f960; train accuracy 100/);
    await leave(opened);
  });

  test('goes by pointer and by touch, on a chart and on the slider', async () => {
    const opened = await explore(PATH, { hasTouch: true });
    const { page } = opened;
    const box = await page.locator('[data-chart="loss"] .plot').boundingBox();
    if (!box) throw new Error('the chart of the loss is not shown');
    await page.mouse.move(box.x + 60, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 120, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await settle(page);
    const dragged = epochOf(await stateOf(page));
    expect(dragged).toBeGreaterThan(20);
    expect(dragged).toBeLessThan(1000);
    expect(await queryOf(page)).toBe(`?epoch=${dragged}`);
    await page.touchscreen.tap(box.x + 190, box.y + 60);
    await settle(page);
    expect(epochOf(await stateOf(page))).toBeGreaterThan(dragged);
    const track = await slider(page).boundingBox();
    if (!track) throw new Error('the slider is not shown');
    await page.mouse.click(track.x + 4, track.y + track.height / 2);
    await settle(page);
    expect(epochOf(await stateOf(page))).toBeLessThan(20);
    await leave(opened);
  });
});

describe('the address', () => {
  test('tells everything: a reload and a copy show the same', async () => {
    const opened = await explore(`${PAIR}&difference=1`);
    const { page } = opened;
    await page.getByRole('radio', { name: 'linear' }).check();
    await slider(page).focus();
    await page.keyboard.press('PageDown');
    await everythingSeen(page);
    const state = await stateOf(page);
    const query = await queryOf(page);
    expect(query).toBe(`?runs=${FIRST},${OTHER}&epoch=${epochOf(state)}&scale=linear&difference=1`);
    expect(state.hasDifference).toBe(true);
    await page.reload();
    await page.waitForSelector('run-explorer[ready] .plot svg');
    await everythingSeen(page);
    expect(await stateOf(page)).toEqual(state);
    const copy = await explore(PATH + query);
    await everythingSeen(copy.page);
    expect(await stateOf(copy.page)).toEqual(state);
    await leave(copy);
    await leave(opened);
  });

  test('picking is a step of the history, scrubbing is not', async () => {
    const opened = await explore();
    const { page } = opened;
    await slider(page).focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await settle(page);
    const length = await page.evaluate(() => history.length);
    await page.locator('.picker summary').click();
    const all = await page.locator('.choice:visible').count();
    await page.getByRole('searchbox').fill('weight decay 5');
    const found = await page.locator('.choice:visible').allTextContents();
    expect(found.length).toBeLessThan(all / 4);
    expect(found.every((text) => text.includes('weight decay 5'))).toBe(true);
    await page.getByRole('checkbox', { name: OTHER }).check();
    await page.waitForSelector('.chosen li:nth-child(2)');
    expect(await page.evaluate(() => history.length)).toBe(length + 1);
    expect(await queryOf(page)).toBe(`?runs=${FIRST},${OTHER}&epoch=20`);
    await page.keyboard.press('Escape');
    await slider(page).focus();
    await page.keyboard.press('End');
    await settle(page);
    expect(await page.evaluate(() => history.length)).toBe(length + 1);
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll('.chosen li').length === 1);
    const back = await stateOf(page);
    expect([back.runs, epochOf(back)]).toEqual([[FIRST], 20]);
    await page.goForward();
    await page.waitForFunction(() => document.querySelectorAll('.chosen li').length === 2);
    expect(epochOf(await stateOf(page))).toBe(5960);
    await leave(opened);
  });

  test('two to four runs can be picked by searching for id, experiment or cell', async () => {
    const opened = await explore();
    const { page } = opened;
    await page.locator('.picker summary').click();
    const search = page.getByRole('searchbox');
    await search.fill('nanda baseline');
    expect(await page.locator('.choice:visible').count()).toBe(4);
    for (const id of ['5f6036336614', 'cf0db7fc9537', '14cb4f624502'])
      await page.getByRole('checkbox', { name: id }).check();
    await page.waitForSelector('.chosen li:nth-child(4)');
    await search.fill('ee68');
    expect(await page.getByRole('checkbox', { name: OTHER }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove run B' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.chosen li').length === 3);
    await search.press('Enter');
    await page.waitForSelector('.chosen li:nth-child(4)');
    expect((await stateOf(page)).runs).toEqual([FIRST, 'cf0db7fc9537', '14cb4f624502', OTHER]);
    await leave(opened);
  });
});

describe('two runs', () => {
  test('are subtracted, in curves and in words', async () => {
    const opened = await explore(PAIR);
    const { page } = opened;
    expect((await stateOf(page)).hasDifference).toBe(false);
    await page.getByRole('checkbox', { name: 'Show the difference A minus B' }).check();
    await settle(page);
    expect((await stateOf(page)).hasDifference).toBe(true);
    const line = page.locator('[data-chart="accuracyDifference"] path.s-ink[stroke-width]');
    expect((await line.getAttribute('d'))?.split('L').length).toBeGreaterThan(100);
    expect(await page.locator('.difference-words').textContent()).toContain('A is 4\u202f240 epochs later');
    expect(await queryOf(page)).toContain('difference=1');
    await leave(opened);
  });

  test('the linear axis has round steps', async () => {
    const opened = await explore(`${PAIR}&scale=linear`);
    const { ticks } = await stateOf(opened.page);
    expect(ticks).toEqual(expect.arrayContaining(['0', '2k', '4k']));
    expect(ticks).not.toContain('100');
    await leave(opened);
  });
});

describe('it fits', () => {
  test.each([1, 4])('a phone, with %i runs', async (count) => {
    const ids = [FIRST, OTHER, 'cf0db7fc9537', '14cb4f624502'].slice(0, count);
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const opened = await explore(`${PATH}?runs=${ids.join(',')}`, phone);
    const { page } = opened;
    await page.locator('.picker summary').click();
    await everythingSeen(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(opened.noise).toEqual([]);
    await leave(opened);
  });

  test.each(['light', 'dark'] as const)('readers of all kinds, in %s', async (colorScheme) => {
    const opened = await explore(`${PAIR}&difference=1`, { colorScheme, reducedMotion: 'reduce' });
    const { page } = opened;
    await page.locator('.picker summary').click();
    await everythingSeen(page);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const checker = (window as unknown as { axe: typeof axe }).axe;
      const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations: found } = await checker.run(document, { runOnly: { type: 'tag', values } });
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    });
    expect(violations).toEqual([]);
    await leave(opened);
  });

  test('the colours of the pictures follow the theme', async () => {
    const opened = await explore(PATH, { colorScheme: 'light' });
    const { page } = opened;
    await everythingSeen(page);
    const canvas = page.locator('[data-measure="planes"] canvas');
    const pixels = (): Promise<string> => canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
    const light = await pixels();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(300);
    expect(await pixels()).not.toBe(light);
    await leave(opened);
  });
});
