/**
 * How near the wrong answers are to the right ones on a circle, while held-out accuracy waits: the mean of cos 2πkd/p
 * over wrong answers, d by how much they miss. k is, for each run, the frequency on whose circle they lie nearest.
 * Source: ours.
 */
import { LEAST_WRONG, nearestCircle, plateauEnd, type NearestCircle } from '../lab/measures/wrongAnswers.ts';
import type { RunResults } from '../lab/store/results.ts';
import { alignedSeries, checkpointTable, pointsOf, rangeInWords, rangeText } from './checkpoints.ts';
import { divergenceInWords } from './divergence.ts';
import { drawCurves } from './curves.ts';
import type { FigureKind, Table } from './figure.ts';
import { capitalized, formatCount, formatPercent } from './format.ts';
import { colours } from './palette.ts';
import { seedLooks } from './seriesLooks.ts';
import { toCsv } from './table.ts';
import type { Line, ValueAxis } from './timeSeries.ts';

interface Told extends NearestCircle {
  readonly run: RunResults;
  readonly epochs: readonly number[];
}

const axis: ValueAxis = {
  label: 'nearness of wrong answers; share of right ones',
  type: 'linear',
  domain: [0, 1],
  ticks: [0, 0.5, 1],
  format: String,
};

function linesOf(told: readonly Told[]): Line[] {
  const isOne = told.length === 1;
  const looks = seedLooks(told.map(({ run }) => run.record.spec.seed));
  return told.flatMap(({ run, epochs, frequency, near, right }, i): Line[] => {
    const look = isOne ? { colour: colours.ink } : looks[i];
    if (!look) return [];
    return [
      {
        ...(isOne ? { colour: colours.test } : look),
        dash: '1.5 2.5',
        name: isOne ? 'right' : null,
        width: isOne ? 1.5 : 1,
        points: pointsOf(epochs, right),
      },
      {
        ...look,
        name: isOne ? `wrong, k = ${frequency ?? ''}` : `seed ${run.record.spec.seed}`,
        width: 2,
        points: pointsOf(epochs, near),
      },
    ];
  });
}

function finding(told: readonly Told[]): string {
  const ends = told.map((one) => ({ one, t: plateauEnd(one) })).filter(({ one, t }) => Number.isFinite(one.near[t]));
  if (ends.length === 0) return `No run has ${LEAST_WRONG} wrong answers while at most 20\u202f% are right.`;
  const parts = ends.map(
    ({ one: { run, epochs, frequency, near }, t }) =>
      `${(near[t] ?? NaN).toFixed(2)} on the circle of frequency ${frequency ?? ''} at epoch ${formatCount(epochs[t] ?? 0)} (seed ${run.record.spec.seed})`,
  );
  const answered = rangeInWords(ends.map(({ one, t }) => one.right[t] ?? NaN));
  const first = ends.map(({ one: { near, epochs, run } }) => {
    const memorized = run.record.summary.tMem?.at ?? 0;
    return (
      near[
        Math.max(
          0,
          epochs.findIndex((epoch) => epoch >= memorized),
        )
      ] ?? NaN
    );
  });
  const start = rangeText(first, (x) => x.toFixed(2));
  return (
    `While still only ${answered} of the held-out pairs are answered right, the wrong answers lie near the right ones: ` +
    `their mean cosine is ${parts.join(', ')}; it was ${start} when the training pairs were known, and at random it is 0.`
  );
}

/** All counts: a row for every seed and checkpoint, a column for every offset. */
function offsetTable(runs: readonly RunResults[]): Table {
  const p = Math.max(...runs.map(({ record }) => record.spec.task.p));
  return {
    columns: ['seed', 'epoch', ...Array.from({ length: p }, (_, d) => `offset_${d}`)],
    rows: runs.flatMap(({ record, mistakes: measure }) =>
      (measure?.epochs ?? []).map((epoch, t) => [record.spec.seed, epoch, ...(measure?.offsets[t] ?? [])]),
    ),
  };
}

export const mistakes: FigureKind = {
  version: 1,
  needs: 'runs with the measure mistakes',
  canDraw: (runs) => runs.length > 0 && runs.every((run) => run.mistakes !== null),
  draw: (runs, options) => {
    const told = runs.flatMap((run) =>
      run.mistakes ? [{ run, epochs: run.mistakes.epochs, ...nearestCircle(run.mistakes) }] : [],
    );
    if (told.length < Math.max(1, runs.length)) throw new TypeError('mistakes: a run has no measure mistakes');
    const parts = told.flatMap(({ run, frequency, near, right, epochs }) => {
      const seed = told.length > 1 ? `, seed ${run.record.spec.seed}` : '';
      return [
        { name: `right${seed}`, epochs, values: right },
        { name: `mean cosine at k = ${frequency ?? 'none'}${seed}`, epochs, values: near },
      ];
    });
    const { epochs, series } = alignedSeries(parts);
    const label = options.width < 480 ? 'nearness of wrong answers' : axis.label;
    const percents = told.map((one) => formatPercent(one.right.at(-1) ?? NaN));
    const divergence = divergenceInWords(runs);
    const end = ` At the end ${[...new Set(percents)].join(', ')} are right.${divergence ? ` ${capitalized(divergence)}.` : ''}`;
    return Promise.resolve({
      ...drawCurves(runs, { lines: linesOf(told), values: { ...axis, label } }, options),
      alt: finding(told) + end,
      table: checkpointTable(epochs, series),
      csv: toCsv(offsetTable(runs)),
    });
  },
};
