import { threadId } from 'node:worker_threads';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dropLockOf, takeLock } from '../../../src/lab/store/lock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const takers = (path: string, count: number): Promise<((() => Promise<void>) | null)[]> =>
  Promise.all(Array.from({ length: count }, () => takeLock(path)));

test.each([
  ['free', null],
  ['stale: its process is gone', '999999999 1'],
  ['stale: its process id was given to another process', `${process.pid} 1`],
  ['empty', ''],
])('a lock that is %s goes to exactly one of many takers, every time', async (_what, content) => {
  for (let round = 0; round < 150; round++) {
    const path = join(folder, `lock-${round}`);
    if (content !== null) await writeFile(path, content);
    const releases = (await takers(path, 6)).filter((release) => release !== null);
    expect(releases.length).toBeLessThanOrEqual(1);
    // With a stale lock all may lose one round; then the next taker gets it.
    if (releases.length === 0) expect(await takeLock(path)).not.toBeNull();
  }
});

test('a held lock is refused until it is released, and leaves nothing behind', async () => {
  const path = join(folder, 'lock');
  const release = await takeLock(path);
  expect(release).not.toBeNull();
  expect(await takeLock(path)).toBeNull();
  await release?.();
  const second = await takeLock(path);
  expect(second).not.toBeNull();
  await second?.();
  expect(await readdir(folder)).toEqual([]);
});

test('a take-over left by a crash does not lock the run for good', async () => {
  const path = join(folder, 'lock');
  await writeFile(path, '999999999 1');
  await writeFile(`${path}.takeover`, '999999999 1');
  const release = await takeLock(path);
  expect(release).not.toBeNull();
  await release?.();
  expect(await readdir(folder)).toEqual([]);
});

test('a take-over that is under way is respected', async () => {
  const path = join(folder, 'lock');
  await writeFile(path, '999999999 1');
  const release = await takeLock(`${path}.takeover`);
  expect(await takeLock(path)).toBeNull();
  await release?.();
  expect(await takeLock(path)).not.toBeNull();
});

test('a lock of a thread that ended by surprise is dropped by its process, one of another thread is not', async () => {
  const path = join(folder, 'lock');
  await takeLock(path);
  await dropLockOf(threadId + 1, path);
  expect(await takeLock(path)).toBeNull();
  await dropLockOf(threadId, path);
  expect(await takeLock(path)).not.toBeNull();
});
