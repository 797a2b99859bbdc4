/** How much of an experiment is there, said plainly. */
import { counted } from './format.ts';

interface Counts {
  readonly inProgress: boolean;
  readonly runs: { readonly length: number };
  readonly stored: { readonly length: number };
  readonly withdrawn: { readonly size: number };
}

/** "3 of 8 runs stored; in progress", "all 4 runs stored", "3 of 4 runs stored, 1 withdrawn" */
export function completeness({ runs, stored, withdrawn, inProgress }: Counts): string {
  const isWhole = stored.length === runs.length;
  const share = isWhole && runs.length > 1 ? 'all' : `${stored.length} of`;
  const gone = withdrawn.size > 0 ? `, ${withdrawn.size} withdrawn` : '';
  const isComing = inProgress && stored.length + withdrawn.size < runs.length;
  return `${share} ${counted(runs.length, 'run')} stored${gone}${isComing ? '; in progress' : ''}`;
}
