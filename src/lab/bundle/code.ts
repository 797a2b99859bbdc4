/** The lab as plain JavaScript: each entry one file, what they share another. */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

const LAB = resolve(import.meta.dirname, '..');
/** The command line and its two threads, which are started by file name. */
const ENTRIES = ['cli.ts', 'pipeline/worker.ts', 'benchWorker.ts'];

/** What TensorFlow.js's umbrella package loads and the lab does not use: three quarters of the code. */
const UNUSED = /^(@tensorflow\/tfjs-(layers|data|converter|backend-webgl)|node-fetch)$/;

const leaveOutUnused: Plugin = {
  name: 'leave out unused',
  setup: (build) => {
    build.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused' }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Writes the lab's code to `folder`, which gets no other module than onnxruntime-node; licences of it to `licences`. */
export async function bundleCode(folder: string, licences: string): Promise<void> {
  // Only here: esbuild is no part of a bundle.
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: ENTRIES.map((entry) => join(LAB, entry)),
    entryNames: '[name]',
    chunkNames: 'shared-[hash]',
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: `node${process.versions.node}`,
    external: ['onnxruntime-node', 'esbuild'],
    plugins: [leaveOutUnused],
    // CommonJS packages inside an ES module ask for Node's modules by require.
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'error',
    metafile: true,
  });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await writeFile(licences, await licencesOf(metafile));
}

/** Licence texts of all packages in the code. */
async function licencesOf({ inputs }: Metafile): Promise<string> {
  const folders = Object.keys(inputs).flatMap(
    (input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
  );
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const about = createRequire(import.meta.url)(resolve(folder, 'package.json')) as Record<'name' | 'version' | 'license', string>; // prettier-ignore
    const names = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENSE-MIT.txt', 'license'];
    const tried = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => null)));
    return `${about.name} ${about.version}: ${about.license}\n\n${tried.find((text) => text !== null) ?? ''}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n`);
}
