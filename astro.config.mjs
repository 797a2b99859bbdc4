// The site: MDX in content/, stored results in public/runs, everything rendered at build time.
import mdx from '@astrojs/mdx';
import { satteri } from '@astrojs/markdown-satteri';
import sitemap from '@astrojs/sitemap';
import { defineConfig, fontProviders } from 'astro/config';
import { Ledger, tombstones } from './src/lab/store/ledger.ts';
import { liveResults } from './src/site/live.ts';
import { mathPlugin } from './src/site/mathPlugin.ts';
import { writeupsFirst } from './src/site/writeupsFirst.ts';

/**
 * Where the site will live, in this order:
 *
 *   SITE_URL            SITE_URL=https://example.org/atlas/ npm run build
 *                       Its path is the base: every link, feed, sitemap, citation and permalink is built from it, so
 *                       a site meant for a sub-folder must be built with it.
 *   GITHUB_REPOSITORY   set in GitHub's workflows: the project's GitHub Pages.
 *   neither             http://localhost:4321/, for looking at the site on the machine that built it.
 */
function siteUrl({ SITE_URL, GITHUB_REPOSITORY } = process.env) {
  if (SITE_URL) return new URL(SITE_URL);
  const [owner, name] = (GITHUB_REPOSITORY ?? '').split('/');
  if (!owner || !name) return new URL('http://localhost:4321/');
  const host = `${owner.toLowerCase()}.github.io`;
  return new URL(name.toLowerCase() === host ? `https://${host}/` : `https://${host}/${name}/`);
}

const { origin, pathname } = siteUrl();

// Withdrawn runs keep their pages, which search engines need not list.
const withdrawn = [...tombstones(await new Ledger('public/runs', '.cache/lab').entries()).keys()];
const isListed = (url) => !withdrawn.some((id) => url.endsWith(`/runs/${id}/`));

// A cut of Inter (see its README): labels of figures are measured in it, and a page must not depend on the system's.
const sans = './src/figures/fonts/Inter-page.woff2';
const serif = '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2';
const serifItalic = '@fontsource/source-serif-4/files/source-serif-4-latin-400-italic.woff2';

export default defineConfig({
  site: origin,
  base: pathname.replace(/\/$/, '') || '/',
  srcDir: 'src/site',
  publicDir: 'public',
  outDir: 'dist',
  // Pages are linked with a slash; 'always' would want one after the files of figures too, while developing.
  trailingSlash: 'ignore',
  // The rules of JSX for white space, which Prettier follows too: a space at a line's end is written {' '}.
  compressHTML: 'jsx',
  prefetch: false,
  devToolbar: { enabled: false },
  integrations: [mdx(), sitemap({ filter: isListed }), liveResults(), writeupsFirst()],
  markdown: {
    processor: satteri({ features: { math: true }, mdastPlugins: [mathPlugin] }),
    shikiConfig: {
      themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
      defaultColor: false,
    },
  },
  // https://github.com/withastro/astro/issues/18087: forty lines about Astro's own directives before the first real one.
  vite: { build: { rolldownOptions: { checks: { moduleLevelDirective: false } } } },
  fonts: [
    {
      provider: fontProviders.local(),
      name: 'Inter',
      cssVariable: '--inter',
      fallbacks: ['Arial', 'sans-serif'],
      options: { variants: [{ src: [sans], weight: '400 600', style: 'normal', display: 'swap' }] },
    },
    {
      provider: fontProviders.local(),
      name: 'Source Serif 4',
      cssVariable: '--serif',
      fallbacks: ['Georgia', 'serif'],
      options: {
        variants: [
          { src: [serif], weight: '200 900', style: 'normal', display: 'swap' },
          { src: [serifItalic], weight: 400, style: 'italic', display: 'swap' },
        ],
      },
    },
  ],
});
