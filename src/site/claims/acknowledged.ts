/**
 * What is said of a verdict, and what stops a build: one that is not the verdict which was acknowledged, or a claim that does
 * not say when it was stated.
 */
import { capitalized, counted } from '../format.ts';
import { WriteupError } from '../writeupErrors.ts';
import type { Judgement, Verdict } from './claim.ts';
import { foreknowledge } from './foreknowledge.ts';
import { minuteOf, type StatedClaim } from './stated.ts';

export interface TestedClaim extends StatedClaim {
  readonly writeup: { readonly id: string; readonly title: string };
  readonly judgement: Judgement;
  /** How many of the runs that it is about had begun when it was stated; null where that is not said. */
  readonly begun: number | null;
  /** Decided by an interval of its own, but not with all such claims taken together: chance.ts. */
  readonly isOnlyAlone: boolean;
}

/** All at once, so that one build tells everything that has turned. @throws WriteupError where any has. */
export function requireAcknowledged(claims: readonly TestedClaim[]): void {
  const complaints = claims.map(complaintOf).filter((complaint) => complaint !== null);
  if (complaints.length === 0) return;
  const hasTurned = claims.some(({ expected, judgement }) => expected !== judgement.verdict);
  const hint = hasTurned
    ? 'Read each sentence again beside its value. Change it, or acknowledge the verdict by the attribute named above.'
    : 'Give each claim the minute at which its condition was first written as it is.';
  throw new WriteupError('ClaimNotAcknowledged', complaints.join('\n'), hint);
}

/** What has turned, from what, or what is not said, and the edit that mends it; null where nothing is amiss. */
export function complaintOf(claim: TestedClaim): string | null {
  const { id, expected, stated, where, judgement } = claim;
  const problems = [
    expected !== judgement.verdict && turnedFrom(expected, judgement),
    stated === null &&
      `does not say when it was stated. If that is now: add stated="${minuteOf(new Date())}" in its tag. ` +
        'How many of its runs had begun by then is told beside its verdict.',
  ].filter((problem) => problem !== false);
  return problems.length > 0 ? `${where}: claim "${id}" ${problems.join(' It ')}` : null;
}

function turnedFrom(expected: Verdict | null, judgement: Judgement): string {
  const before = expected === null ? 'no verdict of it was acknowledged yet' : `it was acknowledged as "${expected}"`;
  const edit = expected === null ? 'add' : `instead of expect="${expected}" write`;
  return (
    `${inWords[judgement.verdict]}; ${before}. ${evidence(judgement)}. ` +
    `To acknowledge: ${edit} expect="${judgement.verdict}" in its tag.`
  );
}

/** What a claim does, as the end of a sentence about it. */
export const inWords: Readonly<Record<Verdict, string>> = {
  holds: 'holds',
  fails: 'does not hold',
  undecided: 'is undecided',
  incomplete: 'is not decided yet',
};

/** "Found: (6 340, 6 350]. Claimed: 4 000–12 000. At least 2 341 epochs to spare; 4 of 4 runs" */
export function evidence(judgement: Judgement): string {
  const { verdict, value, bound, margin, chance, runs, about, notes } = judgement;
  const rest = [
    ...(margin ? [margin.text] : []),
    ...(verdict === 'undecided' ? [openInWords(judgement)] : []),
    ...(chance !== null && verdict !== 'incomplete' ? [chanceText(chance)] : []),
    `${runs.length} of ${counted(about.length, 'run')}`,
    ...notes,
  ];
  const text = `Found: ${value.text}. Claimed: ${bound.text}. ${capitalized(rest.join('; '))}`;
  return text.replace(/([<≤>≥]) /g, '$1\u00a0');
}

function openInWords({ value, chance }: Judgement): string {
  if (chance !== null) return 'the 95\u202f% interval reaches across the bound';
  return value.low === null ? 'these runs cannot tell' : 'true at one end of what is known and false at the other';
}

/** "p = 0.056". */
export const chanceText = (chance: number): string => (chance < 0.001 ? 'p < 0.001' : `p = ${chance.toPrecision(2)}`);

/** "when 3 of its 15 runs had begun"; null where it is not said when the claim was stated. */
export const statedWhen = ({ begun, judgement: { about } }: TestedClaim): string | null =>
  begun === null ? null : foreknowledge({ begun, about: about.length });

/** Whether none of its runs had begun. */
export const isPrediction = ({ begun }: TestedClaim): boolean => begun === 0;
