/** Where and with what a result was made. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { systemCode } from '../errors.ts';

const PACKAGES = ['onnxruntime-node', '@tensorflow/tfjs-core'] as const;

/** What a bundle (src/lab/bundle/) says of the tree it was made from, in bundle.json beside its code. */
export interface BundleFacts {
  /** Platform it is for, like linux-x64. */
  readonly platform: string;
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  readonly versions: Readonly<Record<string, string>>;
}

/** The bundle that this code runs from, with its folder; null in a checkout. */
export const thisBundle = readBundle();

function readBundle(): (BundleFacts & { readonly root: string }) | null {
  try {
    const text = readFileSync(join(import.meta.dirname, 'bundle.json'), 'utf8');
    return { ...(JSON.parse(text) as BundleFacts), root: dirname(import.meta.dirname) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Versions of what computes. */
export function versions(): Record<string, string> {
  if (thisBundle) return { ...thisBundle.versions, node: process.versions.node };
  const require = createRequire(import.meta.url);
  const read = (path: string): string => (require(path) as { version: string }).version;
  return {
    'grokking-atlas': read('../../../package.json'),
    node: process.versions.node,
    ...Object.fromEntries(PACKAGES.map((name) => [name, read(`${name}/package.json`)])),
  };
}

/** Commit of the working tree and whether it has local changes to code or definitions; null outside git. */
export function gitState(): { commit: string; dirty: boolean } | null {
  if (thisBundle) return thisBundle.git;
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changes = git('status', '--porcelain', '--', 'src/lab', 'experiments', 'package-lock.json');
    return { commit: git('rev-parse', 'HEAD'), dirty: changes !== '' };
  } catch {
    return null;
  }
}
