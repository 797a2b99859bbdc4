/** Why a run would be trained: what its spec has that no stored one has. */
import type { RunSpec } from '../spec.ts';
import type { RunRecord } from '../store/record.ts';
import type { PlannedRun } from './experiments.ts';

/** One component of two specs that differs; undefined where one of them lacks it. */
export interface Difference {
  /** Dotted path into the spec. */
  readonly path: string;
  readonly stored: unknown;
  readonly wanted: unknown;
}

export interface Explanation {
  readonly id: string;
  /** The stored run most like this one: this one itself where it is stored; null for an empty store. */
  readonly nearest: string | null;
  /** Empty where the run is stored. In order of the spec. */
  readonly differences: readonly Difference[];
}

/** The stored run with the fewest differing components, and what differs. */
export function explainRun({ id, spec }: Pick<PlannedRun, 'id' | 'spec'>, stored: Iterable<RunRecord>): Explanation {
  let best: Explanation = { id, nearest: null, differences: [] };
  for (const record of stored) {
    if (record.id === id) return { id, nearest: id, differences: [] };
    const differences = differencesOf(record.spec, spec);
    if (best.nearest === null || differences.length < best.differences.length) {
      best = { id, nearest: record.id, differences };
    }
  }
  return best;
}

/** Components that differ, in the order in which the wanted spec has them. */
export function differencesOf(stored: RunSpec, wanted: RunSpec): Difference[] {
  const [before, after] = [componentsOf(stored), componentsOf(wanted)];
  collapse(before, after);
  collapse(after, before);
  const paths = [...new Set([...after.keys(), ...before.keys()])];
  return paths
    .map((path) => ({ path, stored: before.get(path), wanted: after.get(path) }))
    .filter((difference) => JSON.stringify(difference.stored) !== JSON.stringify(difference.wanted));
}

/** Where one has null and the other an object with leaves, the object becomes one leaf. */
function collapse(leaves: Map<string, unknown>, other: ReadonlyMap<string, unknown>): void {
  for (const [path, value] of other) {
    if (value !== null) continue;
    const inner = [...leaves].filter(([name]) => name.startsWith(`${path}.`));
    if (inner.length === 0) continue;
    for (const [name] of inner) leaves.delete(name);
    leaves.set(path, Object.fromEntries(inner.map(([name, leaf]) => [name.slice(path.length + 1), leaf])));
  }
}

/** Leaves of the spec by dotted path; lists count as leaves. */
function componentsOf(value: object, prefix = ''): Map<string, unknown> {
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const path = prefix + key;
    const isBranch = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    return isBranch ? [...componentsOf(inner as object, `${path}.`)] : [[path, inner]];
  });
  return new Map(entries);
}
