/** While building: pages of write-ups come before all others, so that a mistake in one is told in seconds. */
import type { AstroIntegration } from 'astro';

const isWriteup = (component: string): boolean => component.includes('pages/[writeup]/');

export const writeupsFirst = (): AstroIntegration => ({
  name: 'grokking-atlas/writeups-first',
  hooks: {
    'astro:build:start': ({ setPrerenderer }) => {
      setPrerenderer((standard) => ({
        ...standard,
        async getStaticPaths() {
          const paths = await standard.getStaticPaths();
          return paths.sort((x, y) => Number(isWriteup(y.route.component)) - Number(isWriteup(x.route.component)));
        },
      }));
    },
  },
});
