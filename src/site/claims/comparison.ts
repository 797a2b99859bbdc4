/** A number that was measured, held against a band, a bound, or another: `median(t95.at) < 8000`. */
import {
  compare,
  COMPARISONS,
  exactly,
  isMultiplicative,
  type Bounds,
  type Comparison,
  type Scale,
} from '../bounds.ts';
import { printBand, printBound, SIGNS } from '../conditions.ts';
import { chanceOf } from './chance.ts';
import { ONE_OF_EACH, verdictOf, type Form, type Judgement, type Subject, type Told } from './claim.ts';
import { told, type Estimate } from './estimate.ts';
import { marginOf } from './margin.ts';
import { readQuantity, type Measured } from './quantity.ts';
import type { Reader } from './reader.ts';
import { acceptSelection } from './selection.ts';

/** "not within" is what is said of times: later than. */
const WORDS = { within: '<=', 'not within': '>' } as const satisfies Record<string, Comparison>;
const SYMBOLS = Object.keys(COMPARISONS) as Comparison[];
/** What a reader of the message may have meant: the words of the other forms too. */
const OPERATORS = [...SYMBOLS, 'in', 'within', 'not within', 'decreasing in', 'increasing in'] as const;

export const comparison: Form = {
  example: 'median(t95.at) < 8000',
  opens: () => true,
  read: (reader, subjects) => {
    const { position } = reader;
    const left = readQuantity(reader, subjects);
    if (typeof left === 'number') {
      return reader.fail('a claim begins with what was measured', 'Write the number on the right.', position);
    }
    const operatorAt = reader.position;
    const operator = reader.oneOf(OPERATORS, 'operator');
    if (operator === 'decreasing in' || operator === 'increasing in') {
      return reader.fail(
        `"${operator}" wants a field before it`,
        'Write it as t95.at, not median(t95.at).',
        operatorAt,
      );
    }
    if (operator === 'in') {
      const band = reader.band();
      const estimate = left.estimate(narrowed(reader, left, subjects));
      const text = printBand(band, estimate.kind);
      return against(estimate, { sign: 'in', bounds: band, told: { text, ...band } });
    }
    const sign = operator in WORDS ? WORDS[operator as keyof typeof WORDS] : (operator as Comparison);
    const right = readQuantity(reader, subjects);
    return typeof right === 'number'
      ? againstNumber(left.estimate(narrowed(reader, left, subjects)), sign, right)
      : againstOther(...bothSides(reader, position, [left, right], subjects), sign);
  },
};

/** The runs of a single quantity: its own "where", or one at the end. */
function narrowed(reader: Reader, { selection }: Measured, subjects: readonly Subject[]): readonly Subject[] {
  return selection ?? acceptSelection(reader, subjects) ?? subjects;
}

/** Both estimates. A "where" at the end would seem to narrow both sides and narrow one: either both have it or none. */
function bothSides(
  reader: Reader,
  position: number,
  sides: readonly [Measured, Measured],
  subjects: readonly Subject[],
): [Estimate, Estimate] {
  const [left, right] = sides;
  if ((left.selection === null) !== (right.selection === null)) {
    reader.fail('one side says where and the other does not', 'Write "where …" on both sides.', position);
  }
  return [left.estimate(left.selection ?? subjects), right.estimate(right.selection ?? subjects)];
}

interface Demand {
  readonly sign: Comparison | 'in';
  readonly bounds: Bounds;
  readonly told: Told;
}

function againstNumber(left: Estimate, sign: Comparison, bound: number): Judgement {
  const text = `${SIGNS[sign]} ${printBound(bound, left.kind)}`;
  return against(left, { sign, bounds: exactly(bound), told: { text, low: bound, high: bound } });
}

function againstOther(left: Estimate, right: Estimate, sign: Comparison): Judgement {
  const scale = left.scale ?? (isMultiplicative(left.kind) && isMultiplicative(right.kind) ? 'ratio' : 'difference');
  const bound = told({ ...right, text: `${SIGNS[sign]} ${right.text}` });
  const judgement = against(left, { sign, bounds: right.bounds, told: bound }, scale, right.isWhole);
  return {
    ...judgement,
    runs: [...new Set([...left.runs, ...right.runs])],
    about: [...new Map([...left.about, ...right.about].map((subject) => [subject.planned.id, subject])).values()],
    notes: [...left.notes, ...right.notes, ...(isOneOfEach(left, right) ? [ONE_OF_EACH] : [])],
  };
}

/** Whether a run is held against another: which of two trainings is the faster by chance, their seeds decide. */
function isOneOfEach(...sides: readonly Estimate[]): boolean {
  const ids = sides.flatMap(({ about }) => about.map(({ planned }) => planned.id));
  return ids.length === sides.length && new Set(ids).size === ids.length;
}

function against(
  left: Estimate,
  { sign, bounds, told: bound }: Demand,
  scale: Scale = left.scale ?? 'difference',
  isWhole = true,
): Judgement {
  const { truth, slack } = compare(left.bounds, sign, bounds, scale);
  const { intervalAt } = left;
  const decides = (interval: Bounds): boolean => compare(interval, sign, bounds, scale).truth !== null;
  return {
    verdict: verdictOf(truth, left.isWhole && isWhole),
    value: told(left),
    bound,
    margin: marginOf({ truth, slack, scale, kind: left.kind, isOfInterval: intervalAt !== undefined }),
    chance: intervalAt ? chanceOf(intervalAt, decides) : null,
    runs: left.runs,
    about: left.about,
    notes: left.notes,
  };
}
