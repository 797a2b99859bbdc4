/** Curves of runs that differ in their seed alone, as lines, tables and CSV: one as it is, several under their median. */
import type { RunResults } from '../lab/store/results.ts';
import type { Evaluation } from '../lab/training/summary.ts';
import { finitePoints, medianLine } from './curves.ts';
import type { Point } from './downsample.ts';
import type { Table } from './figure.ts';
import { medianOfCurves, variation } from './seeds.ts';
import { briefEpochs, cell, shortest, toCsv } from './table.ts';
import type { Line } from './timeSeries.ts';

/** The curve of a run: values at epochs in ascending order. */
export type CurveOf = (run: RunResults) => readonly Point[];

export const atEvaluations =
  (value: (row: Evaluation) => number): CurveOf =>
  ({ rows }) =>
    rows.map((row) => ({ epoch: row.epoch, value: value(row) }));

/** At the checkpoints of a measure; nothing for a run without it. */
export const atCheckpoints =
  <T extends { readonly epochs: readonly number[] }>(
    measureOf: (run: RunResults) => T | null,
    values: (measure: T) => readonly number[],
  ): CurveOf =>
  (run) => {
    const measure = measureOf(run);
    const all = measure ? values(measure) : [];
    return (measure?.epochs ?? []).map((epoch, t) => ({ epoch, value: all[t] ?? NaN }));
  };

/** The first finite value that is not before `epoch`, else the last there is; NaN where there is none. */
export function valueFrom(curve: readonly Point[], epoch: number): number {
  const points = finitePoints(curve);
  return (points.find((point) => point.epoch >= epoch) ?? points.at(-1))?.value ?? NaN;
}

/** Runs of one experiment whose median means something: they differ in their seed alone. */
export const areSeeds = (runs: readonly RunResults[]): boolean => runs.length > 0 && variation(runs) === null;

export type SeedLook = Pick<Line, 'colour' | 'dash'> & { readonly name: string };

/** One curve as it is; several as thin translucent lines, their median bold and named. They end where values do. */
export function seedLines(curves: readonly (readonly Point[])[], look: SeedLook): Line[] {
  const lines = curves.map((points): Line => ({ ...look, points: finitePoints(points) }));
  if (lines.length === 1) return lines;
  return [
    ...lines.map((line): Line => ({ ...line, name: null, width: 1, opacity: 0.35 })),
    medianLine(lines, finitePoints(medianOfCurves(curves)), look),
  ];
}

export interface SeedColumn {
  /** With its unit. */
  readonly name: string;
  readonly curve: CurveOf;
}

/** At most 24 epochs at which all runs have all columns; of several runs, medians. @param wanted epochs among them */
export function seedTable(
  runs: readonly RunResults[],
  columns: readonly SeedColumn[],
  wanted: readonly number[] = [],
): Table {
  const medians = columns.map(({ curve }) => medianOfCurves(runs.map(curve)));
  const values = medians.map((points) => new Map(points.map(({ epoch, value }) => [epoch, value])));
  const shared = (medians[0] ?? []).map(({ epoch }) => epoch).filter((epoch) => values.every((at) => at.has(epoch)));
  const prefix = runs.length > 1 ? 'median ' : '';
  return {
    columns: ['epoch', ...columns.map(({ name }) => prefix + name)],
    rows: briefEpochs(shared, wanted, 24).map((epoch) => [epoch, ...values.map((at) => cell(at.get(epoch) ?? NaN, 4))]),
  };
}

/** Every epoch at which a run has any of the columns; what was not measured there is left empty. */
export function seedCsv(runs: readonly RunResults[], columns: readonly SeedColumn[]): string {
  return toCsv({
    columns: ['seed', 'epoch', ...columns.map(({ name }) => name.replaceAll(/[ ,]+/g, '_'))],
    rows: runs.flatMap((run) => {
      const values = columns.map(({ curve }) => new Map(curve(run).map(({ epoch, value }) => [epoch, value])));
      const epochs = [...new Set(values.flatMap((at) => [...at.keys()]))].sort((x, y) => x - y);
      const cellOf = (value: number | undefined): number | string => (value === undefined ? '' : shortest(value));
      return epochs.map((epoch) => [run.record.spec.seed, epoch, ...values.map((at) => cellOf(at.get(epoch)))]);
    }),
  });
}
