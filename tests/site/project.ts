/** A copy of the project in a temporary folder: to be built or served with changes the working tree must not see. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = process.cwd();
const COPIED = ['src', 'content', 'experiments', 'public', 'astro.config.mjs', 'package.json', 'tsconfig.json'];
const ASTRO = join(ROOT, 'node_modules', 'astro', 'bin', 'astro.mjs');
/** Without what Vitest sets for its own Vite. */
const INHERITED = Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITEST.*|MODE|DEV|PROD|SSR)$/.test(name));
const ENVIRONMENT = { ...Object.fromEntries(INHERITED), ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };

export class Project {
  readonly root = mkdtempSync(join(tmpdir(), 'atlas-'));

  constructor() {
    for (const name of COPIED) cpSync(join(ROOT, name), this.path(name), { recursive: true });
    // Each package by itself: what Vite and Astro keep in node_modules is the copy's own.
    mkdirSync(this.path('node_modules'));
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (name === '.bin' || !name.startsWith('.'))
        symlinkSync(join(ROOT, 'node_modules', name), this.path(join('node_modules', name)));
    }
    // Drawings that were made before need not be made again.
    mkdirSync(join(ROOT, '.cache', 'figures'), { recursive: true });
    mkdirSync(this.path('.cache'));
    symlinkSync(join(ROOT, '.cache', 'figures'), this.path('.cache/figures'));
  }

  path(name: string): string {
    return join(this.root, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  /** Writes a file of the working tree with one change. @throws TypeError where `from` is not in it. */
  change(name: string, from: string, to: string): void {
    const source = readFileSync(join(ROOT, name), 'utf8');
    if (!source.includes(from)) throw new TypeError(`change: ${name} has no ${JSON.stringify(from)}`);
    writeFileSync(this.path(name), source.replace(from, to));
  }

  /** Writes a file as it is in the working tree. */
  restore(name: string): void {
    cpSync(join(ROOT, name), this.path(name));
  }

  build(): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [ASTRO, 'build'], {
      cwd: this.root,
      env: ENVIRONMENT,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  /** Serves the project for development, on a free port of 127.0.0.1. */
  async serve(): Promise<DevServer> {
    const port = await freePort();
    const args = [ASTRO, 'dev', '--host', '127.0.0.1', '--port', String(port)];
    const child = spawn(process.execPath, args, { cwd: this.root, env: ENVIRONMENT });
    const server = new DevServer(child, `http://127.0.0.1:${port}`);
    await server.started;
    return server;
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

export class DevServer {
  readonly origin: string;
  readonly started: Promise<void>;
  readonly #child: ChildProcess;
  #output = '';

  constructor(child: ChildProcess, origin: string) {
    this.#child = child;
    this.origin = origin;
    this.started = new Promise((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        if (this.#output.includes('watching for file changes')) resolve();
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => reject(new Error(`astro dev ended with ${code}:\n${this.#output}`)));
    });
  }

  /** Everything it has printed. */
  get output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
