/** What is said of a verdict, and what stops a build: one that is not the verdict which was acknowledged. */
import { capitalized, counted } from '../format.ts';
import { WriteupError } from '../writeupErrors.ts';
import type { Judgement, Verdict } from './claim.ts';
import type { StatedClaim } from './stated.ts';

export interface TestedClaim extends StatedClaim {
  readonly writeup: { readonly id: string; readonly title: string };
  readonly judgement: Judgement;
}

/** All at once, so that one build tells everything that has turned. @throws WriteupError where any has. */
export function requireAcknowledged(claims: readonly TestedClaim[]): void {
  const complaints = claims.map(complaintOf).filter((complaint) => complaint !== null);
  if (complaints.length === 0) return;
  const hint =
    'Read each sentence again beside its value. Change it, or acknowledge the verdict by the attribute named above.';
  throw new WriteupError('ClaimNotAcknowledged', complaints.join('\n'), hint);
}

/** What has turned, from what, and the edit that acknowledges it; null where the verdict is the expected one. */
export function complaintOf({ id, expected, where, judgement }: TestedClaim): string | null {
  if (expected === judgement.verdict) return null;
  const before = expected === null ? 'no verdict of it was acknowledged yet' : `it was acknowledged as "${expected}"`;
  const edit = expected === null ? 'add' : `instead of expect="${expected}" write`;
  return (
    `${where}: claim "${id}" ${inWords[judgement.verdict]}; ${before}. ${evidence(judgement)}. ` +
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
export function evidence({ verdict, value, bound, margin, runs, planned, notes }: Judgement): string {
  const open = verdict === 'undecided' ? ['true at one end of what is known and false at the other'] : [];
  const rest = [...(margin ? [margin.text] : []), ...open, `${runs.length} of ${counted(planned, 'run')}`, ...notes];
  const text = `Found: ${value.text}. Claimed: ${bound.text}. ${capitalized(rest.join('; '))}`;
  return text.replace(/([<≤>≥]) /g, '$1\u00a0');
}
