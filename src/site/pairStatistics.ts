/** What the final losses of all pairs have in common. */
import type { RunResults } from '../lab/store/results.ts';

/**
 * Share of the variance of log loss over all pairs of the final network that the difference a − b (mod p) explains:
 * between-group over total sum of squares, in [0, 1]. Null where the pairs were not measured or are not all p².
 * Source: ours.
 */
export function shareByDifference({ pairs, record }: RunResults): number | null {
  const { p } = record.spec.task;
  const loss = pairs?.loss.at(-1);
  if (!loss || loss.length !== p * p) return null;
  const logs = Array.from(loss, (x) => Math.log(Math.max(x, 1e-30)));
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const sums = new Float64Array(p);
  logs.forEach((x, pair) => {
    const difference = (Math.floor(pair / p) - (pair % p) + p) % p;
    sums[difference] = (sums[difference] ?? 0) + x;
  });
  const between = sums.reduce((sum, x) => sum + p * (x / p - mean) ** 2, 0);
  const total = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return between / total;
}
