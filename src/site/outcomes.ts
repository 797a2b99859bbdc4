/** What became of the runs of an experiment, counted. */
import { outcomeOf, type Summary, type ToldOutcome } from '../lab/training/summary.ts';

const IN_ORDER = ['grokked', 'lost again', 'not within budget', 'diverged'] as const satisfies ToldOutcome[];

/** "6 grokked, 1 lost again, 1 not within budget" */
export function outcomesInWords(records: readonly { readonly summary: Summary }[]): string {
  const outcomes = records.map(outcomeOf);
  return IN_ORDER.map((outcome) => ({ outcome, count: outcomes.filter((one) => one === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`)
    .join(', ');
}
