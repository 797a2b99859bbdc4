/**
 * How many times as soon runs get there as others of the same seeds, their steps counted, or their multiply-adds:
 *
 *   t99 from regularizer=nothing to regularizer={0}
 *   t99 in multiply-adds from regularizer=nothing to regularizer={-1,0,+1}
 *   t99 in multiply-adds with a fresh forward pass from regularizer=nothing to regularizer={0}
 *   t99 in multiply-adds at all positions from regularizer=nothing to regularizer={0}
 *
 * The time: tMem, t50, t95, t99, or "stable", to be at 99 % on both splits for 500 epochs, or "stable for 1000 epochs".
 * What is known of it is the 95 % interval of the geometric mean over all pairs (lab/statistics/pairs.ts): which seeds are
 * drawn is chance.
 */
import { meanInWords } from '../../figures/speedUpWords.ts';
import { censored, seen, type EventTime } from '../../lab/statistics/eventTime.ts';
import { GOALS, pairsOf, type Goal } from '../../lab/statistics/pairedRuns.ts';
import { speedUp, type SpeedUp } from '../../lab/statistics/pairs.ts';
import { relativeCost, type CostOptions } from '../../lab/training/cost.ts';
import { varyingAxes } from '../cells.ts';
import { counted } from '../format.ts';
import { ANYTHING, type Bounds } from '../bounds.ts';
import type { Subject } from './claim.ts';
import type { Estimate } from './estimate.ts';
import type { Reader } from './reader.ts';
import { readSelection } from './selection.ts';

/** What is counted of a step, lab/training/cost.ts. Longer ones first. */
const UNITS = [
  ['in multiply-adds at all positions with a fresh forward pass', { isAtAllPositions: true, hasFreshForward: true }],
  ['in multiply-adds at all positions', { isAtAllPositions: true }],
  ['in multiply-adds with a fresh forward pass', { hasFreshForward: true }],
  ['in multiply-adds', {}],
] as const satisfies readonly (readonly [words: string, CostOptions])[];

interface Asked {
  readonly event: Goal;
  /** What is counted in place of steps. */
  readonly unit: CostOptions | null;
  readonly bases: readonly Subject[];
  readonly variants: readonly Subject[];
}

export function readSpeedUp(reader: Reader, subjects: readonly Subject[]): Asked {
  const event = reader.oneOf(GOALS, 'time');
  return { event, ...readComparison(reader, subjects, `Write ${event} from regularizer=nothing to regularizer={0}.`) };
}

/** The same without a time. */
export function readComparison(reader: Reader, subjects: readonly Subject[], hint: string): Omit<Asked, 'event'> {
  const [, unit = null] = UNITS.find(([words]) => reader.acceptWords(words)) ?? [];
  const side = (word: 'from' | 'to'): readonly Subject[] => {
    if (!reader.acceptWords(word)) reader.fail(`"${word}" is missing`, hint);
    const { position } = reader;
    const chosen = readSelection(reader, subjects);
    const trainings = new Set(chosen.map(({ planned }) => JSON.stringify({ ...planned.spec, seed: null })));
    if (trainings.size === 1) return chosen;
    const axes = varyingAxes(chosen.map(({ planned }) => planned)).join(', ');
    return reader.fail(`these runs differ in more than their seeds: in ${axes}`, 'Say which of them.', position);
  };
  return { unit, bases: side('from'), variants: side('to') };
}

/** What a step of the variants needs in multiply-adds, over what one of the bases needs. */
export function stepCost({ unit, bases, variants }: Omit<Asked, 'event'>): number {
  const [one, other] = [bases[0]?.planned.spec, variants[0]?.planned.spec];
  return one && other ? relativeCost(other, one, unit ?? {}) : NaN;
}

export interface Found {
  /** In the units asked for, with its interval of 95 %; null: not estimable. */
  readonly mean: SpeedUp['geometricMean'];
  /** The same, with an interval of another level. */
  readonly meanAt: (level: number) => SpeedUp['geometricMean'];
  readonly signs: SpeedUp['signs'];
  readonly pairs: number;
  /** The runs of every seed that both sides have. */
  readonly about: readonly Subject[];
  readonly runs: readonly string[];
}

export function findSpeedUp(asked: Asked): Found {
  const { event, unit, bases, variants } = asked;
  const [base, variant] = [bases, variants].map((side) => side.flatMap(({ run }) => run ?? []));
  const pairs = pairsOf(base ?? [], variant ?? [], event);
  const inUnits = unit ? pairs.map((pair) => ({ ...pair, variant: costing(stepCost(asked), pair.variant) })) : pairs;
  const meanAt: Found['meanAt'] = (level) => speedUp(inUnits, { level }).geometricMean;
  const seedsOf = (side: readonly Subject[]): Set<number> => new Set(side.map(({ planned }) => planned.spec.seed));
  const common = seedsOf(bases).intersection(seedsOf(variants));
  const seeds = new Set(pairs.map(({ seed }) => seed));
  return {
    mean: meanAt(0.95),
    meanAt,
    signs: speedUp(inUnits).signs,
    pairs: pairs.length,
    about: [...bases, ...variants].filter(({ planned }) => common.has(planned.spec.seed)),
    runs: [...(base ?? []), ...(variant ?? [])]
      .filter(({ record }) => seeds.has(record.spec.seed))
      .map(({ record }) => record.id),
  };
}

/** A time in steps of the base, of steps that cost `cost` times as much. */
const costing = (cost: number, time: EventTime): EventTime =>
  time.isCensored ? censored(cost * time.after) : seen(cost * time.at, cost * time.after);

/** As a number that claims compare. */
export function estimateSpeedUp(asked: Asked): Estimate {
  const { mean, meanAt, pairs, about, runs } = findSpeedUp(asked);
  const intervalAt = (level: number): Bounds | null => meanAt(level)?.bounds ?? null;
  const isWhole = 2 * pairs === about.length;
  const known = mean?.bounds ?? null;
  return {
    bounds: isWhole && known ? known : ANYTHING,
    known,
    kind: 'number',
    text: meanInWords(mean),
    scale: 'ratio',
    intervalAt,
    runs,
    about,
    isWhole,
    notes: [`geometric mean of ${counted(pairs, 'pair')} of one seed each, ${intervalInWords(mean, pairs)}`],
  };
}

function intervalInWords(mean: Found['mean'], pairs: number): string {
  if (mean?.bounds) return 'with its 95\u202f% interval';
  if (pairs < 2) return 'which has no interval';
  return mean?.kind === 'exact'
    ? 'all alike, which has no interval'
    : 'some only bounded by a budget, which has no interval';
}
