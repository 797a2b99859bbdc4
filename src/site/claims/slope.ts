/**
 * The slope of a straight line through the runs of a sweep, both axes logarithmic: −1 where twice the one means half the
 * other. The same line as in <Val> and in figures: runs that did not get there within their budgets bound it
 * (statistics/powerLaw.ts). It is what these runs say; how far it can be off is told beside it, and not judged.
 */
import { powerLaw } from '../../lab/statistics/powerLaw.ts';
import { timeOf, type EventTime } from '../../lab/statistics/eventTime.ts';
import type { RunResults } from '../../lab/store/results.ts';
import { isReached, type Field } from '../fields.ts';
import { counted, decimal } from '../format.ts';
import { ANYTHING, exactly } from './bounds.ts';
import type { Subject } from './claim.ts';
import { printBounds, type Estimate } from './estimate.ts';
import { specValue } from './selection.ts';

export function slopeAlong(axis: string, field: Field, subjects: readonly Subject[]): Estimate {
  const stored = subjects.flatMap(({ planned, run }) => {
    const time = run && timeIn(field, run);
    return time ? [{ id: run.record.id, x: specValue(planned.spec, axis) as number, time }] : [];
  });
  const law = powerLaw(stored);
  const isWhole = stored.length === subjects.length;
  const known = law && exactly(law.slope);
  const { low, high } = law?.bounds ?? {};
  const notes = [
    `a line through ${counted(stored.length, 'run')}`,
    law && law.censored > 0 ? `${law.censored} not within the budget` : '',
    low !== undefined && high !== undefined ? `95\u202f% interval ${decimal(low)} to ${decimal(high)}` : '',
    isWhole ? '' : `${subjects.length - stored.length} missing`,
  ];
  return {
    bounds: isWhole && known ? known : ANYTHING,
    known,
    kind: 'number',
    text: printBounds(known, 'number'),
    scale: 'difference',
    runs: stored.map(({ id }) => id),
    planned: subjects.length,
    isWhole,
    notes: [notes.filter(Boolean).join('; ')],
  };
}

/** Null where the run does not have it. What diverged is not there within its whole budget, as in `timeTo`. */
function timeIn(field: Field, run: RunResults): EventTime | null {
  const quantity = field(run);
  if (!quantity || !isReached(quantity)) return null;
  const { summary, spec } = run.record;
  return timeOf(quantity.value, summary.divergedAt === null ? quantity.budget : spec.epochs);
}
