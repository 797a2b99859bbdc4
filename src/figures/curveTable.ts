/** Tables and CSV of evaluation curves, one run or several. */
import type { RunResults } from '../lab/store/results.ts';
import type { Evaluation } from '../lab/training/summary.ts';
import type { Table } from './figure.ts';
import { medianCurve, medianPassage, turningEpochs } from './seeds.ts';
import { csvNames, csvValue, sweepOf } from './variedParameters.ts';
import { briefEpochs, cell, shortest, toCsv } from './table.ts';

export interface Column {
  /** With its unit. */
  readonly name: string;
  readonly value: (row: Evaluation) => number;
}

/** At most 30 rows: the crossings, and epochs evenly spread in log-epoch. Several runs: medians, until the first stops. */
export function curveTable(runs: readonly RunResults[], columns: readonly Column[]): Table {
  const medians = columns.map(({ value }) => medianCurve(runs, value));
  const points = new Map(medians[0]?.map(({ epoch }, i) => [epoch, i]));
  const wanted = runs.length === 1 && runs[0] ? [...turningEpochs(runs[0])] : [];
  const prefix = runs.length > 1 ? 'median ' : '';
  return {
    columns: ['epoch', ...columns.map(({ name }) => prefix + name)],
    rows: briefEpochs([...points.keys()], wanted, 24).map((epoch) => {
      const i = points.get(epoch) ?? 0;
      return [epoch, ...medians.map((curve) => cell(curve[i]?.value ?? NaN, 4))];
    }),
  };
}

const PASSAGES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];

/** When accuracies are first reached, medians over several runs: what `medianRise` draws. */
export function passageTable(runs: readonly RunResults[], columns: readonly Column[]): Table {
  const epochOf = (value: Column['value'], level: number): number | string => {
    const epoch = medianPassage(runs, value, level);
    return Number.isFinite(epoch) ? epoch : 'not within budget';
  };
  return {
    columns: ['accuracy', ...columns.map(({ name }) => `median epoch at which ${name} reaches it`)],
    rows: PASSAGES.map((level) => [level, ...columns.map(({ value }) => epochOf(value, level))]),
  };
}

/** Every evaluation of every run, told by what the runs differ in and by its seed. */
export function curveCsv(runs: readonly RunResults[], columns: readonly Column[]): string {
  const sweep = sweepOf(runs);
  const cells = sweep?.cells ?? [{ values: [], runs }];
  return toCsv({
    columns: [
      ...csvNames(sweep?.parameters ?? []),
      'seed',
      'epoch',
      ...columns.map(({ name }) => name.replaceAll(' ', '_')),
    ],
    rows: cells.flatMap(({ values, runs: own }) =>
      own.flatMap(({ record, rows }) =>
        rows.map((row) => [
          ...values.map(csvValue),
          record.spec.seed,
          row.epoch,
          ...columns.map(({ value }) => shortest(value(row))),
        ]),
      ),
    ),
  });
}
