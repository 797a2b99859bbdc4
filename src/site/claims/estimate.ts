/** What the runs say of one number: over those that are stored, and over whatever those that are missing may add. */
import type { Field, Quantity } from '../fields.ts';
import { combineNumbers, type Combine } from '../aggregates.ts';
import { printBounds } from '../quantityText.ts';
import { boundsOf, type Bounds, type Scale } from '../bounds.ts';
import type { Subject, Told } from './claim.ts';

export interface Estimate {
  /** With missing runs anywhere. */
  readonly bounds: Bounds;
  /** Of the stored runs alone; null where there is nothing to compute it from. */
  readonly known: Bounds | null;
  readonly kind: Quantity['kind'];
  /** As one reads it. */
  readonly text: string;
  /** How distances from it are told; null: as its kind wants it. */
  readonly scale: Scale | null;
  /**
   * Where what is known of it is a 95 % interval, since which seeds were drawn is chance: the same of any level, of the
   * stored runs alone; null where it is not estimable.
   */
  readonly intervalAt?: (level: number) => Bounds | null;
  /** Runs that it was computed from. */
  readonly runs: readonly string[];
  /** What it is about, stored or not. */
  readonly about: readonly Subject[];
  /** Whether all that were planned were there. */
  readonly isWhole: boolean;
  readonly notes: readonly string[];
}

export interface EstimateOptions {
  /** @default the kind of the field */
  readonly kind?: Quantity['kind'];
  readonly scale?: Scale;
}

/** A field of several runs, combined. */
export function estimateFrom(
  field: Field,
  subjects: readonly Subject[],
  combine: Combine,
  { kind, scale }: EstimateOptions = {},
): Estimate {
  const measured = subjects.flatMap(({ run }) => {
    const quantity = run && field(run);
    return run && quantity ? [{ id: run.record.id, kind: quantity.kind, bounds: boundsOf(field, run) }] : [];
  });
  const isWhole = measured.length === subjects.length;
  const combineAll = (all: readonly Bounds[]): Bounds => combineNumbers(combine, all);
  const known = measured.length > 0 ? combineAll(measured.map((run) => run.bounds)) : null;
  const bounds = isWhole && known ? known : combineAll(subjects.map(({ run }) => boundsOf(field, run)));
  const told = kind ?? measured[0]?.kind ?? 'number';
  return {
    bounds,
    known,
    kind: told,
    text: printBounds(known, told),
    scale: scale ?? null,
    runs: measured.map(({ id }) => id),
    about: subjects,
    isWhole,
    notes: [],
  };
}

export const told = ({ known, text }: Pick<Estimate, 'known' | 'text'>): Told => ({
  text,
  low: known?.low ?? null,
  high: known?.high ?? null,
});
