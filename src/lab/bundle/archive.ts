/** Packs a folder into one compressed file. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { asError, LabError } from '../errors.ts';

/** Whether a path names an archive: gzip unpacks everywhere; xz makes a third less, where both machines have it. */
export const isArchive = (path: string): boolean => /\.(tar\.gz|tgz|tar\.xz)$/.test(path);

/** Packs `folder`, which is the one folder in the archive; the ending of `path` decides how. Returns its bytes. */
export async function pack(folder: string, path: string): Promise<number> {
  const temporary = `${path}.${process.pid}.tmp`;
  const tar = spawn('tar', ['-cf', '-', '-C', dirname(folder), basename(folder)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await Promise.all([success(tar, 'tar'), compress(tar.stdout, temporary, path.endsWith('.xz'))]);
    await rename(temporary, path);
  } finally {
    tar.kill();
    await rm(temporary, { force: true });
  }
  return (await stat(path)).size;
}

async function compress(source: NodeJS.ReadableStream, path: string, byXz: boolean): Promise<void> {
  const file = createWriteStream(path);
  if (!byXz) return pipeline(source, createGzip({ level: 9 }), file);
  const xz = spawn('xz', ['-6', '-T0', '-c'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await Promise.all([success(xz, 'xz'), pipeline(source, xz.stdin), pipeline(xz.stdout, file)]);
}

async function success(child: ChildProcess, program: string): Promise<void> {
  const [code] = (await once(child, 'exit').catch((error: unknown) => {
    throw new LabError('ArchiverMissing', `${program} could not be started: ${asError(error).message}`, {
      hint: 'Install it, or give --out a folder: it gets the bundle unpacked.',
      cause: error,
    });
  })) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}`);
}
