/** A field of the queries of <Val> that is one number of a run. */
import type { RunResults } from '../lab/store/results.ts';
import type { Amount, Field } from './fields.ts';

/** Nothing where `read` has nothing, or what is no number. */
export const amountField =
  (kind: Amount['kind'], read: (run: RunResults) => number | null | undefined): Field =>
  (run) => {
    const value = read(run);
    return value === null || value === undefined || Number.isNaN(value) ? null : { kind, value };
  };
