/**
 * What runs are held against. A run is named by the hash of its spec, so the same training without what was added to its
 * loss has a name that can be computed: no write-up needs to say which experiment it belongs to.
 */
import { keyOf } from '../lab/store/key.ts';
import type { RunResults } from '../lab/store/results.ts';
import { findRun } from './atlas.ts';

/** `runs`, then each stored run that is one of them without its regularizer, once. @param find stored run by id */
export async function withBases(runs: readonly RunResults[], find = findRun): Promise<readonly RunResults[]> {
  const known = new Set(runs.map(({ record }) => record.id));
  const wanted = runs
    .filter(({ record }) => record.spec.regularizer !== null)
    .map(({ record }) => keyOf({ ...record.spec, regularizer: null }).id)
    .filter((id) => !known.has(id));
  const bases = await Promise.all([...new Set(wanted)].map((id) => find(id)));
  return [...runs, ...bases.filter((run) => run !== null)];
}
