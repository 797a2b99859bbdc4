/** A mean ratio over pairs in words. */
import type { GeometricMean } from '../lab/statistics/pairs.ts';
import { formatNumber } from './format.ts';
import { cell, significant } from './table.ts';

/** Three digits, also where the last are zeros: "1.90 (1.64 to 2.20)" is read against its neighbours. */
const digits = (x: number): string => (x >= 0.01 && x < 100 ? x.toPrecision(3) : formatNumber(x, 3));

/** "2.41 (1.93 to 3.01)", "at least 2.4"; "not known". */
export function meanInWords(mean: GeometricMean | null): string {
  if (!mean) return 'not known';
  const bound = { exact: '', atLeast: 'at least ', atMost: 'at most ' }[mean.kind];
  const { bounds } = mean;
  return `${bound}${digits(mean.ratio)}${bounds ? ` (${digits(bounds.low)} to ${digits(bounds.high)})` : ''}`;
}

/** For tables. */
export const intervalText = (mean: GeometricMean | null): string =>
  mean?.bounds ? `${cell(mean.bounds.low)} to ${cell(mean.bounds.high)}` : '';

/** "2.41", "≥ 2.4": for tables. */
export function meanText(mean: GeometricMean | null): string {
  const bound = { exact: '', atLeast: '≥ ', atMost: '≤ ' }[mean?.kind ?? 'exact'];
  return mean ? `${bound}${significant(mean.ratio)}` : 'not known';
}
