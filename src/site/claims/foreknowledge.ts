/**
 * What could be known of its runs when a claim was stated: how many of them had begun. A claim of which none had is a
 * prediction. A run counts from its first epoch on, not from its end, because its curve can be watched; so does another
 * run of the same training that was only followed for shorter or longer. A run that is not stored yet is not counted, though
 * it may be under way; one that was withdrawn is.
 */
import type { RunSpec } from '../../lab/spec.ts';
import { canonicalJson } from '../../lab/store/key.ts';
import type { RunResults } from '../../lab/store/results.ts';
import { counted } from '../format.ts';
import type { Subject } from './claim.ts';

const MINUTE_MS = 60_000;

/** What is trained, and from which random numbers; not for how long. */
const trainingOf = ({ epochs: _, stop: __, ...training }: RunSpec): string => canonicalJson(training);

/** Training → when it first began in any stored run of it, in ms since 1970. */
export type Beginnings = ReadonlyMap<string, number>;

export function beginningsOf(runs: readonly RunResults[]): Beginnings {
  const first = new Map<string, number>();
  for (const { record } of runs) {
    const training = trainingOf(record.spec);
    const times = record.executions.map(({ startedAt }) => Date.parse(startedAt));
    first.set(training, Math.min(first.get(training) ?? Infinity, ...times));
  }
  return first;
}

interface Known {
  readonly beginnings: Beginnings;
  /** Whether a run was withdrawn. */
  readonly isWithdrawn: (id: string) => boolean;
}

/** How many of the runs had begun by the end of that minute. */
export const begunBy = (time: Date, about: readonly Subject[], { beginnings, isWithdrawn }: Known): number =>
  about.filter(
    ({ planned: { id, spec } }) =>
      isWithdrawn(id) || (beginnings.get(trainingOf(spec)) ?? Infinity) < time.getTime() + MINUTE_MS,
  ).length;

/** "before any of its 6 runs had begun", "when 3 of its 15 runs had begun". @param about how many runs a claim is about. */
export function foreknowledge({ begun, about }: { readonly begun: number; readonly about: number }): string {
  if (about === 1) return `${begun === 0 ? 'before' : 'when'} its run had begun`;
  const runs = counted(about, 'run');
  if (begun === 0) return `before any of its ${runs} had begun`;
  return `when ${begun === about ? 'all' : begun} of its ${runs} had begun`;
}
