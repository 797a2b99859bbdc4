/**
 * Numbers that a claim compares:
 *
 *   t95.at where seed=0                              a field of one run
 *   median(t95.at)                                   over the runs: median, min, max, spread (max / min)
 *   2 * median(t95.at)                               a multiple of one
 *   slope of t95.at over optimizer.weightDecay       log–log, through the runs
 *   slope of t95.at over optimizer.weightDecay beside optimizer.learningRate    both fitted together
 *   speed-up of t99 from regularizer=nothing to regularizer={0}    of the second over the first, by pairs of one seed
 *   8000, 1e-3                                       a number
 *
 * "where …" says which runs each is about: selection.ts.
 */
import { isReached } from '../fields.ts';
import { grouped } from '../format.ts';
import { aggregates } from '../aggregates.ts';
import { noMean } from '../writeupErrors.ts';
import type { Bounds } from '../bounds.ts';
import type { Subject } from './claim.ts';
import { estimateFrom, type Estimate } from './estimate.ts';
import type { Reader } from './reader.ts';
import { acceptSelection } from './selection.ts';
import { readSlopeAxes, slopeAlong } from './slope.ts';
import { estimateSpeedUp, readSpeedUp } from './speedUp.ts';

/** One that was measured; it is computed when it is known which runs it is about. */
export interface Measured {
  /** What its own "where" leaves; null where it has none. */
  readonly selection: readonly Subject[] | null;
  readonly estimate: (subjects: readonly Subject[]) => Estimate;
}

export type Quantity = number | Measured;

const CALL = /(\w+)\s*\(/y;
const TIMES = /[*×]/y;

export function readQuantity(reader: Reader, subjects: readonly Subject[]): Quantity {
  const { position } = reader;
  const value = reader.acceptNumber();
  if (value === null) return readMeasured(reader, subjects);
  if (!reader.accept(TIMES)) return value;
  if (value <= 0) reader.fail(`${value} is no factor of a multiple`, 'Write one above 0, such as 2.', position);
  const { selection, estimate } = readMeasured(reader, subjects);
  return { selection, estimate: (chosen) => times(value, estimate(chosen)) };
}

function readMeasured(reader: Reader, subjects: readonly Subject[]): Measured {
  const estimate = readEstimate(reader, subjects);
  return { selection: acceptSelection(reader, subjects), estimate };
}

function readEstimate(reader: Reader, subjects: readonly Subject[]): Measured['estimate'] {
  const { position } = reader;
  if (reader.acceptWords('slope of')) return readSlope(reader, subjects);
  if (reader.acceptWords('speed-up of')) {
    const asked = readSpeedUp(reader, subjects);
    return () => estimateSpeedUp(asked);
  }
  const call = reader.accept(CALL);
  if (!call) {
    const { name, field } = reader.field();
    return (chosen) => {
      if (chosen.length === 1) return estimateFrom(field, chosen, ([only]) => only as Bounds);
      const hint = `Say which of them: ${name} where seed=0, or take them together: median(${name}).`;
      return reader.fail(`${name} is a number of one run, but ${chosen.length} are meant`, hint, position);
    };
  }
  const word = call[1] ?? '';
  const isKnown = Object.hasOwn(aggregates, word);
  if (!isKnown && word !== 'mean') {
    reader.position = position;
    return reader.unknown('aggregate', Object.keys(aggregates), word);
  }
  const { name, field } = reader.field();
  if (!isKnown) throw noMean(name, { where: reader.where, query: reader.text });
  if (!reader.accept(/\)/y)) reader.fail('a bracket is not closed', `Write ${word}(${name}).`);
  const aggregate = aggregates[word as keyof typeof aggregates];
  return (chosen) => estimateFrom(field, chosen, aggregate.combine, 'options' in aggregate ? aggregate.options : {});
}

function readSlope(reader: Reader, subjects: readonly Subject[]): Measured['estimate'] {
  const start = reader.position;
  const { name, field } = reader.field();
  if (!reader.acceptWords('over'))
    reader.fail('"over" is missing', 'Write slope of t95.at over optimizer.weightDecay.');
  const axes = readSlopeAxes(reader, subjects);
  return (chosen) => {
    axes.check(chosen);
    const quantities = chosen.flatMap(({ run }) => (run && field(run)) ?? []);
    if (!quantities.every(isReached)) reader.fail(`${name} is not a time`, 'A slope is told of times: t95.at.', start);
    return slopeAlong(axes, field, chosen);
  };
}

/** The multiple of a positive factor. */
function times(factor: number, { bounds, known, intervalAt, ...estimate }: Estimate): Estimate {
  const scaled = ({ low, high }: Bounds): Bounds => ({ low: factor * low, high: factor * high });
  const text = `${grouped(factor)}\u202f×\u202f${estimate.text}`;
  const scaledAt = (level: number): Bounds | null => {
    const interval = intervalAt?.(level);
    return interval ? scaled(interval) : null;
  };
  return {
    ...estimate,
    text,
    bounds: scaled(bounds),
    known: known && scaled(known),
    ...(intervalAt && { intervalAt: scaledAt }),
  };
}
