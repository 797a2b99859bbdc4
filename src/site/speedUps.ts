/**
 * How many times as soon one kind of run gets there as another of the same seeds, for <Val>:
 *
 *   speedUp(t99 from regularizer=nothing to regularizer={0})         "1.52": geometric mean over the pairs
 *   speedUpBounds(t99 from regularizer=nothing to regularizer={0})   "1.31 to 1.77", its 95 % interval
 *   speedUpPairs(t99 from regularizer=nothing to regularizer={0})    "4 of 5": in how many pairs the second was sooner
 *
 *   stepCost(in multiply-adds from regularizer=nothing to …)         "1.38": of a step of the second over one of the first
 *
 * After the time may stand "in multiply-adds", and behind that "at all positions" and "with a fresh forward pass". What can
 * be asked: claims/speedUp.ts.
 */
import { meanInWords } from '../figures/speedUpWords.ts';
import type { PlannedRun } from '../lab/pipeline/experiments.ts';
import type { RunResults } from '../lab/store/results.ts';
import { asPlanned } from './cells.ts';
import { Reader } from './claims/reader.ts';
import { findSpeedUp, readComparison, readSpeedUp, stepCost } from './claims/speedUp.ts';
import { counted, decimal } from './format.ts';

const QUERY = /^(speedUp|speedUpBounds|speedUpPairs|stepCost)\((.+)\)$/;

interface Asked {
  readonly runs: readonly RunResults[];
  /** @default those that are stored */
  readonly plannedRuns?: readonly PlannedRun[] | undefined;
  readonly where: string;
  readonly digits?: number | undefined;
}

/** Null where the query asks for something else. @throws WriteupError for runs or a time that there are not. */
export function evaluateSpeedUp(
  query: string,
  { runs, plannedRuns, where, digits = 3 }: Asked,
): { text: string; title: string } | null {
  const [, what, inner = ''] = QUERY.exec(query.trim()) ?? [];
  if (what === undefined) return null;
  const reader = new Reader(inner, where);
  const subjects = (plannedRuns ?? runs.map(asPlanned)).map((planned) => {
    return { planned, run: runs.find(({ record }) => record.id === planned.id) ?? null };
  });
  if (what === 'stepCost') {
    const hint = 'Write in multiply-adds from regularizer=nothing to regularizer={0}.';
    const compared = readComparison(reader, subjects, hint);
    if (!compared.unit) reader.fail('"in multiply-adds" is missing', hint);
    reader.end(hint);
    return { text: decimal(stepCost(compared), digits), title: `${query}: by the matrix products of a step` };
  }
  const asked = readSpeedUp(reader, subjects);
  reader.end('A speed-up is told as: t99 from regularizer=nothing to regularizer={0}.');
  const { mean, signs, pairs, about } = findSpeedUp(asked);
  const title = `${query}, ${pairs} of ${counted(about.length / 2, 'pair')}: ${meanInWords(mean)}`;
  if (pairs === 0) return { text: '—', title };
  if (what === 'speedUpPairs') return { text: `${signs.sooner} of ${pairs}`, title };
  if (what === 'speedUpBounds') {
    const bounds = mean?.bounds;
    const text = bounds ? `${decimal(bounds.low, digits)} to ${decimal(bounds.high, digits)}` : 'not estimable';
    return { text, title };
  }
  const bound = { exact: '', atLeast: 'at least ', atMost: 'at most ' }[mean?.kind ?? 'exact'];
  return { text: mean ? `${bound}${decimal(mean.ratio, digits)}` : 'not known', title };
}
