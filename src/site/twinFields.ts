/** Fields of the queries of <Val> about unseen pairs with and without a twin among the training pairs. */
import type { Answered, TwinsMeasure } from '../lab/measures/twins.ts';
import type { Amount, Field } from './fields.ts';

const ofTwins =
  (kind: Amount['kind'], read: (twins: TwinsMeasure) => number): Field =>
  ({ twins }) => {
    const value = twins ? read(twins) : NaN;
    return Number.isNaN(value) ? null : { kind, value };
  };

/** NaN where there are none. */
const rightOf = ({ pairs, right }: Answered): number => (pairs > 0 ? (right.at(-1) ?? NaN) / pairs : NaN);

export const twinFields = {
  /** Share of the unseen pairs that have a twin, and how many of those with and without one the final network gets right. */
  'twins.share': ofTwins('fraction', ({ withTwin, without }) => withTwin.pairs / (withTwin.pairs + without.pairs)),
  'twins.accuracy': ofTwins('fraction', ({ withTwin }) => rightOf(withTwin)),
  'twins.without': ofTwins('integer', ({ without }) => without.pairs),
  'twins.without.accuracy': ofTwins('fraction', ({ without }) => rightOf(without)),
} as const satisfies Record<string, Field>;
