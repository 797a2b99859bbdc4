/**
 * Makes a bundle: a folder that trains what is missing on a machine with nothing but an operating system.
 *
 *   lab            starts bin/node on code/cli.js
 *   bin/           Node
 *   code/          this program as JavaScript, and bundle.json: what it was made from
 *   node_modules/  ONNX Runtime for the platform
 *   experiments/   the definitions, with the runs that are missing
 *   licences/
 */
import { cp, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadExperiments, type Experiment } from '../pipeline/experiments.ts';
import { gitState, versions, type BundleFacts } from '../pipeline/provenance.ts';
import { bundleCode } from './code.ts';
import { restrictTo } from './definitions.ts';
import { withoutDebugTables } from './executable.ts';
import { packageFolder, type Platform } from './platform.ts';

export interface BundlePlan {
  readonly platform: Platform;
  readonly experiments: readonly Experiment[];
  /** Ids of the runs that the bundle is to train. */
  readonly ids: ReadonlySet<string>;
}

/** Writes the bundle into `folder`, which is new or empty. */
export async function makeBundle(folder: string, { platform, experiments, ids }: BundlePlan): Promise<void> {
  for (const name of ['bin', 'code', 'experiments', 'licences']) await mkdir(join(folder, name), { recursive: true });
  const facts: BundleFacts = { platform: platform.name, git: gitState(), versions: versions() };
  await writeFile(join(folder, 'code', 'bundle.json'), `${JSON.stringify(facts, null, 2)}\n`);
  await bundleCode(join(folder, 'code'), join(folder, 'licences', 'javascript.txt'));
  await writeDefinitions(folder, experiments, ids);
  await copyNode(folder, platform);
  await copyRuntime(folder, platform);
  await writeLaunchers(folder, platform);
}

async function writeDefinitions(folder: string, experiments: readonly Experiment[], ids: ReadonlySet<string>) {
  for (const definition of restrictTo(ids, experiments)) {
    const path = join(folder, 'experiments', `${definition.slug}.json`);
    await writeFile(path, `${JSON.stringify(definition, null, 2)}\n`);
  }
  const written = new Set((await loadExperiments(folder)).flatMap(({ runs }) => runs.map(({ id }) => id)));
  if (written.symmetricDifference(ids).size > 0) throw new TypeError('makeBundle: the definitions lost or gained runs');
}

async function copyNode(folder: string, { node, nodeLicence, name }: Platform): Promise<void> {
  const target = join(folder, 'bin', name.startsWith('win32') ? 'node.exe' : 'node');
  await writeFile(target, withoutDebugTables(await readFile(node)), { mode: 0o755 });
  if (nodeLicence) await copyFile(nodeLicence, join(folder, 'licences', 'node.txt'));
}

async function copyRuntime(folder: string, { runtimeFolder }: Platform): Promise<void> {
  const parts = {
    'onnxruntime-node': ['package.json', 'README.md', 'dist', runtimeFolder],
    'onnxruntime-common': ['package.json', 'README.md', join('dist', 'cjs')],
  };
  const runtime = packageFolder('onnxruntime-node') ?? undefined;
  for (const [name, paths] of Object.entries(parts)) {
    const source = packageFolder(name, runtime) ?? '';
    for (const path of paths) {
      const target = join(folder, 'node_modules', name, path);
      await mkdir(dirname(target), { recursive: true });
      await cp(join(source, path), target, { recursive: true, filter: (file) => !/\.(map|d\.ts)$/.test(file) });
    }
  }
}

/** Builtins of the shell alone, so that it starts with an empty PATH. */
const LAUNCHER = `#!/bin/sh
case $0 in */*) here=\${0%/*} ;; *) here=. ;; esac
exec "$here/bin/node" "$here/code/cli.js" "$@"
`;

const WINDOWS_LAUNCHER = '@"%~dp0bin\\node.exe" "%~dp0code\\cli.js" %*\r\n';

async function writeLaunchers(folder: string, { name }: Platform): Promise<void> {
  if (name.startsWith('win32')) await writeFile(join(folder, 'lab.cmd'), WINDOWS_LAUNCHER);
  else await writeFile(join(folder, 'lab'), LAUNCHER, { mode: 0o755 });
}
