/** The epoch axis that all charts and the slider share. Knows nothing of pixels. */

export interface EpochAxis {
  /** Where epoch 0 lies: a logarithmic axis has no zero. */
  readonly start: number;
  readonly end: number;
  readonly isLinear: boolean;
}

/** @param curves epochs of each run, ascending. */
export function axisOf(curves: readonly (readonly number[])[], isLinear: boolean): EpochAxis {
  const first = Math.min(...curves.map((epochs) => epochs[1] ?? 1));
  const end = Math.max(first, ...curves.map((epochs) => epochs.at(-1) ?? 1));
  return { start: isLinear ? 0 : first / 2, end, isLinear };
}

/** Position of an epoch, from 0 to 1. */
export function shareOf({ start, end, isLinear }: EpochAxis, epoch: number): number {
  const inside = Math.min(end, Math.max(start, epoch));
  return isLinear ? inside / end : Math.log(inside / start) / Math.log(end / start);
}

export function epochAtShare({ start, end, isLinear }: EpochAxis, share: number): number {
  if (share <= 0) return 0;
  return isLinear ? Math.min(1, share) * end : start * (end / start) ** Math.min(1, share);
}

/** Epochs to label, 0 first. */
export function epochTicks({ start, end, isLinear }: EpochAxis): number[] {
  if (isLinear) return steps(end, 5);
  const powers = Array.from({ length: 9 }, (_, i) => 10 ** i);
  return [0, ...powers.filter((epoch) => epoch > 1.5 * start && epoch <= end)];
}

/** Multiples of 1, 2 or 5 times a power of ten from 0 up to `most`: at most `count` + 1 of them. */
export function steps(most: number, count: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most / count));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => most / size <= count) ?? 10 * power;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

/** All numbers of ascending lists, ascending, once each. */
export const mergeEpochs = (lists: readonly (readonly number[])[]): number[] =>
  [...new Set(lists.flat())].sort((x, y) => x - y);
