/**
 * One writer per run, across processes and threads of one machine: a file that names its holder. A holder that
 * died leaves a stale lock, which the next one takes over.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { systemCode } from '../errors.ts';

/** Takes the lock `path`; null while another holder lives. Call the result to release it. */
export async function takeLock(path: string): Promise<(() => Promise<void>) | null> {
  await mkdir(dirname(path), { recursive: true });
  if (await create(path)) return () => rm(path, { force: true });
  if (await isHeld(path)) return null;
  // Only one may remove a stale lock, or a second would remove the lock of the first.
  const takeOver = `${path}.takeover`;
  if (!(await create(takeOver))) {
    await dropDead(takeOver);
    if (!(await create(takeOver))) return null;
  }
  try {
    await dropDead(path);
    return (await create(path)) ? () => rm(path, { force: true }) : null;
  } finally {
    await rm(takeOver, { force: true });
  }
}

/** Drops the lock `path` where a thread of this process took it that has ended without releasing it. */
export async function dropLockOf(thread: number, path: string): Promise<void> {
  const holder = await readFile(path, 'utf8').catch(() => '');
  if (holder === `${await holderName(process.pid)} ${thread}`) await rm(path, { force: true });
}

/** Makes the file with its holder's name in it, in one step; false where it exists. */
async function create(path: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  await writeFile(temporary, `${await holderName(process.pid)} ${threadId}`);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Process id and, where the system tells, when the process started: ids are used again. */
async function holderName(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Field 22, counted behind the name, which may hold spaces.
  const started = status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${pid} ${started}`;
}

/** Whether the process named in the lock is alive. */
async function isHeld(path: string): Promise<boolean> {
  const holder = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(holder.split(' ')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false;
  }
  // Behind the process stands the thread that took it.
  return holder.startsWith(`${await holderName(pid)} `);
}

/**
 * Removes a lock whose holder died. By renaming first: if it was let go in the meantime and the file is the live one of
 * another taker by now, it is put back.
 */
async function dropDead(path: string): Promise<void> {
  if (await isHeld(path)) return;
  const aside = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await rename(path, aside);
    if (await isHeld(aside)) await link(aside, path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}
