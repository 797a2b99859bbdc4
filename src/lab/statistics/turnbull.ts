/**
 * Where times known only as intervals lie: the distribution of greatest likelihood among all there are. It can have
 * mass nowhere but on the innermost intervals, and says how much on each, not where inside.
 * Source: Turnbull 1976, J. R. Stat. Soc. B 38, 290–295 (self-consistency, an EM); Böhning 1986, Metrika 33, 337–347
 * (the exchange, which ends what the EM only approaches); Gentleman & Geyer 1994, Biometrika 81, 618–623 (the bound).
 */
import type { EventTime } from './eventTime.ts';

/** (after, at], or the point `at` where both are equal; ends may be infinite. */
export interface Interval {
  readonly after: number;
  readonly at: number;
}

/** An innermost interval and its share of the distribution. */
export interface Mass extends Interval {
  readonly share: number;
}

export const intervalOf = (time: EventTime): Interval => ({
  after: time.after,
  at: time.isCensored ? Infinity : time.at,
});

/** Log-likelihood per interval that is left to gain where the iteration ends. */
const TOLERANCE = 1e-10;
const MOST_ROUNDS = 20_000;
/** What is smaller than this share is none. */
const SMALLEST_SHARE = 1e-8;

/** The masses in order, without those that are 0. @throws TypeError where the iteration does not end. */
export function turnbull(intervals: readonly Interval[]): Mass[] {
  if (intervals.length === 0) return [];
  const cells = innermost(intervals);
  const cellsIn = intervals.map((interval) => cells.flatMap((cell, j) => (contains(interval, cell) ? [j] : [])));
  let shares = cells.map(() => 1 / cells.length);
  for (let round = 0; ; round++) {
    const gains = gainsOf(cellsIn, shares);
    // By concavity the best distribution is at most so much better.
    if (Math.max(...gains) - 1 <= TOLERANCE) break;
    if (round === MOST_ROUNDS) throw new TypeError(`turnbull: not converged after ${MOST_ROUNDS} rounds`);
    shares = shares.map((share, j) => share * (gains[j] ?? 0));
    shares = exchange(cellsIn, shares);
  }
  const masses = cells.flatMap((cell, j) => {
    const share = shares[j] ?? 0;
    return share > SMALLEST_SHARE ? [{ ...cell, share }] : [];
  });
  const total = masses.reduce((sum, { share }) => sum + share, 0);
  return masses.map((mass) => ({ ...mass, share: mass.share / total }));
}

/** Log-likelihood of the shares, which belong to the innermost intervals, per interval: its slope along each share. */
function gainsOf(cellsIn: readonly (readonly number[])[], shares: readonly number[]): number[] {
  const gains = shares.map(() => 0);
  for (const members of cellsIn) {
    const probability = members.reduce((sum, j) => sum + (shares[j] ?? 0), 0);
    for (const j of members) gains[j] = (gains[j] ?? 0) + 1 / (probability * cellsIn.length);
  }
  return gains;
}

/** What is best moved from the share that gains least to the one that would gain most. */
function exchange(cellsIn: readonly (readonly number[])[], shares: readonly number[]): number[] {
  const gains = gainsOf(cellsIn, shares);
  const poorest = shares.reduce((least, share, j) => {
    return share > 0 && (least < 0 || (gains[j] ?? 0) < (gains[least] ?? 0)) ? j : least;
  }, -1);
  const richest = gains.indexOf(Math.max(...gains));
  const moved = (amount: number): number[] =>
    shares.map((share, j) => share + (j === richest ? amount : 0) - (j === poorest ? amount : 0));
  const goesOn = (amount: number): boolean => {
    const after = gainsOf(cellsIn, moved(amount));
    return (after[richest] ?? 0) > (after[poorest] ?? 0);
  };
  const most = shares[poorest] ?? 0;
  if (poorest === richest) return [...shares];
  if (goesOn(most)) return moved(most);
  let [low, high] = [0, most];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (goesOn(middle)) low = middle;
    else high = middle;
  }
  return moved(low);
}

const isPoint = ({ after, at }: Interval): boolean => after === at;

function contains(outer: Interval, inner: Interval): boolean {
  if (isPoint(outer)) return isPoint(inner) && inner.at === outer.at;
  return (isPoint(inner) ? outer.after < inner.at : outer.after <= inner.after) && inner.at <= outer.at;
}

/** Intervals from a beginning to the end that follows it with no other beginning or end between them. */
export function innermost(intervals: readonly Interval[]): Interval[] {
  // At one number a point begins before intervals end, and intervals begin after: they do not hold it.
  const ends = intervals
    .flatMap((interval) => [
      { at: interval.after, isBeginning: true, order: isPoint(interval) ? 0 : 2 },
      { at: interval.at, isBeginning: false, order: 1 },
    ])
    .sort((x, y) => (x.at === y.at ? x.order - y.order : x.at < y.at ? -1 : 1));
  return ends.flatMap((end, i) => {
    const next = ends[i + 1];
    return end.isBeginning && next && !next.isBeginning ? [{ after: end.at, at: next.at }] : [];
  });
}

/** Shares this close to a half are a half: sums of binary fractions. */
const ROUNDING = 1e-9;

/**
 * Where half the distribution has been passed. Exactly at a half, halfway between the two neighbours (the usual median
 * of an even number): of one seen at 3,000 and one not seen by 40,000 it is later than 21,500. `at` is infinite where
 * there is no end. Null for no masses.
 */
export function medianInterval(masses: readonly Mass[]): Interval | null {
  let passed = 0;
  for (const [i, { after, at, share }] of masses.entries()) {
    passed += share;
    if (passed < 0.5 - ROUNDING) continue;
    const next = masses[i + 1];
    if (passed > 0.5 + ROUNDING || !next) return { after, at };
    return { after: (after + next.after) / 2, at: (at + next.at) / 2 };
  }
  return null;
}
