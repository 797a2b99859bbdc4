/** Sum of squared weights over epochs, in total and by group of tensors: what weight decay works on. */
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import { curveLines, drawCurves, finitePoints } from './curves.ts';
import { curveCsv, curveTable, type Column } from './curveTable.ts';
import type { Point } from './downsample.ts';
import type { FigureKind, Table } from './figure.ts';
import { largestFinite, tellable } from './divergence.ts';
import { capitalized, formatCount } from './format.ts';
import { niceTicks } from './niceTicks.ts';
import { colours, furtherSeries } from './palette.ts';
import { seedsInWords, medianCurve } from './seeds.ts';
import { briefEpochs, cell, significant, toCsv } from './table.ts';
import type { Line, ValueAxis } from './timeSeries.ts';

const total: Column = { name: 'sum of squared weights', value: (row) => row.sumSquaredWeights };

/** Group → which tensors belong to it. */
const GROUPS: readonly { readonly name: string; readonly tensors: RegExp }[] = [
  { name: 'MLP', tensors: /(W_in|b_in|W_out|b_out)$/ },
  { name: 'attention', tensors: /W_[QKVO]$/ },
  { name: 'embedding', tensors: /^W_(E|pos)$/ },
  { name: 'unembedding', tensors: /^W_U$/ },
];

interface Group {
  readonly name: string;
  readonly points: readonly Point[];
}

function groupsOf({ norms }: RunResults): Group[] {
  if (!norms) return [];
  return GROUPS.map(({ name, tensors }) => {
    const members = Object.entries(norms.sumSquares).filter(([tensor]) => tensors.test(tensor));
    const value = (i: number): number => members.reduce((sum, [, values]) => sum + (values[i] ?? 0), 0);
    return { name, points: norms.epochs.map((epoch, i) => ({ epoch, value: value(i) })) };
  });
}

/** From 0 to a round number above the peak, in at most six steps of 1, 2 or 5 times a power of ten. */
export function norm2Axis(runs: readonly RunResults[]): ValueAxis {
  const peak = largestFinite(
    runs.flatMap((run) => tellable([run]).told).flatMap(({ rows }) => rows.map(total.value)),
    1e-9,
  );
  const ticks = niceTicks(peak);
  return {
    label: 'Σ w²',
    type: 'linear',
    domain: [0, ticks.at(-1) ?? 1],
    ticks,
    format: (tick) => (tick >= 1000 ? formatCount(tick) : String(tick)),
  };
}

function finding(runs: readonly RunResults[]): string {
  const { told, divergence } = tellable(runs);
  if (told.length === 0) return `${capitalized(divergence ?? 'no run')}.`;
  const of = (value: (run: RunResults) => number): number => median(told.map(value));
  const highest = told.map(({ rows }) =>
    rows.reduce((best, row) => (row.sumSquaredWeights > best.sumSquaredWeights ? row : best)),
  );
  const start = of(({ rows }) => rows[0]?.sumSquaredWeights ?? NaN);
  const peak = median(highest.map(({ sumSquaredWeights }) => sumSquaredWeights));
  const at = median(highest.map(({ epoch }) => epoch));
  const rise =
    at > 0
      ? `The sum of squared weights goes from ${formatCount(start)} to a peak of ${formatCount(peak)} at epoch ${formatCount(at)}`
      : `The sum of squared weights is highest at the start (${formatCount(start)})`;
  if (runs.length === 1 && divergence) return `${rise}; ${divergence}.`;
  const end = of(({ rows }) => rows.at(-1)?.sumSquaredWeights ?? NaN);
  const last = of(({ rows }) => rows.at(-1)?.epoch ?? NaN);
  const who = runs.length > 1 ? ` (${[seedsInWords(told), divergence].filter(Boolean).join('; ')})` : '';
  return (
    `${rise} and ${end < 0.95 * peak ? 'falls to' : 'stays near it,'} ${formatCount(end)} at the end of training ` +
    `(epoch ${formatCount(last)})${who}.`
  );
}

interface NumberTable extends Table {
  readonly rows: readonly (readonly number[])[];
}

function groupTable(groups: readonly Group[]): NumberTable {
  const epochs = groups[0]?.points.map(({ epoch }) => epoch) ?? [];
  const rowOf = (epoch: number): number[] => {
    const values = groups.map(({ points }) => points.find((point) => point.epoch === epoch)?.value ?? NaN);
    return [epoch, ...[values.reduce((sum, x) => sum + x, 0), ...values].map((x) => significant(x, 6))];
  };
  return { columns: ['epoch', 'total', ...groups.map(({ name }) => name)], rows: epochs.map(rowOf) };
}

export const weightNorm: FigureKind = {
  version: 1,
  needs: 'a run',
  canDraw: (runs) => runs.length > 0,
  draw: (runs, options) => {
    const [first] = runs;
    // Groups of several seeds would be a tangle: there the total alone is drawn.
    const groups = runs.length === 1 && first ? groupsOf(first) : [];
    const lines: Line[] = [
      ...groups.map(({ name, points }, i) => ({
        name,
        points: finitePoints(points),
        colour: furtherSeries[i] ?? colours.quiet,
        width: 1.25,
      })),
      ...curveLines(runs, { name: 'total', colour: colours.ink, value: total.value, middle: medianCurve }),
    ].map((line) => (runs.length === 1 && line.name === 'total' ? { ...line, width: 2.25 } : line));
    const table = groupTable(groups);
    const brief = new Set(
      briefEpochs(
        table.rows.map(([epoch]) => epoch ?? 0),
        [],
        24,
      ),
    );
    return Promise.resolve({
      ...drawCurves(runs, { lines, values: norm2Axis(runs) }, options),
      alt: finding(runs),
      table:
        groups.length > 0
          ? {
              ...table,
              rows: table.rows.filter(([epoch]) => brief.has(epoch ?? 0)).map((row) => row.map((x) => cell(x, 6))),
            }
          : curveTable(runs, [total]),
      csv: groups.length > 0 ? toCsv(table) : curveCsv(runs, [total]),
    });
  },
};
