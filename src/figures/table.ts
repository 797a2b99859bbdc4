/** A figure's data as text: all of it (CSV) and in brief (table). */
import { nearestTo } from '../lab/measures/nearest.ts';
import type { Table } from './figure.ts';

/** Header and rows, comma-separated, shortest decimals that read back the same. Quotes as in RFC 4180. */
export function toCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map(quoted).join(',')).join('\n') + '\n';
}

/** "{−1, 0}" has a comma of its own. */
const quoted = (value: number | string): number | string =>
  typeof value === 'string' && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/**
 * At most `limit` of `epochs`, ascending: `wanted` ones that exist, then ones evenly spread in log-epoch between
 * the first and the last.
 */
export function briefEpochs(epochs: readonly number[], wanted: readonly number[], limit = 20): number[] {
  const all = new Set(epochs);
  const first = epochs[0] ?? 0;
  const last = epochs.at(-1) ?? 0;
  const chosen = new Set([first, last, ...wanted].filter((epoch) => all.has(epoch)));
  const nearest = nearestTo(epochs);
  const free = limit - chosen.size;
  for (let i = 1; i <= free; i++) {
    const target = Math.expm1((Math.log1p(last) * i) / (free + 1));
    chosen.add(nearest(target));
  }
  return [...chosen].sort((x, y) => x - y);
}

/** A float32 as the shortest decimal that reads back as it. */
export function shortest(x: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const candidate = Number(x.toPrecision(digits));
    if (Math.fround(candidate) === Math.fround(x)) return candidate;
  }
  return x;
}

/** For tables: `digits` significant digits. */
export const significant = (x: number, digits = 3): number => Number(x.toPrecision(digits));

/** A cell of a table: what is not a number is said in words. CSV keeps NaN and Infinity, which programs read. */
export const cell = (x: number, digits = 3): number | string =>
  Number.isFinite(x) ? significant(x, digits) : 'not finite';
