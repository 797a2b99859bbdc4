/** What the runs say of one number: over those that are stored, and over whatever those that are missing may add. */
import type { Field, Quantity } from '../fields.ts';
import { print } from '../values.ts';
import { ANYTHING, boundsOf, exactly, type Bounds, type Scale } from './bounds.ts';
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
  /** Runs that it was computed from. */
  readonly runs: readonly string[];
  readonly planned: number;
  /** Whether all that were planned were there. */
  readonly isWhole: boolean;
  readonly notes: readonly string[];
}

/** What a combination makes of bounds, one for each run, in no order. At least one. */
export type Combine = (all: readonly Bounds[]) => Bounds;

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
  const combineAll = (all: readonly Bounds[]): Bounds => asNumber(combine, all);
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
    planned: subjects.length,
    isWhole,
    notes: [],
  };
}

/** What is not a number is last, as in queries; where that is what comes out, it is not a number either. */
function asNumber(combine: Combine, all: readonly Bounds[]): Bounds {
  const isNumber = ({ low }: Bounds): boolean => !Number.isNaN(low);
  const result = combine(all.map((bounds) => (isNumber(bounds) ? bounds : exactly(Infinity))));
  return all.every(isNumber) || result.low < Infinity ? result : exactly(NaN);
}

/** "(4 200, 4 210]", "not within 40 000 epochs", "−1.16", "1.52 to 1.56"; "—" for nothing. */
export function printBounds(bounds: Bounds | null, kind: Quantity['kind']): string {
  if (!bounds || bounds === ANYTHING) return '—';
  const { low, high } = bounds;
  if (kind === 'crossing' || kind === 'seenAt') {
    if (high === Infinity) return print({ kind, value: null, budget: low - 1 });
    if (low === high) return print({ kind: 'epochs', value: low });
    return print({ kind: 'crossing', value: { after: low - 1, at: high }, budget: high });
  }
  if (kind === 'list') return print({ kind: 'integer', value: low });
  const whole = kind === 'integer' && !Number.isInteger(low) ? 'number' : kind;
  if (high === Infinity && low < Infinity) return `more than ${print({ kind: whole, value: low })}`;
  return [...new Set([low, high].map((value) => print({ kind: whole, value })))].join(' to ');
}

export const told = ({ known, text }: Pick<Estimate, 'known' | 'text'>): Told => ({
  text,
  low: known?.low ?? null,
  high: known?.high ?? null,
});
