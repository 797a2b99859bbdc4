/** Content loaders: write-ups, and BibTeX references as an Astro collection. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob, type Loader } from 'astro/loaders';
import { z } from 'astro/zod';
import { parseBibtex } from './bibliography.ts';
import { checkFrontMatter, frontMatterSchema } from './frontMatter.ts';

/** A file that is as it was is read again where another front matter is asked for. */
const ASKED_FOR = JSON.stringify(z.toJSONSchema(frontMatterSchema, { io: 'input', unrepresentable: 'any' }));

/** Astro's own, but what is wrong in front matter is told as in definitions: line, value, what was meant. */
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
      const generateDigest: typeof context.generateDigest = (data) => context.generateDigest({ data, ASKED_FOR });
      return loader.load({ ...context, parseData, generateDigest });
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
