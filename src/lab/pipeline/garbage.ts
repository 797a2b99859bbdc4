/** What .cache/lab and public/runs hold that nothing needs any more. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { RUN_ID } from '../store/key.ts';
import { takeLock } from '../store/lock.ts';
import { RunStore } from '../store/store.ts';
import type { PlanRow, ProjectPaths } from './plan.ts';

export interface Garbage {
  readonly path: string;
  /** Of the run that it belongs to: its lock is taken before it goes. Null: the ledger's. */
  readonly id: string | null;
  readonly why: string;
  /** A file that no record named when it was found: looked for again before it goes. */
  readonly isStray: boolean;
  readonly bytes: number;
}

/**
 * @param rows the plan of all experiments: what it has to do keeps its checkpoints.
 * @param all also what no experiment has: it may be one of another branch.
 */
export async function findGarbage(
  rows: readonly PlanRow[],
  { cache, store }: ProjectPaths,
  { all = false }: { readonly all?: boolean } = {},
): Promise<Garbage[]> {
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  const found: Garbage[] = [];
  const add = async (path: string, why: string, isStray = false): Promise<void> => {
    const id = /[0-9a-f]{12}/.exec(relative(path.startsWith(cache) ? cache : store, path))?.[0] ?? null;
    found.push({ path, id, why, isStray, bytes: await sizeOf(path) });
  };
  const isStored = async (id: string): Promise<boolean> => (await new RunStore(store).record(id).catch(() => null)) !== null; // prettier-ignore
  for (const kind of ['runs', 'replications'] as const) {
    for (const name of await namesIn(join(cache, kind))) {
      const path = join(cache, kind, name);
      const state = states.get(name);
      if (name.includes('.damaged-')) await add(path, 'set aside as damaged');
      else if (kind === 'runs' && state === 'stored') await add(path, 'checkpoints of a stored run');
      else if (state === 'withdrawn') await add(path, 'checkpoints of a withdrawn run');
      else if (all && state === undefined && (await isStored(name))) await add(path, 'of a stored run; no experiment has it'); // prettier-ignore
      else if (all && (kind === 'replications' || state === undefined)) await add(path, 'unfinished; no experiment waits for it'); // prettier-ignore
    }
  }
  for (const name of await namesIn(store)) {
    const path = join(store, name);
    if (/^\.[0-9a-f]{12}\.\d+\.tmp$/.test(name)) await add(path, 'a process was killed while it stored');
    else if (RUN_ID.test(name)) {
      for (const stray of await straysOf(new RunStore(store), name))
        await add(join(path, stray), 'no record names it', true);
    } else if (name.endsWith('.tmp')) await add(path, 'a process was killed while it wrote');
  }
  return found;
}

/** Removes it, except where a living process works on the run; returns what was removed. */
export async function removeGarbage(garbage: readonly Garbage[], { cache, store }: ProjectPaths): Promise<Garbage[]> {
  const removed: Garbage[] = [];
  for (const entry of garbage) {
    const release = await takeLock(join(cache, 'locks', entry.id ?? 'ledger'));
    if (!release) continue;
    if (await isStillGarbage(entry, store)) {
      await rm(entry.path, { recursive: true, force: true });
      removed.push(entry);
    }
    await release();
  }
  return removed;
}

/** Files that no record named may be named by now: they are published before the record that names them. */
async function isStillGarbage({ path, id, isStray }: Garbage, store: string): Promise<boolean> {
  if (!isStray || id === null) return true;
  return (await straysOf(new RunStore(store), id)).some((stray) => join(store, id, stray) === path);
}

/** Files in the folder of a stored run that no record names: a process was killed before it wrote the record. */
async function straysOf(store: RunStore, id: string): Promise<string[]> {
  const record = await store.record(id).catch(() => null);
  if (!record) return [];
  const entries = await readdir(store.folder(id), { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => relative(store.folder(id), join(entry.parentPath, entry.name))); // prettier-ignore
  return names.filter((name) => !(name in record.files) && !(name in record.records));
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function sizeOf(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
