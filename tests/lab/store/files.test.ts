import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainDiskTrouble, writeAtomically } from '../../../src/lab/store/files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file is replaced whole, in folders made on the way, with nothing left beside it', async () => {
  const path = join(folder, 'a', 'b', 'file.txt');
  await writeAtomically(path, 'first');
  await writeAtomically(path, 'second');
  expect(await readFile(path, 'utf8')).toBe('second');
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file.txt']);
});

test('a write that fails leaves the old file and nothing beside it', async () => {
  await writeFile(join(folder, 'file.txt'), 'old');
  await expect(writeAtomically(join(folder, 'file.txt', 'below'), 'new')).rejects.toThrow();
  expect(await readFile(join(folder, 'file.txt'), 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['file.txt']);
});

test.each(['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS'])('%s becomes one sentence that says what to do', (code) => {
  const cause = Object.assign(new Error(code), { code });
  const error = explainDiskTrouble(cause, 'public/runs/x') as Error & { hint: string; exitCode: number };
  expect(error.name).toBe('DiskWriteFailed');
  expect(error.message).toBe(`could not write public/runs/x (${code})`);
  expect(error.hint).toMatch(/free some space|writable/);
  expect([error.exitCode, error.cause]).toEqual([1, cause]);
});

test('any other error stays what it is', () => {
  const error = new Error('something else');
  expect(explainDiskTrouble(error, 'x')).toBe(error);
});
