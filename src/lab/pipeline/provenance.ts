/** Where and with what a result was made. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const PACKAGES = ['onnxruntime-node', '@tensorflow/tfjs-core'] as const;

/** Versions of what computes. */
export function versions(): Record<string, string> {
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
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changes = git('status', '--porcelain', '--', 'src/lab', 'experiments', 'package-lock.json');
    return { commit: git('rev-parse', 'HEAD'), dirty: changes !== '' };
  } catch {
    return null;
  }
}
