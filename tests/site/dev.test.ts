/** While developing, an open page follows the definitions and the stored runs, without a hand on the reload button. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { Project, type DevServer } from './project.ts';

const DEFINITION = 'experiments/nanda-baseline.ts';
const WRITEUP = 'content/modular-addition.mdx';
const PAGE = '/experiments/nanda-baseline/';
const RUN = '47610b71c281';

let project: Project;
let server: DevServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  project = new Project();
  server = await project.serve();
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  project.remove();
});
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(server.origin + PAGE, { waitUntil: 'networkidle' });
  expect(await page.locator('h1').innerText()).toBe('The baseline: addition modulo 113');
});
afterEach(async () => {
  await page.close();
  // What a test left behind when it failed is not the next one's.
  project.restore(DEFINITION);
  project.restore(WRITEUP);
});

/** Waits until the open page shows `text` at `selector`, and tells how long that took since `save`. */
async function follows(what: string, save: () => void, selector: string, text: string): Promise<void> {
  const start = performance.now();
  save();
  await page.locator(selector, { hasText: text }).first().waitFor({ timeout: 20_000 });
  process.stderr.write(`${what}: shown ${Math.round(performance.now() - start)} ms after the save\n`);
}

test('title and runs follow the definition', async () => {
  await follows('title', () => project.change(DEFINITION, 'The baseline', 'Renamed'), 'h1', 'Renamed: addition');
  const grown = (): void => project.change(DEFINITION, '[0, 1, 2, 999]', '[0, 1, 2, 999, 7]');
  await follows('new cell', grown, '.runs tr', 'missing');
  expect(await page.locator('.byline').innerText()).toContain('4 of 5 runs stored');
  expect(await page.locator('.runs tbody tr').count()).toBe(5);
  await follows('restored', () => project.restore(DEFINITION), '.byline', 'all 4 runs stored');
});

test('a mistake is told in the words of the lab, and forgotten when it is mended', async () => {
  const broken = (): void => project.change(DEFINITION, 'operation:', 'opration:');
  const sentence = `${DEFINITION}:10: unknown field task.opration. Did you mean "operation"?`;
  await follows('mistake', broken, 'vite-error-overlay', sentence);
  expect(server.output).toContain(sentence);
  await follows('mended', () => project.restore(DEFINITION), 'h1', 'The baseline');
  expect(await page.locator('vite-error-overlay').count()).toBe(0);
});

test('so is one that is not TypeScript at all', async () => {
  const broken = (): void => project.change(DEFINITION, 'export default', 'export defualt');
  await follows('no module', broken, 'vite-error-overlay', `${DEFINITION} does not load`);
  await follows('mended', () => project.restore(DEFINITION), 'h1', 'The baseline');
});

test('so is one in front matter, where the server goes on with the last one that was right', async () => {
  await page.goto(`${server.origin}/modular-addition/`, { waitUntil: 'networkidle' });
  const title = await page.locator('h1').innerText();
  const broken = (): void => project.change(WRITEUP, 'status: published', 'status: publishd');
  await follows('head', broken, 'vite-error-overlay', `${WRITEUP}:10: status is "publishd", must be one of`);
  await follows('mended', () => project.restore(WRITEUP), 'h1', title);
  expect(await page.locator('vite-error-overlay').count()).toBe(0);
});

test('a definition that is new has a page, and what it imports is followed', async () => {
  await page.goto('about:blank');
  const source = [
    "import { defineExperiment } from '../src/lab/definition.ts';",
    "import baseline from './nanda-baseline.ts';",
    "export default defineExperiment({ slug: 'other', title: baseline.title, question: 'Why?', source: 'ours', base: baseline.base });",
  ];
  writeFileSync(project.path('experiments/other.ts'), source.join('\n'));
  await expect
    .poll(async () => (await fetch(`${server.origin}/experiments/other/`)).status, { timeout: 20_000 })
    .toBe(200);
  project.change(DEFINITION, 'The baseline', 'Renamed');
  await expect
    .poll(async () => (await fetch(`${server.origin}/experiments/other/`)).text(), { timeout: 20_000 })
    .toContain('Renamed: addition');
  rmSync(project.path('experiments/other.ts'));
  project.restore(DEFINITION);
  await expect
    .poll(async () => (await fetch(`${server.origin}/experiments/other/`)).status, { timeout: 20_000 })
    .toBe(404);
});

test('a run that is taken away and stored again is missing, then there', async () => {
  const stored = project.path(`public/runs/${RUN}`);
  const away = project.path(`held/${RUN}`);
  mkdirSync(project.path('held'));
  await follows('run gone', () => renameSync(stored, away), '.byline', '3 of 4 runs stored');
  expect((await fetch(`${server.origin}/runs/${RUN}/`)).status).toBe(404);
  await follows('run stored', () => renameSync(away, stored), '.byline', 'all 4 runs stored');
  expect((await fetch(`${server.origin}/runs/${RUN}/`)).status).toBe(200);
});
