/** What the training loss would be without one key frequency of the logits at a time: which of them carry the memory. */
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { RunResults } from '../lab/store/results.ts';
import { checkpointCsv, checkpointTable, lastFinite, pointsOf, withDivergence, type Series } from './checkpoints.ts';
import { formatCount, formatNumber, listed } from './format.ts';
import { curveLines, drawCurves } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { logAxis } from './logAxis.ts';
import { colours, TRAIN_DASH } from './palette.ts';
import { medianCurve } from './seeds.ts';
import { seriesLook } from './seriesLooks.ts';
import type { Line } from './timeSeries.ts';

function linesOf(run: RunResults, { epochs, keyFrequencies, excludedByFrequency, loss }: ProgressMeasure): Line[] {
  return [
    ...curveLines([run], {
      name: 'train',
      colour: colours.train,
      dash: TRAIN_DASH,
      value: (row) => row.trainLoss,
      middle: medianCurve,
    }).map((line) => ({ ...line, isReference: true })),
    ...(keyFrequencies.length > 1
      ? [
          {
            name: 'all',
            colour: colours.ink,
            width: 1.25,
            points: pointsOf(epochs, loss.excluded.train),
            isReference: true,
          },
        ]
      : []),
    ...keyFrequencies.map((k, i) => ({
      ...seriesLook(i),
      name: `k = ${k}`,
      points: pointsOf(epochs, excludedByFrequency[i] ?? []),
    })),
  ];
}

/** Of more frequencies those that cost most are told, and the one that costs least. */
const MOST_TOLD = 8;

function finding(run: RunResults, { epochs, keyFrequencies, excludedByFrequency, loss }: ProgressMeasure): string {
  const last = lastFinite(loss.full.train, loss.excluded.train, ...excludedByFrequency);
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const ends = keyFrequencies.map((k, i) => ({ k, end: excludedByFrequency[i]?.[last] ?? NaN }));
  const ranked = [...ends].sort((x, y) => y.end - x.end);
  const [worst] = ranked;
  const told = ranked.length > MOST_TOLD ? [...ranked.slice(0, MOST_TOLD - 1), ...ranked.slice(-1)] : ranked;
  const parts = told.map(({ k, end }) => `${formatNumber(end)} without ${k}`);
  const others = ranked.length - told.length;
  const between = others > 0 ? ` (the other ${others} lie between the last two)` : '';
  return withDivergence(
    run,
    `Taking away frequency ${worst?.k ?? ''} alone costs most: the final training loss rises from ` +
      `${formatNumber(loss.full.train[last] ?? NaN)} to ${formatNumber(worst?.end ?? NaN)} nats. ` +
      `At epoch ${formatCount(epochs[last] ?? 0)} it is ${listed(parts)}${between}, and ` +
      `${formatNumber(loss.excluded.train[last] ?? NaN)} without all of them (seed ${run.record.spec.seed}).`,
    epochs[last + 1],
  );
}

export const excludedByFrequency: FigureKind = {
  version: 1,
  needs: 'one run with the measure progress and a key frequency',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.progress?.keyFrequencies.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.progress)
      throw new TypeError(`excludedByFrequency: run ${run?.record.id ?? '(none)'} has no measure progress`);
    const { progress } = run;
    const lines = linesOf(run, progress);
    const values = logAxis(
      options.width < 480 ? 'training loss (nats)' : 'training loss without one frequency (nats)',
      lines.flatMap(({ points }) => points.map(({ value }) => value)),
    );
    const series: Series[] = [
      { name: 'train loss (nats)', values: progress.loss.full.train },
      ...progress.keyFrequencies.map((k, i) => ({
        name: `without ${k} (nats)`,
        values: progress.excludedByFrequency[i] ?? [],
      })),
      { name: 'without all key frequencies (nats)', values: progress.loss.excluded.train },
    ];
    return Promise.resolve({
      ...drawCurves([run], { lines, values }, options),
      alt: finding(run, progress),
      table: checkpointTable(progress.epochs, series),
      csv: checkpointCsv(progress.epochs, series),
    });
  },
};
