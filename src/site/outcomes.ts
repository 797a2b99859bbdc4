/** What became of runs, in tables and counted. */
import { outcomeOf, type Crossing, type Summary, type ToldOutcome } from '../lab/training/summary.ts';
import { grouped, interval } from './format.ts';

const IN_ORDER = ['grokked', 'lost again', 'not within budget', 'diverged'] as const satisfies ToldOutcome[];

/** "6 grokked, 1 lost again, 1 not within budget" */
export function outcomesInWords(records: readonly { readonly summary: Summary }[]): string {
  const outcomes = records.map(outcomeOf);
  return IN_ORDER.map((outcome) => ({ outcome, count: outcomes.filter((one) => one === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`)
    .join(', ');
}

/** "(4 780, 4 790]", "> 40 000"; a dash for a run that diverged first: no budget would bring it there. */
export function crossingText(
  crossing: Crossing | null,
  { epochs, divergedAt }: Pick<Summary, 'epochs' | 'divergedAt'>,
): string {
  if (crossing) return interval(crossing);
  return divergedAt === null ? `> ${grouped(epochs)}` : '–';
}
