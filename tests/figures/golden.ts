/** Golden files: what was drawn before, to be looked at whenever it changes. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whether goldens are to be written as drawn: UPDATE_GOLDENS=1, for those who then look at them. */
const isUpdate = (): boolean => process.env['UPDATE_GOLDENS'] === '1';

/**
 * "same", or what is wrong. A drawing that differs is left beside its golden as `<name>-changed.svg`; a missing
 * golden is written only with UPDATE_GOLDENS=1.
 */
export function compareGolden(path: string, svg: string): string {
  const changed = path.replace(/\.svg$/, '-changed.svg');
  if (isUpdate()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, svg);
  }
  if (!existsSync(path)) return `no golden ${path}; UPDATE_GOLDENS=1 writes it`;
  if (readFileSync(path, 'utf8') === svg) {
    rmSync(changed, { force: true });
    return 'same';
  }
  writeFileSync(changed, svg);
  return `differs from ${path}; see ${changed}; UPDATE_GOLDENS=1 accepts it`;
}
