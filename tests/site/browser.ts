/** Serves dist/ on 127.0.0.1 and opens it in Chromium. Build first: `npm run build`. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

export const DIST = join(process.cwd(), 'dist');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Paths of all pages, with a slash at the end. @throws Error where nothing was built. */
export function pagePaths(): string[] {
  if (!existsSync(join(DIST, 'index.html'))) throw new Error('dist/ has no site in it. Run: npm run build');
  const names = readdirSync(DIST, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /(^|\/)index\.html$/.test(name))
    .map((name) => `/${name.replace(/index\.html$/, '')}`)
    .sort();
}

export interface Site {
  readonly origin: string;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/** A server and a browser for one file of tests. */
export async function openSite(): Promise<Site> {
  const server = createServer((request, response) => {
    void answer(new URL(request.url ?? '/', 'http://x').pathname).then(({ status, type, body }) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await launch();
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, browser, close: () => closeBoth(browser, server) };
}

async function closeBoth(browser: Browser, server: Server): Promise<void> {
  await browser.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}

async function answer(path: string): Promise<{ status: number; type: string; body: Uint8Array }> {
  const file = join(DIST, decodeURIComponent(path), path.endsWith('/') ? 'index.html' : '');
  const isFile = await stat(file).then(
    (entry) => entry.isFile(),
    () => false,
  );
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  return isFile
    ? { status: 200, type, body: await readFile(file) }
    : { status: 404, type: 'text/plain', body: Buffer.from('not found') };
}

export async function launch(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no browser at ${executablePath}. Install Chromium (Debian: apt-get install chromium; anywhere: ` +
        'npx playwright-core install chromium) and set CHROME_PATH to it.',
    );
  }
  const quiet =
    '--disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const args = ['--no-sandbox', '--headless=new', '--disable-gpu', ...quiet.split(' ')];
  return chromium.launch({ executablePath, args });
}

/** A page and what it did besides showing itself: console messages, errors, requests to other hosts, failed requests. */
export interface Visit {
  readonly page: Page;
  readonly noise: string[];
}

export async function visit(site: Site, path: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('console', (message) => noise.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site.origin) && !url.startsWith('data:')) noise.push(`third party: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) noise.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(site.origin + path, { waitUntil: 'load' });
  return { page, noise };
}

export const leave = ({ page }: Visit): Promise<void> => page.context().close();
