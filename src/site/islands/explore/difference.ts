/** One run minus another. */
import { formatCount } from '../../../figures/format.ts';
import type { RunFile, Series } from '../../explore/runFile.ts';

/** First minus second, at the epochs both have. */
export function difference(first: Series, second: Series): Series {
  const epochs: number[] = [];
  const values: number[] = [];
  let j = 0;
  first.epochs.forEach((epoch, i) => {
    while (j < second.epochs.length && (second.epochs[j] ?? 0) < epoch) j++;
    if (second.epochs[j] !== epoch) return;
    epochs.push(epoch);
    values.push((first.values[i] ?? NaN) - (second.values[j] ?? NaN));
  });
  return { epochs, values };
}

type Passed = Pick<RunFile, 't95' | 'epochs'>;

/** When each run first had 95 % of the test pairs right, and how far apart that is. */
export function crossingInWords(a: Passed, b: Passed): string {
  const told = (name: string, { t95, epochs }: Passed): string =>
    t95
      ? `${name} first has 95\u202f% of the test pairs right at epoch ${formatCount(t95.at)}`
      : `${name} does not get to 95\u202f% of the test pairs within its ${formatCount(epochs)} epochs`;
  const facts = `${told('A', a)}, ${told('B', b)}`;
  if (!a.t95 || !b.t95) return `${facts}.`;
  const gap = a.t95.at - b.t95.at;
  const ratio = Math.max(a.t95.at, b.t95.at) / Math.max(1, Math.min(a.t95.at, b.t95.at));
  const apart = `${formatCount(Math.abs(gap))} epochs ${gap > 0 ? 'later' : 'earlier'}`;
  if (gap === 0) return `${facts}: the same evaluation.`;
  return `${facts}: A is ${apart}${ratio >= 1.05 ? `, a factor of ${ratio.toFixed(ratio < 10 ? 1 : 0)}` : ''}.`;
}
