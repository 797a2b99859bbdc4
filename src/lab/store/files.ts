/** Files written whole or not at all. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError, systemCode } from '../errors.ts';

const DISK_TROUBLE: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space; nothing that was stored before is lost.',
  EDQUOT: 'The disk quota is used up: free some space; nothing that was stored before is lost.',
  EACCES: 'Permission denied: make the folder writable for this user.',
  EPERM: 'Permission denied: make the folder writable for this user.',
  EROFS: 'The file system is read-only: mount it writable, or copy the project elsewhere.',
};

/** Writes `data` to a temporary file beside `path`, flushes it to disk and renames it into place. */
export async function writeAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainDiskTrouble(error, path);
  }
}

/** A LabError for a full or read-only disk, anything else as it is. */
export function explainDiskTrouble(error: unknown, path: string): unknown {
  const code = systemCode(error);
  const hint = code && DISK_TROUBLE[code];
  if (!hint) return error;
  return new LabError('DiskWriteFailed', `could not write ${path} (${code})`, { hint, cause: error });
}
