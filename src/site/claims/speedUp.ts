/**
 * How many times as soon runs get there as others of the same seeds, their steps counted, or their multiply-adds:
 *
 *   t99 from regularizer=nothing to regularizer={0}
 *   t99 in multiply-adds from regularizer=nothing to regularizer={-1,0,+1}
 *   t99 in multiply-adds with a fresh forward pass from regularizer=nothing to regularizer={0}
 *
 * The time: tMem, t50, t95, t99, or "stable", to be at 99 % on both splits for 500 epochs, or "stable for 1000 epochs".
 * What is known of it is the 95 % interval of the geometric mean over all pairs (lab/statistics/pairs.ts): which seeds are
 * drawn is chance.
 */
import { meanInWords } from '../../figures/speedUpWords.ts';
import { GOALS, pairsOf, type Goal } from '../../lab/statistics/pairedRuns.ts';
import { speedUp, type SpeedUp } from '../../lab/statistics/pairs.ts';
import { relativeCost } from '../../lab/training/cost.ts';
import { varyingAxes } from '../cells.ts';
import { counted } from '../format.ts';
import { ANYTHING, type Bounds } from '../bounds.ts';
import type { Subject } from './claim.ts';
import type { Estimate } from './estimate.ts';
import type { Reader } from './reader.ts';
import { readSelection } from './selection.ts';

/** Beside what a step needs, a method may ask for another forward pass: a third of a plain step. */
const EXTRA_OF_A_STEP = { 'in multiply-adds with a fresh forward pass': 1 / 3, 'in multiply-adds': 0 } as const;
type Unit = keyof typeof EXTRA_OF_A_STEP;
/** Longer ones first. */
const UNITS = Object.keys(EXTRA_OF_A_STEP) as Unit[];

interface Asked {
  readonly event: Goal;
  /** What is counted in place of steps. */
  readonly unit: Unit | null;
  readonly bases: readonly Subject[];
  readonly variants: readonly Subject[];
}

export function readSpeedUp(reader: Reader, subjects: readonly Subject[]): Asked {
  const event = reader.oneOf(GOALS, 'time');
  const unit = UNITS.find((words) => reader.acceptWords(words)) ?? null;
  const side = (word: 'from' | 'to'): readonly Subject[] => {
    const hint = `Write ${event} from regularizer=nothing to regularizer={0}.`;
    if (!reader.acceptWords(word)) reader.fail(`"${word}" is missing`, hint);
    const { position } = reader;
    const chosen = readSelection(reader, subjects);
    const trainings = new Set(chosen.map(({ planned }) => JSON.stringify({ ...planned.spec, seed: null })));
    if (trainings.size === 1) return chosen;
    const axes = varyingAxes(chosen.map(({ planned }) => planned)).join(', ');
    return reader.fail(`these runs differ in more than their seeds: in ${axes}`, 'Say which of them.', position);
  };
  return { event, unit, bases: side('from'), variants: side('to') };
}

export interface Found {
  /** In the units asked for; null: not estimable. */
  readonly mean: SpeedUp['geometricMean'];
  readonly signs: SpeedUp['signs'];
  readonly pairs: number;
  /** The runs of every seed that both sides have. */
  readonly about: readonly Subject[];
  readonly runs: readonly string[];
}

export function findSpeedUp({ event, unit, bases, variants }: Asked, level = 0.95): Found {
  const [base, variant] = [bases, variants].map((side) => side.flatMap(({ run }) => run ?? []));
  const pairs = pairsOf(base ?? [], variant ?? [], event);
  const { geometricMean, signs } = speedUp(pairs, { level });
  const [one, other] = [bases[0]?.planned.spec, variants[0]?.planned.spec];
  const cost = unit && one && other ? relativeCost(other, one) + EXTRA_OF_A_STEP[unit] : 1;
  const seedsOf = (side: readonly Subject[]): Set<number> => new Set(side.map(({ planned }) => planned.spec.seed));
  const common = seedsOf(bases).intersection(seedsOf(variants));
  const seeds = new Set(pairs.map(({ seed }) => seed));
  return {
    mean: geometricMean && {
      ...geometricMean,
      ratio: geometricMean.ratio / cost,
      bounds: geometricMean.bounds && {
        ...geometricMean.bounds,
        low: geometricMean.bounds.low / cost,
        high: geometricMean.bounds.high / cost,
      },
    },
    signs,
    pairs: pairs.length,
    about: [...bases, ...variants].filter(({ planned }) => common.has(planned.spec.seed)),
    runs: [...(base ?? []), ...(variant ?? [])]
      .filter(({ record }) => seeds.has(record.spec.seed))
      .map(({ record }) => record.id),
  };
}

/** As a number that claims compare. */
export function estimateSpeedUp(asked: Asked): Estimate {
  const { mean, pairs, about, runs } = findSpeedUp(asked);
  const intervalAt = (level: number): Bounds | null => findSpeedUp(asked, level).mean?.bounds ?? null;
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
