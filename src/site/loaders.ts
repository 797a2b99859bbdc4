/** Content loaders: write-ups, and BibTeX references as an Astro collection. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob, type Loader } from 'astro/loaders';
import { parseBibtex } from './bibliography.ts';
import { checkFrontMatter } from './frontMatter.ts';

/** Astro's own, but what is wrong in the head of a write-up is told as in definitions: line, value, what was meant. */
export function writeupLoader(files: Parameters<typeof glob>[0]): Loader {
  const loader = glob(files);
  return {
    ...loader,
    load: (context) => {
      const root = fileURLToPath(context.config.root);
      const parseData: typeof context.parseData = async (entry) => {
        const path = entry.filePath ?? entry.id;
        checkFrontMatter(entry.data, { file: relative(root, path), source: await readFile(path, 'utf8') });
        return context.parseData(entry);
      };
      return loader.load({ ...context, parseData });
    },
  };
}

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
