/**
 * Losses with the key frequencies alone (restricted) and without them (excluded) beside the losses themselves, and
 * the three phases. Source: Nanda et al. 2023, arXiv:2301.05217, §5.1 and figure 7, but restricted over the held-out pairs,
 * as the test loss it is compared with, and not over all.
 */
import { fallsBelow } from '../lab/measures/passages.ts';
import { phasesOf } from '../lab/measures/phases.ts';
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { RunResults } from '../lab/store/results.ts';
import {
  checkpointCsv,
  checkpointTable,
  frequenciesInWords,
  lastFinite,
  pointsOf,
  withDivergence,
  type Series,
} from './checkpoints.ts';
import { curveLines, drawCurves } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { formatCount, formatNumber } from './format.ts';
import { logAxis } from './logAxis.ts';
import { colours, TRAIN_DASH } from './palette.ts';
import { bandsOf, phasesInWords } from './phaseBands.ts';
import { medianCurve } from './seeds.ts';
import type { Line } from './timeSeries.ts';

function linesOf(run: RunResults, { epochs, loss }: ProgressMeasure): Line[] {
  // The two losses of training are known at every evaluation, more often than at checkpoints.
  const middle = medianCurve;
  return [
    ...curveLines([run], {
      name: 'train',
      colour: colours.train,
      dash: TRAIN_DASH,
      value: (row) => row.trainLoss,
      middle,
    }),
    { name: 'excluded', colour: colours.fourth, points: pointsOf(epochs, loss.excluded.train) },
    ...curveLines([run], { name: 'test', colour: colours.test, value: (row) => row.testLoss, middle }),
    { name: 'restricted', colour: colours.third, points: pointsOf(epochs, loss.restricted.test) },
  ];
}

function finding(run: RunResults, progress: ProgressMeasure): string {
  const { epochs, loss, keyFrequencies } = progress;
  const { p } = run.record.spec.task;
  const last = lastFinite(loss.restricted.test, loss.full.test, loss.excluded.train);
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const restricted = fallsBelow(epochs, loss.restricted.test, 1)?.at ?? null;
  const test = fallsBelow(epochs, loss.full.test, 1)?.at ?? null;
  const told = { restricted: loss.restricted.test[last] ?? NaN, test: loss.full.test[last] ?? NaN };
  const at = `epoch ${formatCount(epochs[last] ?? 0)}`;
  const lead =
    restricted === null
      ? `Restricted loss does not fall below 1 nat; it is ${formatNumber(told.restricted)} nats at ${at}`
      : test === null
        ? `Restricted loss falls below 1 nat by epoch ${formatCount(restricted)}, test loss not within ${formatCount(epochs.at(-1) ?? 0)} epochs`
        : restricted === test
          ? `Restricted loss and test loss fall below 1 nat by the same checkpoint, epoch ${formatCount(test)}`
          : `Restricted loss falls below 1 nat ${formatCount(Math.abs(test - restricted))} epochs ` +
            `${restricted < test ? 'before' : 'after'} test loss does (by epoch ${formatCount(restricted)} against ${formatCount(test)})`;
  return withDivergence(
    run,
    `${lead}. Excluded loss ends at ${formatNumber(loss.excluded.train[last] ?? NaN)} nats, ` +
      `where guessing, ln ${p}, is ${formatNumber(Math.log(p), 3)}; test loss at ${formatNumber(told.test)}, restricted loss at ` +
      `${formatNumber(told.restricted)} (${at}). ${phasesInWords(phasesOf(run.rows, progress))} Restricted: logits with the key ` +
      `${frequenciesInWords(keyFrequencies)} alone, held-out pairs; excluded: without them, training pairs ` +
      `(seed ${run.record.spec.seed}).`,
    epochs[last + 1],
  );
}

export const progressLosses: FigureKind = {
  version: 1,
  needs: 'one run with the measure progress',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.progress),
  draw: ([run], options) => {
    if (!run?.progress)
      throw new TypeError(`progressLosses: run ${run?.record.id ?? '(none)'} has no measure progress`);
    const { progress } = run;
    const { epochs, loss } = progress;
    const phases = phasesOf(run.rows, progress);
    const lines = linesOf(run, progress);
    const values = logAxis(
      'loss (nats)',
      lines.flatMap(({ points }) => points.map(({ value }) => value)),
    );
    const brief: Series[] = [
      { name: 'train loss (nats)', values: loss.full.train },
      { name: 'test loss (nats)', values: loss.full.test },
      { name: 'restricted loss, held-out pairs (nats)', values: loss.restricted.test },
      { name: 'excluded loss, training pairs (nats)', values: loss.excluded.train },
    ];
    const bounds = bandsOf(phases).map(({ to }) => to);
    const all = (['full', 'restricted', 'excluded'] as const).flatMap((which) =>
      (['train', 'test', 'all'] as const).map((over) => ({ name: `${which}_${over}`, values: loss[which][over] })),
    );
    return Promise.resolve({
      ...drawCurves([run], { lines, values, bands: bandsOf(phases) }, options),
      alt: finding(run, progress),
      table: checkpointTable(epochs, brief, bounds),
      csv: checkpointCsv(epochs, all),
    });
  },
};
