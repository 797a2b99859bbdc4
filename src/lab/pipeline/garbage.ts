/** What .cache/lab and public/runs hold that nothing needs any more. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../store/lock.ts';
import type { PlanRow, ProjectPaths } from './plan.ts';

export interface Garbage {
  readonly path: string;
  readonly why: string;
  readonly bytes: number;
}

/** @param rows the plan of all experiments: what it has to do keeps its checkpoints. */
export async function findGarbage(rows: readonly PlanRow[], { cache, store }: ProjectPaths): Promise<Garbage[]> {
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  const found: Garbage[] = [];
  const add = async (path: string, why: string): Promise<void> =>
    void found.push({ path, why, bytes: await sizeOf(path) });
  for (const kind of ['runs', 'replications'] as const) {
    for (const name of await namesIn(join(cache, kind))) {
      const path = join(cache, kind, name);
      const state = states.get(name);
      if (name.includes('.damaged-')) await add(path, 'set aside as damaged');
      else if (kind === 'runs' && state === 'stored') await add(path, 'checkpoints of a stored run');
      else if (kind === 'runs' && state === undefined) await add(path, 'no experiment has this run');
    }
  }
  for (const name of await namesIn(store)) {
    if (/^\.[0-9a-f]{12}\.\d+\.tmp$/.test(name)) await add(join(store, name), 'a process was killed while it stored');
  }
  return found;
}

/** Removes it, except where a living process works on the run; returns what was removed. */
export async function removeGarbage(garbage: readonly Garbage[], { cache }: ProjectPaths): Promise<Garbage[]> {
  const removed: Garbage[] = [];
  for (const entry of garbage) {
    const id = /[0-9a-f]{12}/.exec(entry.path.split('/').at(-1) ?? '')?.[0] ?? '';
    const release = await takeLock(join(cache, 'locks', id));
    if (!release) continue;
    await rm(entry.path, { recursive: true, force: true });
    await release();
    removed.push(entry);
  }
  return removed;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function sizeOf(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
