/** Cross-entropy on both splits over epochs, logarithmic: the test loss rises while the train loss falls. */
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { FigureKind } from './figure.ts';
import { drawCurves, trainAndTest } from './curves.ts';
import { curveCsv, curveTable, type Column } from './curveTable.ts';
import { tellable } from './divergence.ts';
import { capitalized, formatCount, formatNumber } from './format.ts';
import { logAxis } from './logAxis.ts';
import { seedsInWords, medianCurve } from './seeds.ts';
import type { ValueAxis } from './timeSeries.ts';

const columns: readonly Column[] = [
  { name: 'train loss (nats)', value: (row) => row.trainLoss },
  { name: 'test loss (nats)', value: (row) => row.testLoss },
];

export function lossAxis(runs: readonly RunResults[]): ValueAxis {
  const values = runs.flatMap(({ rows }) => rows.flatMap((row) => [row.trainLoss, row.testLoss]));
  return logAxis('loss (nats)', values);
}

function finding(runs: readonly RunResults[]): string {
  const { told, divergence } = tellable(runs);
  if (told.length === 0) return `${capitalized(divergence ?? 'no run')}.`;
  const of = (value: (run: RunResults) => number): number => median(told.map(value));
  const highest = told.map(({ rows }) => rows.reduce((best, row) => (row.testLoss > best.testLoss ? row : best)));
  const peak = median(highest.map(({ testLoss }) => testLoss));
  const epoch = median(highest.map((row) => row.epoch));
  const start = of(({ rows }) => rows[0]?.testLoss ?? NaN);
  const rise =
    epoch > 0
      ? `Test loss rises from ${formatNumber(start)} to ${formatNumber(peak)} nats at epoch ${formatCount(epoch)}`
      : `Test loss is highest at the start (${formatNumber(start)} nats)`;
  if (runs.length === 1 && divergence) return `${rise}; ${divergence}.`;
  const train = of(({ rows }) => rows.at(-1)?.trainLoss ?? NaN);
  const test = of(({ rows }) => rows.at(-1)?.testLoss ?? NaN);
  const last = of(({ rows }) => rows.at(-1)?.epoch ?? NaN);
  const who = runs.length > 1 ? ` (${[seedsInWords(told), divergence].filter(Boolean).join('; ')})` : '';
  const fall = test < 0.9 * peak ? 'then falls to' : 'and is still';
  return (
    `${rise}, ${fall} ${formatNumber(test)} at the end of training (epoch ${formatCount(last)}), where train loss is ` +
    `${formatNumber(train)}${who}.`
  );
}

export const loss: FigureKind = {
  version: 1,
  needs: 'a run',
  canDraw: (runs) => runs.length > 0,
  draw: (runs, options) => {
    const lines = trainAndTest(runs, {
      train: (row) => row.trainLoss,
      test: (row) => row.testLoss,
      middle: medianCurve,
    });
    return Promise.resolve({
      ...drawCurves(runs, { lines, values: lossAxis(runs) }, options),
      alt: finding(runs),
      table: curveTable(runs, columns),
      csv: curveCsv(runs, columns),
    });
  },
};
