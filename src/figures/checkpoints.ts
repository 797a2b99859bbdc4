/** What measures hold at every checkpoint, as lines, tables and CSV. */
import type { RunResults } from '../lab/store/results.ts';
import { finitePoints } from './curves.ts';
import { divergedAt, divergenceInWords } from './divergence.ts';
import type { Point } from './downsample.ts';
import type { Table } from './figure.ts';
import { capitalized, formatPercent, listed } from './format.ts';
import { briefEpochs, cell, toCsv } from './table.ts';

export interface Series {
  /** With its unit. */
  readonly name: string;
  /** One a checkpoint. */
  readonly values: readonly number[];
}

/** Series that know other checkpoints, over all of them, ascending; NaN where one has none. */
export function alignedSeries(parts: readonly (Series & { readonly epochs: readonly number[] })[]): {
  epochs: number[];
  series: Series[];
} {
  const epochs = [...new Set(parts.flatMap((part) => part.epochs))].sort((x, y) => x - y);
  const series = parts.map(({ name, values, epochs: own }): Series => {
    const at = new Map(own.map((epoch, t) => [epoch, values[t]]));
    return { name, values: epochs.map((epoch) => at.get(epoch) ?? NaN) };
  });
  return { epochs, series };
}

export const pointsOf = (epochs: readonly number[], values: readonly number[]): Point[] =>
  finitePoints(epochs.map((epoch, t) => ({ epoch, value: values[t] ?? NaN })));

/** At most 24 checkpoints, the first and the last among them, and `wanted` ones. */
export function checkpointTable(
  epochs: readonly number[],
  series: readonly Series[],
  wanted: readonly number[] = [],
): Table {
  const at = new Map(epochs.map((epoch, t) => [epoch, t]));
  return {
    columns: ['epoch', ...series.map(({ name }) => name)],
    rows: briefEpochs(epochs, wanted, 24).map((epoch) => [
      epoch,
      ...series.map(({ values }) => cell(values[at.get(epoch) ?? 0] ?? NaN, 4)),
    ]),
  };
}

/** Every checkpoint. */
export const checkpointCsv = (epochs: readonly number[], series: readonly Series[]): string =>
  toCsv({
    columns: ['epoch', ...series.map(({ name }) => name.replaceAll(/[ ,]+/g, '_'))],
    rows: epochs.map((epoch, t) => [epoch, ...series.map(({ values }) => values[t] ?? NaN)]),
  });

/** Index of the last checkpoint at which all of `values` are numbers; −1 where there is none. */
export const lastFinite = (...values: readonly (readonly number[])[]): number =>
  (values[0] ?? []).findLastIndex((_, t) => values.every((series) => Number.isFinite(series[t])));

/**
 * `finding`, and that the run diverged where it did; the divergence alone where there is nothing else to tell.
 * @param seenAt first checkpoint at which the measure is not finite, though the curve may not show it
 */
export function withDivergence(run: RunResults, finding: string | null, seenAt?: number): string {
  const seen = seenAt === undefined ? null : `the run ${divergedAt(run, seenAt)}`;
  return withDivergences([run], finding, seen);
}

/** The same of several runs. @param seen in place of what their curves say */
export function withDivergences(
  runs: readonly RunResults[],
  finding: string | null,
  seen: string | null = null,
): string {
  const divergence = divergenceInWords(runs) ?? seen;
  const sentences = [finding, divergence && `${capitalized(divergence)}.`].filter(Boolean);
  const ids = runs.map(({ record }) => record.id).join(', ');
  return sentences.length > 0 ? sentences.join(' ') : `Nothing to be told of run ${ids}.`;
}

/** "1.4 to 2.1", or "1.4" where the ends read the same. */
export const rangeText = (values: readonly number[], format: (value: number) => string): string =>
  [...new Set([Math.min(...values), Math.max(...values)].map((x) => format(x)))].join(' to ');

/** "48 % to 82 %". */
export const rangeInWords = (shares: readonly number[]): string => rangeText(shares, formatPercent);

/** "frequency 14", "frequencies 14 and 35". */
export const frequenciesInWords = (keys: readonly number[]): string =>
  `${keys.length === 1 ? 'frequency' : 'frequencies'} ${listed(keys)}`;
