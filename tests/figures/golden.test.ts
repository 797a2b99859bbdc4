import { mkdtempSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { compareGolden } from './golden.ts';

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'golden-')), 'figure.svg');
  vi.stubEnv('UPDATE_GOLDENS', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(['', '0'])('a missing golden is an error, not written (UPDATE_GOLDENS=%j)', (value) => {
  vi.stubEnv('UPDATE_GOLDENS', value);
  expect(compareGolden(path, '<svg/>')).toMatch(/no golden .*UPDATE_GOLDENS=1 writes it/);
  expect(existsSync(path)).toBe(false);
});

test('UPDATE_GOLDENS=1 writes it; a drawing that differs is left beside it', () => {
  vi.stubEnv('UPDATE_GOLDENS', '1');
  expect(compareGolden(path, '<svg/>')).toBe('same');
  vi.stubEnv('UPDATE_GOLDENS', '');
  expect(compareGolden(path, '<svg/>')).toBe('same');
  expect(compareGolden(path, '<svg id="x"/>')).toMatch(/differs from/);
  expect(readFileSync(path, 'utf8')).toBe('<svg/>');
  expect(readFileSync(path.replace('.svg', '-changed.svg'), 'utf8')).toBe('<svg id="x"/>');
});
