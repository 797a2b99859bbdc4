/** While developing: pages follow experiments/ and public/runs as they change. */
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Definitions, the ledger, and everything that is stored of a run. */
const FOLLOWED = /^(experiments\/.+\.(ts|json)|public\/runs\/(ledger\.json|[0-9a-f]{12}\/.+))$/;

/** The module that remembers definitions and results; with it Vite renews every page that asked it. */
const ATLAS = fileURLToPath(new URL('./atlas.ts', import.meta.url));

export const liveResults = (): AstroIntegration => ({
  name: 'grokking-atlas/live-results',
  hooks: {
    'astro:config:setup': ({ config, updateConfig }) => {
      const root = fileURLToPath(config.root);
      const isFollowed = (file: string): boolean => FOLLOWED.test(relative(root, file).split(sep).join('/'));
      updateConfig({
        vite: {
          plugins: [
            {
              name: 'grokking-atlas/live-results',
              hotUpdate({ file, modules }) {
                if (!isFollowed(file)) return;
                return [...modules, ...(this.environment.moduleGraph.getModulesByFile(ATLAS) ?? [])];
              },
            },
          ],
        },
      });
    },
  },
});
