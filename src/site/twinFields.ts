/** Fields of the queries of <Val> about unseen pairs with and without a twin among the training pairs. */
import type { Answered, TwinsMeasure } from '../lab/measures/twins.ts';
import { plateauEnd } from '../lab/measures/wrongAnswers.ts';
import type { Crossing } from '../lab/training/summary.ts';
import type { Amount, Field } from './fields.ts';

const ofTwins =
  (kind: Amount['kind'], read: (twins: TwinsMeasure) => number): Field =>
  ({ twins }) => {
    const value = twins ? read(twins) : NaN;
    return Number.isNaN(value) ? null : { kind, value };
  };

/** NaN where there are none. */
const rightOf = ({ pairs, right }: Answered): number => (pairs > 0 ? (right.at(-1) ?? NaN) / pairs : NaN);

/** First checkpoint with half of them right. */
const half =
  (part: 'withTwin' | 'without'): Field =>
  ({ twins, record }) => {
    if (!twins || twins[part].pairs === 0) return null;
    const { pairs, right } = twins[part];
    const t = right.findIndex((n) => 2 * n >= pairs);
    const at = twins.epochs[t];
    const value: Crossing | null = at === undefined ? null : { after: twins.epochs[t - 1] ?? null, at };
    return { kind: 'seenAt', value, budget: record.summary.epochs };
  };

/** Index of the checkpoint that `mistakes.at` looks at, too; −1 where there is none. */
const endOfPlateau = ({ withTwin, without }: TwinsMeasure): number => {
  const pairs = withTwin.pairs + without.pairs;
  return plateauEnd({ right: withTwin.right.map((right, t) => (right + (without.right[t] ?? NaN)) / pairs) });
};

/** Share right at the end of the plateau. */
const onPlateau = (part: 'withTwin' | 'without'): Field =>
  ofTwins('fraction', (twins) => (twins[part].right[endOfPlateau(twins)] ?? NaN) / twins[part].pairs);

export const twinFields = {
  /** Share of the unseen pairs that have a twin, and how many of those with and without one the final network gets right. */
  'twins.share': ofTwins('fraction', ({ withTwin, without }) => withTwin.pairs / (withTwin.pairs + without.pairs)),
  'twins.accuracy': ofTwins('fraction', ({ withTwin }) => rightOf(withTwin)),
  'twins.without': ofTwins('integer', ({ without }) => without.pairs),
  'twins.without.accuracy': ofTwins('fraction', ({ without }) => rightOf(without)),
  /** First checkpoint with half of those with a twin right, and with half of those without. */
  'twins.half.at': half('withTwin'),
  'twins.without.half.at': half('without'),
  /** The last checkpoint with at most a fifth of the unseen pairs right, and what is right there. */
  'twins.plateau.at': ofTwins('epochs', (twins) => twins.epochs[endOfPlateau(twins)] ?? NaN),
  'twins.plateau.accuracy': onPlateau('withTwin'),
  'twins.plateau.without': onPlateau('without'),
} as const satisfies Record<string, Field>;
