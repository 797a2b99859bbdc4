/** Content loader: BibTeX references as an Astro collection. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import { parseBibtex } from './bibliography.ts';

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
