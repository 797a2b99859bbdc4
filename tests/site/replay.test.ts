/** The page's time cursor and the film: asked for, steerable by keyboard, told in the address, silent otherwise. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leave, openSite, visit, type Site } from './browser.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const PATH = '/modular-addition/';

/** What the cursor says and where its lines stand. */
const stateOf = (page: Page): Promise<{ text: string; lines: string[]; slider: string }> =>
  page.evaluate(() => ({
    text: document.querySelector('replay-cursor output')?.textContent?.replace(/\s+/g, ' ').trim() ?? '',
    lines: [...document.querySelectorAll<SVGLineElement>('.time-cursor')].map((line) =>
      line.style.display === 'none' ? 'hidden' : (line.getAttribute('x1') ?? ''),
    ),
    slider: document.querySelector<HTMLInputElement>('replay-cursor input')?.value ?? '',
  }));

const epochOf = ({ text }: { text: string }): number => Number(/epoch ([\d ]+)/.exec(text)?.[1]?.replace(/\D/g, ''));
const hashOf = (page: Page): Promise<string> => page.evaluate(() => location.hash);

describe('replay', () => {
  test('nothing moves until asked', async () => {
    const opened = await visit(site, PATH);
    const before = await stateOf(opened.page);
    expect(before.lines.every((line) => line === 'hidden')).toBe(true);
    await opened.page.waitForTimeout(400);
    expect(await stateOf(opened.page)).toEqual(before);
    expect(await hashOf(opened.page)).toBe('');
    await leave(opened);
  });

  test('plays, pauses and says where it is', async () => {
    const opened = await visit(site, PATH);
    const { page } = opened;
    await page.locator('replay-cursor button').click();
    await page.waitForTimeout(1500);
    const pause = page.locator('replay-cursor button');
    expect(await pause.textContent()).toBe('Pause');
    expect(await pause.getAttribute('aria-pressed')).toBe('true');
    await pause.click();
    const paused = await stateOf(page);
    await page.waitForTimeout(500);
    expect(await stateOf(page)).toEqual(paused);
    expect(paused.lines.some((line) => line === 'hidden')).toBe(false);
    expect(await hashOf(page)).toBe(`#epoch=${epochOf(paused)}`);
    await leave(opened);
  });

  test('the slider goes by keyboard, one evaluation a key', async () => {
    const opened = await visit(site, PATH);
    const { page } = opened;
    await page.getByRole('slider', { name: 'Epoch' }).focus();
    await page.keyboard.press('Home');
    expect(epochOf(await stateOf(page))).toBe(0);
    await page.keyboard.press('ArrowRight');
    expect(epochOf(await stateOf(page))).toBe(10);
    await page.keyboard.press('ArrowLeft');
    expect(epochOf(await stateOf(page))).toBe(0);
    await page.keyboard.press('End');
    const end = await stateOf(page);
    expect(epochOf(end)).toBeGreaterThan(1000);
    const spoken = await page.getByRole('slider').getAttribute('aria-valuetext');
    expect(spoken).toMatch(/^epoch \d+, train accuracy 100.0\u202f%, test accuracy/);
    await leave(opened);
  });

  test('an address with an epoch gives the same state again, beside an anchor too', async () => {
    const opened = await visit(site, `${PATH}#epoch=1000`);
    const { page } = opened;
    const first = await stateOf(page);
    expect(first.lines.some((line) => line === 'hidden')).toBe(false);
    await page.reload();
    expect(await stateOf(page)).toEqual(first);
    await page.evaluate(() => (location.hash = '#fig-norm&epoch=1000'));
    await page.waitForTimeout(200);
    expect(await stateOf(page)).toEqual(first);
    const top = await page.locator('#fig-norm').evaluate((figure) => figure.getBoundingClientRect().top);
    expect(Math.abs(top)).toBeLessThan(60);
    await page.getByRole('slider').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(400);
    expect(await hashOf(page)).toMatch(/^#fig-norm&epoch=\d+$/);
    await leave(opened);
  });

  test('dragging on a figure moves the cursor of all', async () => {
    const opened = await visit(site, PATH);
    const { page } = opened;
    const box = await page.locator('#fig-grok .wide svg').boundingBox();
    if (!box) throw new Error('fig-grok is not shown');
    await page.mouse.move(box.x + 0.3 * box.width, box.y + 0.5 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.6 * box.width, box.y + 0.5 * box.height, { steps: 4 });
    await page.mouse.up();
    const { lines, text } = await stateOf(page);
    expect(lines.some((line) => line === 'hidden')).toBe(false);
    expect(epochOf({ text })).toBeGreaterThan(100);
    await leave(opened);
  });

  test('a number that is an epoch takes the figures there', async () => {
    const opened = await visit(site, PATH);
    const { page } = opened;
    const link = page.locator('a.seek').first();
    const epoch = Number((await link.getAttribute('href'))?.split('=')[1]);
    await link.click();
    await page.waitForTimeout(200);
    expect(epochOf(await stateOf(page))).toBe(epoch);
    await leave(opened);
  });

  test('stops when no figure is on screen', async () => {
    const opened = await visit(site, PATH);
    const { page } = opened;
    await page.locator('replay-cursor button').click();
    await page.locator('#references').scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector('.colophon')?.scrollIntoView());
    await page.waitForTimeout(500);
    const stopped = await stateOf(page);
    await page.waitForTimeout(400);
    expect(await stateOf(page)).toEqual(stopped);
    await leave(opened);
  });

  test('with reduced motion a press is one step', async () => {
    const opened = await visit(site, PATH, { reducedMotion: 'reduce' });
    const { page } = opened;
    const step = page.locator('replay-cursor button');
    expect(await step.textContent()).toBe('Step');
    const epochs: number[] = [];
    for (let i = 0; i < 4; i++) {
      await step.click();
      epochs.push(epochOf(await stateOf(page)));
    }
    expect(epochs[0]).toBe(0);
    expect(epochs).toEqual([...epochs].sort((x, y) => x - y));
    expect(new Set(epochs).size).toBe(4);
    await leave(opened);
  });

  test('the pictures of the embedding follow the cursor up to their own moment', async () => {
    const opened = await visit(site, '/');
    const { page } = opened;
    /** Mean x and y spread of each picture's residues. */
    const rings = async (): Promise<number[]> => {
      const lines = await page
        .locator('.hero .drawing:first-child .wide')
        .evaluate((drawing) => [...drawing.querySelectorAll('path')].map((path) => path.getAttribute('d') ?? ''));
      return lines
        .filter((line) => line.includes('L'))
        .map((line) => {
          const numbers = line.match(/-?[\d.]+/g)?.map(Number) ?? [];
          const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
          return numbers.reduce((sum, x) => sum + Math.abs(x - mean), 0) / numbers.length;
        });
    };
    const stills = await rings();
    expect(stills).toHaveLength(5);
    await page.evaluate(() => (location.hash = '#epoch=300'));
    await page.waitForResponse(/planes\.bin$/);
    await page.waitForTimeout(300);
    const moved = await rings();
    expect(Math.abs((moved[3] ?? 0) - (stills[3] ?? 0))).toBeGreaterThan(1);
    expect(moved[4]).toBeCloseTo(moved[3] ?? 0, 0);
    expect(moved[1]).toBeCloseTo(stills[1] ?? 0, 0);
    await leave(opened);
  });
});

