/** The number that a sweep goes along: its one parameter, or the product of weight decay and learning rate. */
import { logTicks } from './logTicks.ts';
import { cellValue } from './parameterNames.ts';
import type { Sweep, SweepCell } from './variedParameters.ts';

export interface SweepAxis {
  /** Under the axis, and in a sentence. */
  readonly noun: string;
  readonly scale: 'log' | 'linear';
  readonly valueOf: (cell: SweepCell) => number;
  readonly format: (value: number) => string;
}

const DECAY = 'optimizer.weightDecay';
const RATE = 'optimizer.learningRate';

/** Values whose largest is at least so many times the smallest lie on a logarithmic axis. */
const LOG_SPAN = 5;

/** What decays weights in AdamW at every epoch. Equal products are one number, whatever their factors. */
export const productOf = (factors: readonly number[]): number =>
  Number(factors.reduce((result, factor) => result * factor, 1).toPrecision(12));

/** Whether a parameter is a factor of the rate at which weights decay. */
export const isRegularization = (path: string): boolean => path === DECAY || path === RATE;

/** Null where the runs differ in a name, or in two numbers that have no product of their own. */
export function sweepAxisOf({ parameters, cells }: Sweep): SweepAxis | null {
  const [first, second] = parameters;
  if (!first || !parameters.every(({ isNumeric }) => isNumeric)) return null;
  const valueOf = ({ values }: SweepCell): number => productOf(values.map(Number));
  const all = cells.map(valueOf);
  const [least, greatest] = [Math.min(...all), Math.max(...all)];
  const scale = least > 0 && greatest / least >= LOG_SPAN ? 'log' : 'linear';
  if (!second) return { noun: first.noun, scale, valueOf, format: (value) => cellValue(first.path, value) };
  if (parameters.length > 2 || !parameters.every(({ path }) => isRegularization(path))) return null;
  return { noun: 'weight decay × learning rate', scale, valueOf, format: String };
}

/** Ticks at the values themselves; where they are many, at round numbers among them. */
export function axisTicks({ scale, valueOf }: SweepAxis, cells: readonly SweepCell[]): number[] {
  const values = [...new Set(cells.map(valueOf))].sort((x, y) => x - y);
  const [low = 1, high = 1] = [values[0], values.at(-1)];
  return scale === 'log' && values.length > 14 ? logTicks(low, high) : values;
}
