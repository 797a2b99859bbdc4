/** `bundle`: what is missing, with all it takes to train it, for a machine without network or npm. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { isArchive, pack } from '../bundle/archive.ts';
import { makeBundle, type BundlePlan } from '../bundle/make.ts';
import { findPlatform, hostPlatform } from '../bundle/platform.ts';
import { loadExperiments } from '../pipeline/experiments.ts';
import { gitState } from '../pipeline/provenance.ts';
import { countedText } from '../reporting/words.ts';
import { pathsOf, planOf, type Command } from './command.ts';

/** What an archive should not exceed: it travels by hand. */
const LIMIT_MB = 60;

export const bundle: Command = {
  needsCheckout: true,
  usage: 'bundle [experiment or run…]',
  options: ['for', 'out'],
  summary: 'one file that trains what is missing on a machine without network or npm',
  run: async ({ names, values }) => {
    const platform = await findPlatform(values.for ?? hostPlatform);
    const { rows } = await planOf(names);
    const ids = new Set(rows.filter(({ state }) => state === 'missing' || state === 'partial').map(({ id }) => id));
    if (ids.size === 0) {
      process.stderr.write(`Nothing to bundle: no run of ${rows.length} is missing.\n`);
      return 0;
    }
    const name = `grokking-atlas-${platform.name}`;
    const out = resolve(values.out ?? `${name}.tar.gz`);
    const bundlePlan = { platform, experiments: await loadExperiments(pathsOf().root), ids };
    const bytes = isArchive(out) ? await makeArchive(out, name, bundlePlan) : await makeFolder(out, bundlePlan);
    const size = bytes === null ? '' : `, ${(bytes / 1e6).toFixed(1)} MB`;
    process.stdout.write(`${out}: ${countedText(ids.size, 'run')}${size}\n`);
    if (bytes !== null && bytes > LIMIT_MB * 1e6)
      process.stderr.write(`More than ${LIMIT_MB} MB: --out ${name}.tar.xz is a third smaller.\n`);
    if (gitState()?.dirty === true)
      process.stderr.write('Made from a tree with uncommitted changes: every result will carry that remark.\n');
    process.stderr.write(
      `There: ${isArchive(out) ? `tar -xf the file, cd ${name}, ` : ''}./lab run --device webgpu --out results\n` +
        'Then here, with that folder: npm run lab -- import results\n',
    );
    return 0;
  },
};

async function makeArchive(path: string, name: string, plan: BundlePlan): Promise<number> {
  const workshop = await mkdtemp(join(tmpdir(), 'atlas-bundle-'));
  try {
    await makeBundle(join(workshop, name), plan);
    return await pack(join(workshop, name), path);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function makeFolder(path: string, plan: BundlePlan): Promise<null> {
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0) {
    throw new LabError('FolderNotEmpty', `${path} is not empty`, {
      hint: 'Give --out a new folder, or a file that ends in .tar.gz.',
      exitCode: 2,
    });
  }
  await makeBundle(path, plan);
  return null;
}