describe('the wavetable', () => {
  const stateOfScope = (page: Page): Promise<{ text: string; wave: string; setOff: number[] }> =>
    page.evaluate(() => ({
      text: document.querySelector('wave-scope output')?.textContent ?? '',
      wave: document.querySelector('wave-scope .wave')?.getAttribute('d') ?? '',
      setOff: [...document.querySelectorAll('.wide [stroke-dasharray]')].flatMap((wave, i) =>
        wave.classList.contains('scoped') ? [i] : [],
      ),
    }));

  test('shows the last waveform large, and goes back by keyboard', async () => {
    const opened = await visit(site, '/gallery/wavetable/');
    const { page, noise } = opened;
    await page.waitForFunction(() => document.querySelector('wave-scope output')?.textContent !== '');
    const last = await stateOfScope(page);
    expect(last.text).toMatch(/^epoch [\d\u202f]+ · 9\d\.\d\u202f% one sinusoid$/);
    await page.getByRole('slider', { name: 'Moment of the waveform' }).focus();
    await page.keyboard.press('Home');
    const first = await stateOfScope(page);
    expect(first.text).toMatch(/^epoch 0 · \d\d\u202f% one sinusoid$/);
    expect(first.wave).not.toBe(last.wave);
    expect([first.setOff, last.setOff[0]]).toEqual([[0], (await page.locator('.wide [stroke-dasharray]').count()) - 1]);
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toBe(first.text.replace(' ·', ','));
    expect(noise).toEqual([]);
    await leave(opened);
  });

  test('follows the time cursor of a page', async () => {
    const opened = await visit(site, '/gallery/wavetable/');
    const { page } = opened;
    await page.waitForFunction(() => document.querySelector('wave-scope output')?.textContent !== '');
    const seek = (epoch: number | null): Promise<void> =>
      page.evaluate((to) => void document.dispatchEvent(new CustomEvent('replay', { detail: { epoch: to } })), epoch);
    const last = await stateOfScope(page);
    await seek(140);
    expect((await stateOfScope(page)).text).toMatch(/^epoch 140 /);
    await seek(null);
    expect(await stateOfScope(page)).toEqual(last);
    await leave(opened);
  });
});

describe('film', () => {
  test('shows a poster, plays when asked and stops on Escape', async () => {
    const opened = await visit(site, PATH);
    const { page } = opened;
    const film = page.locator('film-player').first();
    await film.scrollIntoViewIfNeeded();
    expect(await film.locator('picture').count()).toBe(0);
    const play = film.getByRole('button');
    await play.click();
    expect(await play.getAttribute('aria-pressed')).toBe('true');
    const shown = film.locator('picture img');
    await page.waitForFunction(
      () => (document.querySelector<HTMLImageElement>('film-player picture img')?.naturalWidth ?? 0) > 0,
    );
    expect(await shown.evaluate((image: HTMLImageElement) => image.currentSrc)).toContain('.webp');
    await page.keyboard.press('Escape');
    expect(await film.locator('picture').count()).toBe(0);
    expect(await play.getAttribute('aria-pressed')).toBe('false');
    await leave(opened);
  });

  test('stops off screen', async () => {
    const opened = await visit(site, PATH);
    const { page } = opened;
    const film = page.locator('film-player').first();
    await film.getByRole('button').click();
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(300);
    expect(await film.locator('picture').count()).toBe(0);
    await leave(opened);
  });

  test('with reduced motion the key frames stand in for the poster', async () => {
    const opened = await visit(site, PATH, { reducedMotion: 'reduce' });
    const film = opened.page.locator('film-player').first();
    expect(await film.locator('.strip').isVisible()).toBe(true);
    expect(await film.locator('.poster').isVisible()).toBe(false);
    await leave(opened);
  });
});
