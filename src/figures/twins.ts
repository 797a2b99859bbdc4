/**
 * How many unseen pairs are right, of those that have a twin among the training pairs, the same pair in another order
 * or with other signs, and of those that have none. Source: ours.
 */
import type { TwinsMeasure } from '../lab/measures/twins.ts';
import type { RunResults } from '../lab/store/results.ts';
import { accuracyAxis } from './accuracy.ts';
import { alignedSeries, checkpointTable, pointsOf, rangeInWords, withDivergences } from './checkpoints.ts';
import { formatCount, listed } from './format.ts';
import { drawCurves } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { colours } from './palette.ts';
import { toCsv } from './table.ts';
import type { Line } from './timeSeries.ts';

interface Told {
  readonly run: RunResults;
  readonly twins: TwinsMeasure;
}

const KINDS = [
  { part: 'withTwin', name: 'with twin', colour: colours.third },
  { part: 'without', name: 'without', colour: colours.test },
] as const;
type Part = (typeof KINDS)[number]['part'];

/** [T]; NaN where there are no such pairs. */
const shares = ({ twins }: Told, part: Part): number[] => twins[part].right.map((right) => right / twins[part].pairs);

function linesOf(told: readonly Told[]): Line[] {
  return KINDS.flatMap(({ part, name, colour }) =>
    told.map((one, i): Line => ({
      name: i === 0 ? name : null,
      colour,
      points: pointsOf(one.twins.epochs, shares(one, part)),
      width: told.length === 1 ? 2 : 1.5,
      opacity: told.length === 1 ? 1 : 0.75,
    })),
  );
}

const HALF = 0.5;

/** First checkpoint with half of the pairs right. */
function halfInWords(told: readonly Told[], part: Part): string {
  const epochs = told.map((one) => one.twins.epochs[shares(one, part).findIndex((share) => share >= HALF)]);
  const known = epochs.filter((epoch) => epoch !== undefined);
  if (known.length === 0) return 'never half right';
  const never = epochs.length - known.length;
  return `half right by epoch ${listed(known.map((epoch) => formatCount(epoch)))}${never > 0 ? ` (and ${never} of ${epochs.length} runs never)` : ''}`;
}

function finding(told: readonly Told[]): string {
  const pairs = told.map(({ twins }) => twins.withTwin.pairs / (twins.withTwin.pairs + twins.without.pairs));
  const which = [...new Set(told.flatMap(({ twins }) => twins.symmetries))];
  if (which.length === 0)
    return 'No change of order or signs leaves the answers as they are: no unseen pair has a twin.';
  return (
    `Unseen pairs with a twin among the training pairs, ${rangeInWords(pairs)} of them, are ${halfInWords(told, 'withTwin')}; ` +
    `those without are ${halfInWords(told, 'without')}. A twin of (a, b) has the same answer: ${listed(which)}.`
  );
}

export const twins: FigureKind = {
  version: 1,
  needs: 'runs with the measure twins, each with an unseen pair that has a twin',
  canDraw: (runs) => runs.length > 0 && runs.every((run) => run.twins !== null && run.twins.withTwin.pairs > 0),
  draw: (runs, options) => {
    const told = runs.flatMap((run): Told[] => (run.twins ? [{ run, twins: run.twins }] : []));
    if (told.length < Math.max(1, runs.length)) throw new TypeError('twins: a run has no measure twins');
    const parts = told.flatMap((one) =>
      KINDS.map(({ part, name }) => ({
        name: `${name}${told.length > 1 ? `, seed ${one.run.record.spec.seed}` : ''}`,
        epochs: one.twins.epochs,
        values: shares(one, part),
      })),
    );
    const { epochs, series } = alignedSeries(parts);
    return Promise.resolve({
      ...drawCurves(runs, { lines: linesOf(told), values: { ...accuracyAxis, label: 'unseen pairs right' } }, options),
      alt: withDivergences(runs, finding(told)),
      table: checkpointTable(epochs, series),
      csv: toCsv({
        columns: ['seed', 'epoch', 'pairs_with_twin', 'right_with_twin', 'pairs_without', 'right_without'],
        rows: told.flatMap(({ run, twins: { epochs: own, withTwin, without } }) =>
          own.map((epoch, t) => [
            run.record.spec.seed,
            epoch,
            withTwin.pairs,
            withTwin.right[t] ?? NaN,
            without.pairs,
            without.right[t] ?? NaN,
          ]),
        ),
      }),
    });
  },
};
