/** Content loaders: stored runs and BibTeX references as Astro collections. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import { parseBibtex } from './bibliography.ts';
import { store as runs } from './atlas.ts';

/** Every run in public/runs, verified against its hashes. A run's key says all that decides it: it is the digest. */
export const runLoader = (): Loader => ({
  name: 'grokking-atlas/runs',
  load: async ({ store, logger, ...context }) => {
    const ids = await runs.ids();
    for (const id of store.keys()) if (!ids.includes(id)) store.delete(id);
    for (const id of ids) {
      const run = await runs.get(id);
      if (!run) continue;
      const { record } = run;
      const data = await context.parseData({ id, data: { ...record } });
      store.set({ id, data, digest: `${record.key}/${record.executions.length}` });
    }
    logger.info(`${ids.length} stored`);
  },
});

export const referenceLoader = (file: string): Loader => ({
  name: 'grokking-atlas/references',
  load: async ({ store, config, watcher, ...context }) => {
    const path = fileURLToPath(new URL(file, config.root));
    const read = async (): Promise<void> => {
      store.clear();
      for (const entry of parseBibtex(await readFile(path, 'utf8'))) {
        const id = String(entry['id']);
        const data = await context.parseData({ id, data: entry, filePath: path });
        store.set({ id, data, digest: context.generateDigest(data) });
      }
    };
    await read();
    watcher?.add(path);
    watcher?.on('change', (changed) => void (changed === path && read()));
  },
});
