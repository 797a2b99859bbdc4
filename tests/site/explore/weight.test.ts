/** What the explorer costs: bytes of data and scripts, milliseconds an update. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListedRun } from '../../../src/site/explore/runFile.ts';
import { DIST, openSite, type Site } from '../browser.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const PATH = '/explore/';

/** Until everything in the window was fetched and drawn. */
async function everythingSeen(page: Page): Promise<void> {
  await page.waitForSelector('run-explorer[ready] .plot svg');
  await page.locator('[data-measure="logits"]').scrollIntoViewIfNeeded();
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(600);
}

describe('it weighs', () => {
  test('at most 300 kB of data for a run at first view, and 120 kB of maps until the cursor moves', async () => {
    const context = await site.browser.newContext({ viewport: { width: 1280, height: 3000 } });
    const page = await context.newPage();
    const sizes = new Map<string, number>();
    let scripts = 0;
    page.on('response', (response) => {
      const url = new URL(response.url());
      void response.body().then((body) => {
        if (/\/explore\/.+/.test(url.pathname)) sizes.set(url.pathname, body.length);
        if (url.pathname.endsWith('.js')) scripts += gzipSync(body, { level: 9 }).length;
      });
    });
    await page.goto(site.origin + PATH);
    await everythingSeen(page);
    const all = [...sizes];
    const total = all.reduce((sum, [, size]) => sum + size, 0);
    const maps = all.filter(([name]) => name.includes('logits')).reduce((sum, [, size]) => sum + size, 0);
    process.stderr.write(`explorer: ${total} bytes of data, ${maps} of them maps; scripts ${scripts} bytes gz\n`);
    expect(maps).toBeGreaterThan(10_000);
    expect(maps).toBeLessThanOrEqual(120_000);
    expect(total).toBeLessThanOrEqual(300_000);
    await context.close();
  });

  test('at most 300 kB for any run that is stored, and a list of 300 bytes a run', () => {
    const files = readdirSync(join(DIST, PATH)).map((name) => ({ name, size: statSync(join(DIST, PATH, name)).size }));
    const list = JSON.parse(readFileSync(join(DIST, PATH, 'runs.json'), 'utf8')) as ListedRun[];
    expect(files.find(({ name }) => name === 'runs.json')?.size).toBeLessThanOrEqual(300 * list.length);
    for (const { id } of list) {
      const atFirst = files.filter(({ name }) => name.startsWith(id));
      const maps = atFirst.filter(({ name }) => name.includes('logits')).map(({ size }) => size);
      const others = atFirst.filter(({ name }) => !name.includes('logits')).map(({ size }) => size);
      expect(others.reduce((sum, size) => sum + size, 0) + Math.max(0, ...maps), id).toBeLessThanOrEqual(300_000);
    }
  });

  test('at most 12 kB of scripts, which no other page loads', () => {
    const html = readFileSync(join(DIST, PATH, 'index.html'), 'utf8');
    const linked = [...html.matchAll(/<script[^>]*\bsrc="([^"]+)"/g)].map(([, src = '']) =>
      src.replace(/^.*?_astro/, '_astro'),
    );
    const inline = [...html.matchAll(/<script(?![^>]*(?:src=|json))[^>]*>([\s\S]*?)<\/script>/g)].map(
      ([, code = '']) => code,
    );
    const codes = [...linked.map((src) => readFileSync(join(DIST, src), 'utf8')), ...inline];
    const size = codes.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0);
    expect(size).toBeGreaterThan(3000);
    expect(size).toBeLessThanOrEqual(12_000);
    const own = linked.find((src) => readFileSync(join(DIST, src), 'utf8').includes('run-explorer')) ?? 'none';
    for (const page of ['index.html', 'runs/index.html', 'modular-addition/index.html'])
      expect(readFileSync(join(DIST, page), 'utf8')).not.toContain(own);
  });
});

test('it is fast: one update a frame, however many inputs', async () => {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const request = window.requestAnimationFrame.bind(window);
    const durations: number[] = [];
    Object.assign(window, { durations });
    window.requestAnimationFrame = (callback) =>
      request((now) => {
        const start = performance.now();
        callback(now);
        durations.push(performance.now() - start);
      });
  });
  await page.goto(site.origin + `${PATH}?runs=47610b71c281,5f6036336614,cf0db7fc9537,14cb4f624502`);
  await everythingSeen(page);
  const durations = await page.evaluate(async () => {
    const known = (window as unknown as { durations: number[] }).durations;
    const range = document.querySelector<HTMLInputElement>('.dock input[type="range"]');
    // Once to fetch what there is to show, once to measure.
    for (let round = 0; round < 2; round++) {
      known.length = 0;
      for (let step = 0; step <= 100 && range; step++) {
        range.value = String(10 * step);
        for (let i = 0; i < 3; i++) range.dispatchEvent(new Event('input'));
        await new Promise((done) => setTimeout(done, 20));
      }
      await new Promise((done) => setTimeout(done, 1500));
    }
    return [...known].sort((x, y) => x - y);
  });
  const p95 = durations[Math.floor(0.95 * durations.length)] ?? Infinity;
  process.stderr.write(
    `explorer, four runs: ${durations.length} updates, median ${durations[durations.length >> 1]?.toFixed(1)} ms, 95th percentile ${p95.toFixed(1)} ms\n`,
  );
  expect(durations.length).toBeLessThanOrEqual(130);
  expect(p95).toBeLessThanOrEqual(50);
  await context.close();
});
