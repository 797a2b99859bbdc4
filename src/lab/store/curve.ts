/** The curve of a run: every evaluation, full resolution, as CSV with shortest round-trip decimals. */

import type { Evaluation } from '../training/summary.ts';

export const CURVE_COLUMNS = [
  'epoch',
  'trainLoss',
  'testLoss',
  'trainAccuracy',
  'testAccuracy',
  'sumSquaredWeights',
] as const satisfies readonly (keyof Evaluation)[];

/** The shortest decimal that reads back as the same float32; NaN and infinities by their JavaScript names. */
export function float32Text(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(x.toPrecision(digits)));
    if (Math.fround(Number(text)) === Math.fround(x)) return text;
  }
  return String(Number(x.toPrecision(9)));
}

export function encodeCurve(rows: readonly Evaluation[]): string {
  const lines = rows.map((row) => CURVE_COLUMNS.map((column) => float32Text(row[column])).join(','));
  return `${[CURVE_COLUMNS.join(','), ...lines].join('\n')}\n`;
}

/** @throws TypeError naming the line that is not a row of the curve. */
export function decodeCurve(csv: string): Evaluation[] {
  const [header, ...lines] = csv.trimEnd().split('\n');
  if (header !== CURVE_COLUMNS.join(',')) throw new TypeError(`curve.csv: header is ${String(header)}`);
  return lines.map((line, i) => {
    const cells = line.split(',');
    if (cells.length !== CURVE_COLUMNS.length || cells.some((cell) => cell === '')) {
      throw new TypeError(`curve.csv:${i + 2}: expected ${CURVE_COLUMNS.length} numbers, got "${line}"`);
    }
    const numbers = cells.map((cell) => (cell === 'NaN' ? NaN : Number(cell)));
    if (numbers.some((x, j) => Number.isNaN(x) && cells[j] !== 'NaN')) {
      throw new TypeError(`curve.csv:${i + 2}: not a number in "${line}"`);
    }
    return Object.fromEntries(CURVE_COLUMNS.map((column, j) => [column, numbers[j]])) as unknown as Evaluation;
  });
}
