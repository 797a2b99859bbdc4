/** Fraction of MLP neurons that one frequency explains: in total, and by each key frequency. */
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { RunResults } from '../lab/store/results.ts';
import { checkpointCsv, checkpointTable, lastFinite, pointsOf, withDivergence, type Series } from './checkpoints.ts';
import { formatCount, formatPercent, listed } from './format.ts';
import { drawCurves } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { colours } from './palette.ts';
import { seriesLook } from './seriesLooks.ts';
import type { ValueAxis } from './timeSeries.ts';

const axis: ValueAxis = {
  label: 'fraction of neurons',
  type: 'linear',
  domain: [0, 1],
  ticks: [0, 0.5, 1],
  format: String,
};

function finding(
  run: RunResults,
  { epochs, keyFrequencies, neuronsExplained, neuronsByFrequency }: ProgressMeasure,
): string {
  const { model, seed } = run.record.spec;
  const last = lastFinite(neuronsExplained);
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const count = (share: number | undefined): string => formatCount((share ?? NaN) * model.dMlp);
  const parts = keyFrequencies.map((k, i) => `${count(neuronsByFrequency[i]?.[last])} by ${k}`);
  const end = neuronsExplained[last] ?? NaN;
  const half = epochs[neuronsExplained.findIndex((share) => share >= end / 2)];
  return withDivergence(
    run,
    `One frequency explains more than 85\u202f% of the variance of ${count(end)} of ${model.dMlp} neurons (${formatPercent(end)}) at ` +
      `epoch ${formatCount(epochs[last] ?? 0)}. ` +
      (parts.length > 0 ? `Of these, ${listed(parts)}. ` : '') +
      `At the start it was ${formatPercent(neuronsExplained[0] ?? NaN)}` +
      (end > 0 && half ? `; half of the final number is reached by epoch ${formatCount(half)}` : '') +
      ` (terms of degree 2 in one frequency, all pairs; seed ${seed}).`,
    epochs[last + 1],
  );
}

export const neurons: FigureKind = {
  version: 1,
  needs: 'one run with the measure progress',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.progress),
  draw: ([run], options) => {
    if (!run?.progress) throw new TypeError(`neurons: run ${run?.record.id ?? '(none)'} has no measure progress`);
    const { progress } = run;
    const { epochs, keyFrequencies, neuronsByFrequency, neuronsExplained } = progress;
    const lines = [
      ...keyFrequencies.map((k, i) => ({
        ...seriesLook(i),
        name: `k = ${k}`,
        width: 1.25,
        points: pointsOf(epochs, neuronsByFrequency[i] ?? []),
      })),
      { name: 'total', colour: colours.ink, width: 2.25, points: pointsOf(epochs, neuronsExplained) },
    ];
    const series: Series[] = [
      { name: 'fraction explained', values: neuronsExplained },
      ...keyFrequencies.map((k, i) => ({ name: `fraction by frequency ${k}`, values: neuronsByFrequency[i] ?? [] })),
    ];
    return Promise.resolve({
      ...drawCurves([run], { lines, values: axis }, options),
      alt: finding(run, progress),
      table: checkpointTable(epochs, series),
      csv: checkpointCsv(epochs, series),
    });
  },
};
