/** Cross-entropy on both splits over epochs, logarithmic: the test loss rises while the train loss falls. */
import type { RunResults } from '../lab/store/results.ts';
import type { FigureKind } from './figure.ts';
import { drawCurves, trainAndTest } from './curves.ts';
import { curveCsv, curveTable, type Column } from './curveTable.ts';
import { formatCount, formatNumber, formatPower } from './format.ts';
import { median, seedsInWords, medianCurve } from './seeds.ts';
import type { ValueAxis } from './timeSeries.ts';

const columns: readonly Column[] = [
  { name: 'train loss (nats)', value: (row) => row.trainLoss },
  { name: 'test loss (nats)', value: (row) => row.testLoss },
];

/** Decades around the losses; losses of exactly 0 lie on the lower edge. */
function lossAxis(runs: readonly RunResults[]): ValueAxis {
  const values = runs.flatMap(({ rows }) => rows.flatMap((row) => [row.trainLoss, row.testLoss]));
  const usable = values.filter((x) => x > 0 && Number.isFinite(x));
  const low = Math.floor(Math.log10(usable.reduce((a, b) => Math.min(a, b), 1)));
  const high = Math.ceil(Math.log10(usable.reduce((a, b) => Math.max(a, b), 1)));
  const step = high - low > 5 ? 2 : 1;
  const exponents = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((n) => n % step === 0);
  return {
    label: 'loss (nats)',
    type: 'log',
    domain: [10 ** low, 10 ** high],
    ticks: exponents.map((n) => 10 ** n),
    format: (tick) => (tick === 1 ? '1' : tick === 10 ? '10' : formatPower(Math.round(Math.log10(tick)))),
  };
}

function finding(runs: readonly RunResults[]): string {
  const of = (value: (run: RunResults) => number): number => median(runs.map(value));
  const peak = of(({ record }) => record.summary.peakTestLoss.value);
  const epoch = of(({ record }) => record.summary.peakTestLoss.epoch);
  const start = of(({ rows }) => rows[0]?.testLoss ?? NaN);
  const train = of(({ record }) => record.summary.final.trainLoss);
  const test = of(({ record }) => record.summary.final.testLoss);
  const last = of(({ record }) => record.summary.epochs);
  const who = runs.length > 1 ? ` (${seedsInWords(runs)})` : '';
  const rise = `Test loss rises from ${formatNumber(start)} to ${formatNumber(peak)} nats at epoch ${formatCount(epoch)}`;
  if (!Number.isFinite(test)) return `${rise}; the loss is no longer finite at epoch ${formatCount(last)}${who}.`;
  const fall = test < 0.9 * peak ? 'then falls to' : 'and is still';
  return (
    `${rise}, ${fall} ${formatNumber(test)} at the end of training (epoch ${formatCount(last)}), where train loss is ` +
    `${formatNumber(train)}${who}.`
  );
}

export const loss: FigureKind = {
  version: 1,
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
