/** How easily chance would have given a verdict that rests on an interval, alone and among all others. */
import { holm } from '../../lab/statistics/multiplicity.ts';
import type { Bounds } from '../bounds.ts';
import type { Judgement } from './claim.ts';

/** What of 1 − level is told: below, a normal curve says nothing of seeds. */
const LEAST = 1e-6;
const STEPS = 40;

/**
 * 1 − level of the widest interval that decides: at most 0.05 where that of 95 % does. Null where there is none of any
 * level. With Student's interval of a mean it is the p of the two-sided t-test against a bound, and for a band twice that
 * of the two one-sided tests.
 * Source: Schuirmann 1987, J. Pharmacokinet. Biopharm. 15, 657–680 (two one-sided tests).
 */
export function chanceOf(
  intervalAt: (level: number) => Bounds | null,
  decides: (interval: Bounds) => boolean,
): number | null {
  const isDecided = (chance: number): boolean | null => {
    const interval = intervalAt(1 - chance);
    return interval && decides(interval);
  };
  const narrowest = isDecided(1 - LEAST);
  if (narrowest === null) return null;
  if (!narrowest) return 1;
  if (isDecided(LEAST)) return LEAST;
  let [low, high] = [Math.log(LEAST), 0];
  for (let i = 0; i < STEPS; i++) {
    const middle = (low + high) / 2;
    if (isDecided(Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

interface Judged {
  readonly judgement: Judgement;
}

/**
 * Of all claims that rest on an interval and lack no run: those that it decides, each judged by itself; of these, those
 * that are decided with all of them taken together, and those that are not.
 */
export function together<T extends Judged>(
  claims: readonly T[],
): { all: T[]; alone: T[]; jointly: T[]; onlyAlone: T[] } {
  const all = claims.filter(({ judgement: { chance, verdict } }) => chance !== null && verdict !== 'incomplete');
  const adjusted = holm(all.map(({ judgement }) => judgement.chance ?? 1));
  const isDecided = ({ judgement: { verdict } }: T): boolean => verdict === 'holds' || verdict === 'fails';
  const jointly = all.filter((claim, i) => isDecided(claim) && (adjusted[i] ?? 1) <= 0.05);
  const alone = all.filter(isDecided);
  return { all, alone, jointly, onlyAlone: alone.filter((claim) => !jointly.includes(claim)) };
}

/**
 * The chance of each of some claims, by their ids in the order given, with these alone taken together; null for one that
 * lacks runs or rests on no interval, which leaves the others as they are without it.
 * @throws TypeError for an id that no claim has.
 */
export function adjustedAmong(
  claims: readonly (Judged & { readonly id: string })[],
  ids: readonly string[],
): Map<string, number | null> {
  const chosen = ids.map((id) => {
    const claim = claims.find((candidate) => candidate.id === id);
    if (!claim) throw new TypeError(`adjustedAmong: no claim has the id "${id}"`);
    return claim;
  });
  const { all } = together(chosen);
  const adjusted = holm(all.map(({ judgement }) => judgement.chance ?? 1));
  return new Map(chosen.map((claim) => [claim.id, adjusted[all.indexOf(claim)] ?? null]));
}
