/**
 * W_E and W_U as pictures, residues downwards and dimensions of the residual stream to the right, in one order; and as a
 * table.
 */
import type { WeightMapResults, WeightMapsResults } from '../lab/measures/filmFiles.ts';
import type { RunResults } from '../lab/store/results.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import type { Table } from './figure.ts';
import { diverging, levels } from './ramps.ts';
import { significant } from './table.ts';

export const MATRICES = ['W_E', 'W_U'] as const;
export type MatrixName = (typeof MATRICES)[number];

/** Few, and one of them for zero: weights are noise, which hardly compresses. */
const LEVELS = 11;
export const WEIGHT_PALETTE = levels(diverging, LEVELS);

/**
 * A matrix [p, d] with the rows of every column in the order that walks the circle of its frequency once: row r holds
 * the residue n with n·k mod p = r. Where k and p share a factor, residues stay in order.
 */
export function inOrderOfFrequency(
  values: Float32Array,
  { frequency }: Pick<WeightMapResults, 'frequency'>,
): Float32Array {
  const d = frequency.length;
  const p = values.length / d;
  const ordered = values.slice();
  frequency.forEach((k, place) => {
    const rows = Array.from({ length: p }, (_, n) => (n * k) % p);
    if (new Set(rows).size < p) return;
    rows.forEach((row, n) => (ordered[row * d + place] = values[n * d + place] ?? NaN));
  });
  return ordered;
}

/** Every `step`-th row and column of a matrix [p, d]: its own weights, where there are more cells than pixels. */
export function everyNth(values: Float32Array, d: number, step: number): { values: Float32Array; d: number } {
  const columns = Math.ceil(d / step);
  const rows = Math.ceil(values.length / d / step);
  const kept = Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns) * step, (i % columns) * step];
    return values[row * d + column] ?? NaN;
  });
  return { values: kept, d: columns };
}

/** The scale of a ramp: one in a hundred of the absolute values lies beyond, in two digits. */
export function reachOf(matrices: readonly Float32Array[]): number {
  const sizes = Float64Array.from(
    matrices.flatMap((values) => [...values].filter(Number.isFinite)),
    Math.abs,
  ).sort();
  const size = sizes[Math.floor(0.99 * (sizes.length - 1))] ?? 1;
  return Math.max(Number(size.toPrecision(2)), 1e-9);
}

/** Picture of a matrix [p, d]; values beyond the reach have the colours of the ends. */
export function matrixUrl(values: Float32Array, d: number, reach: number): string {
  const shades = values.map((x) => levelOf((x / reach + 1) / 2, LEVELS));
  return heatmapUrl({ width: d, height: values.length / d, levels: shades, palette: WEIGHT_PALETTE });
}

/** Root mean square of all entries. */
export const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

/** A run of neighbouring columns with one frequency. */
export interface FrequencyGroup {
  readonly frequency: number;
  readonly start: number;
  readonly count: number;
}

export function groupsOf({ frequency }: Pick<WeightMapResults, 'frequency'>): FrequencyGroup[] {
  return [...new Set(frequency)].map((k) => ({
    frequency: k,
    start: frequency.indexOf(k),
    count: frequency.filter((other) => other === k).length,
  }));
}

/** Whether there is one run, with weights to draw. */
export const hasWeightMaps = (runs: readonly RunResults[]): boolean =>
  runs.length === 1 && (runs[0]?.weightMaps?.epochs.length ?? 0) > 0;

/** The weights at some moments: a row for every dimension in the order drawn, a column for every residue. */
export function weightTable(maps: WeightMapsResults, moments: readonly number[]): Table {
  const d = maps.W_E.dimensions.length;
  const p = (maps.W_E.matrices[0]?.length ?? 0) / d;
  const residues = Array.from({ length: p }, (_, n) => n);
  return {
    columns: ['epoch', 'matrix', 'dimension', 'frequency', ...residues.map((n) => `residue_${n}`)],
    rows: moments.flatMap((t) =>
      MATRICES.flatMap((name) => {
        const { dimensions, frequency, matrices } = maps[name];
        return dimensions.map((dimension, place) => [
          maps.epochs[t] ?? NaN,
          name,
          dimension,
          frequency[place] ?? NaN,
          ...residues.map((n) => significant(matrices[t]?.[n * d + place] ?? NaN, 4)),
        ]);
      }),
    ),
  };
}
