/**
 * Test accuracy against epochs, and against epochs × learning rate × weight decay, which is by how much AdamW alone would
 * have shrunk the weights: where regularization sets the clock, the curves of a sweep fall on each other.
 * Source: atgugu/grokking_experiments, "effective regularization", a table; the collapse of the curves is ours. The law
 * t ∝ 1/(η λ): Liu, Michaud & Tegmark 2023, arXiv:2210.01117.
 */
import type { RunResults } from '../lab/store/results.ts';
import { withDivergences } from './checkpoints.ts';
import { clockPanels } from './clockPanels.ts';
import type { DrawOptions, FigureKind, Table } from './figure.ts';
import { formatCount, formatNumber } from './format.ts';
import { colours } from './palette.ts';
import { valueText } from './parameterNames.ts';
import { orderedColours } from './ramps.ts';
import { render } from './render.ts';
import { endOn, rangeOf, reachedIn, timeOn, unseenIn, type ClockRow, type Range } from './scaledTimes.ts';
import { isRegularization, productOf } from './sweepAxis.ts';
import { timesOf } from './sweepTimes.ts';
import { shortest, significant, toCsv } from './table.ts';
import { csvNames, csvValue, drawableSweep, type Sweep } from './variedParameters.ts';

const rateOf = ({ record: { spec } }: RunResults): number =>
  productOf([spec.optimizer.learningRate, spec.optimizer.weightDecay]);

/** Runs with one product of learning rate and weight decay lie in neighbouring rows and have one colour. */
function rowsOf(sweep: Sweep): ClockRow[] {
  const times = timesOf(sweep).map((cell) => ({ ...cell, rate: cell.cell.runs[0] ? rateOf(cell.cell.runs[0]) : NaN }));
  const rates = [...new Set(times.map(({ rate }) => rate))].sort((x, y) => x - y);
  const ramp = orderedColours(rates.length);
  return times
    .sort((one, other) => one.rate - other.rate)
    .map((cell) => ({ ...cell, colour: ramp[rates.indexOf(cell.rate)] ?? colours.quiet }));
}

/**
 * How many times the least the greatest is, of the runs that were seen: those that were not bound products and epochs
 * unequally, and a comparison of the two would be one of budgets.
 */
const factorText = ({ low, high }: Range): string => formatNumber(high / low);

function finding(rows: readonly ClockRow[]): string {
  const reached = reachedIn(rows, 'scaled');
  const product = rangeOf(reached);
  const epochs = rangeOf(reachedIn(rows, 'epochs'));
  const late = unseenIn(rows, 'scaled');
  const count = late.length;
  const open =
    count > 0 ? ` ${count} more censored at ${formatNumber(Math.min(...late))}${count > 1 ? ' or later' : ''}.` : '';
  return (
    `Epochs to 95\u202f% test accuracy × learning rate × weight decay lie between ${formatNumber(product.low)} and ${formatNumber(product.high)}, ` +
    `a factor of ${factorText(product)} (${reached.length} runs that got there, of ${rows.length} cells). ` +
    `The epochs themselves, ${formatCount(epochs.low)} to ${formatCount(epochs.high)}, differ by a factor of ${factorText(epochs)}.${open}`
  );
}

const tableOf = ({ parameters }: Sweep, rows: readonly ClockRow[]): Table => ({
  columns: [...parameters.map(({ name }) => name), 'seed', 'epochs to 95 %', '× learning rate × weight decay'],
  rows: rows
    .flatMap((row) =>
      row.runs.map(({ run, time }) => [
        ...parameters.map(({ path }, n) => valueText(path, row.cell.values[n] ?? null)),
        run.record.spec.seed,
        time.isCensored ? `> ${formatCount(time.after)}` : time.at,
        `${time.isCensored ? '> ' : ''}${significant(endOn('scaled', time, row))}`,
      ]),
    )
    .slice(0, 30),
});

/** Every evaluation of every run. */
const csvOf = ({ parameters }: Sweep, rows: readonly ClockRow[]): string =>
  toCsv({
    columns: [...csvNames(parameters), 'seed', 'epoch', 'epoch_x_learning_rate_x_weight_decay', 'test_accuracy'],
    rows: rows.flatMap((row) =>
      row.cell.runs.flatMap((run) =>
        run.rows.map(({ epoch, testAccuracy }) => [
          ...row.cell.values.map(csvValue),
          run.record.spec.seed,
          epoch,
          timeOn('scaled', epoch, row),
          shortest(testAccuracy),
        ]),
      ),
    ),
  });

/** A sweep of weight decay, learning rate or both, of which two runs got there. */
function scalable(runs: readonly RunResults[]): Sweep | null {
  const sweep = drawableSweep(runs);
  const isScaled =
    sweep?.parameters.every(({ path }) => isRegularization(path)) && runs.every((run) => rateOf(run) > 0);
  return sweep && isScaled && runs.filter(({ record }) => record.summary.t95).length > 1 ? sweep : null;
}

export const scaledTime: FigureKind = {
  version: 1,
  needs:
    'runs with weight decay that differ in it, in the learning rate or in both and in nothing else but seeds, at least two of which got there',
  canDraw: (runs) => scalable(runs) !== null,
  draw: (runs, { id, width, theme }: DrawOptions) => {
    const sweep = scalable(runs);
    if (!sweep) throw new TypeError('scaledTime: expected runs that differ in weight decay or learning rate');
    const rows = rowsOf(sweep);
    const plot = clockPanels(sweep, rows, width);
    return Promise.resolve({
      svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height: plot.height }),
      width,
      height: plot.height,
      time: null,
      alt: withDivergences(runs, finding(rows)),
      table: tableOf(sweep, rows),
      csv: csvOf(sweep, rows),
    });
  },
};
