/** `gc`: removes checkpoints and leftovers that nothing needs any more. */
import { relative } from 'node:path';
import { findGarbage, removeGarbage } from '../pipeline/garbage.ts';
import { planOf, type Command } from './command.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

export const gc: Command = {
  usage: 'gc [--dry-run] [--all]',
  options: ['dry-run', 'all'],
  mostNames: 0,
  summary: 'removes checkpoints of stored runs and leftovers of killed processes',
  run: async ({ values }) => {
    const { rows, paths } = await planOf([]);
    const found = await findGarbage(rows, paths, { all: values.all });
    const removed = values['dry-run'] ? found : await removeGarbage(found, paths);
    if (values.json) process.stdout.write(`${JSON.stringify(removed)}\n`);
    else {
      for (const { path, why, bytes } of removed)
        process.stdout.write(`${megabytes(bytes).padStart(10)}  ${relative(paths.root, path)}  ${why}\n`);
    }
    const total = removed.reduce((sum, { bytes }) => sum + bytes, 0);
    process.stderr.write(`${values['dry-run'] ? 'would free' : 'freed'} ${megabytes(total)}\n`);
    if (found.length > removed.length) process.stderr.write(`${found.length - removed.length} in use, kept\n`);
    return 0;
  },
};
