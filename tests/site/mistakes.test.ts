/** A wrong name in a write-up stops the build with one clear sentence: file, line, name, near miss. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = process.cwd();
const COPIED = ['src', 'content', 'experiments', 'astro.config.mjs', 'package.json', 'tsconfig.json'];
const LINKED = ['node_modules', 'public', '.cache'];

let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'atlas-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(project, name), { recursive: true });
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(project, name));
});
afterAll(() => rmSync(project, { recursive: true }));

const WRITEUP = join('content', 'modular-addition.mdx');

/** Builds the project with one change to the write-up. */
function buildWith(from: string, to: string): { status: number | null; output: string } {
  const source = readFileSync(join(ROOT, WRITEUP), 'utf8');
  expect(source).toContain(from);
  writeFileSync(join(project, WRITEUP), source.replace(from, to));
  const astro = join(ROOT, 'node_modules', 'astro', 'bin', 'astro.mjs');
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [astro, 'build'], {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

test.each([
  ['kind="loss"', 'kind="los"', 'there is no kind of figure "los". Did you mean "loss"?'],
  [
    'experiment="nanda-baseline">',
    'experiment="nanda-baselin">',
    'there is no experiment "nanda-baselin". Did you mean "nanda-baseline"?',
  ],
  [
    'id="fig-norm" kind="weight-norm" experiment="nanda-baseline" seed={0}',
    'id="fig-norm" kind="weight-norm" run="000000000000"',
    'there is no run "000000000000".',
  ],
  ['to="fig-loss"', 'to="fig-los"', 'there is no figure or equation "fig-los". Did you mean "fig-loss"?'],
])('%s → %s', (from, to, complaint) => {
  const { status, output } = buildWith(from, to);
  expect(status).toBe(2);
  expect(output).toMatch(/content\/modular-addition\.mdx:\d+: /);
  expect(output).toContain(complaint);
  expect(output).toMatch(/Hint:\s+There (is only|are|is none)/);
});
