/** The further executions of a run, each graded against the published one, and how sentences say so. */
import { decodeCurve } from '../lab/store/curve.ts';
import { agreement, SAME_CURVE, SAME_PHASES, type Agreement, type Grade } from '../lab/store/grade.ts';
import type { Replication } from '../lab/store/record.ts';
import type { RunStore, StoredRun } from '../lab/store/store.ts';
import type { Summary } from '../lab/training/summary.ts';
import { decimal, grouped, percent } from './format.ts';

export interface GradedReplication extends Replication, Agreement {}

/** @throws LabError where a curve does not match its hash. */
export function gradeReplications(
  { record, rows }: StoredRun,
  store: Pick<RunStore, 'read'>,
): Promise<GradedReplication[]> {
  const published = { rows, summary: record.summary };
  return Promise.all(
    record.replications.map(async (replication) => {
      const text = new TextDecoder().decode(await store.read(record, replication.curve));
      const { summary } = replication;
      return { ...replication, ...agreement(published, { rows: decodeCurve(text), summary }) };
    }),
  );
}

/** How far a replication agrees, in plain words and with its numbers. */
export function agreementInWords({ grade, worst, summary }: GradedReplication, published: Summary): string {
  switch (grade) {
    case 'bit-identical':
      return 'bit-identical: every number of the curve';
    case 'same curve':
      return `same curve within ${decimal(worst, 2)}`;
    case 'same phases':
      return `same phases: ${transitionInWords(published, summary)}`;
    case 'different':
      return `different: ${differenceInWords(published, summary)}`;
  }
}

function differenceInWords(published: Summary, replicated: Summary): string {
  if (published.outcome !== replicated.outcome) return `${replicated.outcome} instead of ${published.outcome}`;
  if ((published.tMem === null) !== (replicated.tMem === null)) {
    return replicated.tMem ? 'memorized, as the first did not' : 'did not memorize, as the first did';
  }
  return transitionInWords(published, replicated);
}

/** "95 % of test pairs at epoch 4 930 instead of 4 790 (+2.9 %)" */
function transitionInWords({ t95: before }: Summary, { t95: after }: Summary): string {
  const what = `${percent(0.95)} of test pairs`;
  if (!before && !after) return `${what} not reached here either`;
  if (!after) return `${what} not reached, by the first at epoch ${grouped(before?.at ?? NaN)}`;
  if (!before) return `${what} at epoch ${grouped(after.at)}, not reached by the first`;
  if (before.at === after.at) return `${what} at epoch ${grouped(after.at)} in both`;
  const change = after.at / before.at - 1;
  const sign = change > 0 ? '+' : '';
  return `${what} at epoch ${grouped(after.at)} instead of ${grouped(before.at)} (${sign}${percent(change, 1)})`;
}

const TIMES = ['never', 'once', 'twice', 'three times', 'four times', 'five times'];

const SECOND_TIME: Readonly<Record<Grade, string>> = {
  'bit-identical': 'bit-identical',
  'same curve': 'with the same curve',
  'same phases': 'with the same phases',
  different: 'with a different outcome',
};

/** "Carried out twice; the second time bit-identical." */
export function tally(replications: readonly Pick<GradedReplication, 'grade'>[]): string {
  const [second, ...others] = replications;
  const n = replications.length + 1;
  const count = `Carried out ${TIMES[n] ?? `${n} times`}`;
  if (!second) return `${count} so far.`;
  if (others.length === 0) return `${count}; the second time ${SECOND_TIME[second.grade]}.`;
  if (others.every(({ grade }) => grade === second.grade)) return `${count}; ${SECOND_TIME[second.grade]} each time.`;
  const told = replications.map(({ grade }, i) => `execution ${i + 2} ${SECOND_TIME[grade]}`);
  return `${count}; ${told.join(', ')}.`;
}

/** What the grades mean. */
export const gradesInWords =
  `Every later execution is compared with the first. Same curve: at each evaluation, losses and weight norm agree ` +
  `within ${percent(SAME_CURVE)}, accuracies within ${decimal(100 * SAME_CURVE, 1)} percentage points. Same phases: ` +
  `the same outcome, and ${percent(0.95)} of test pairs at an epoch no more than ${percent(SAME_PHASES)} away.`;
