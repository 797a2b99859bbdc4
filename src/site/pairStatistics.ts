/** What the final losses of all pairs have in common. */
import { mean } from '../lab/mean.ts';
import type { RunResults } from '../lab/store/results.ts';
import { allPairs } from '../lab/tasks/modular.ts';

/**
 * Share of the variance of log loss over all pairs of the final network that the difference a − b (mod p) explains:
 * between-group over total sum of squares, in [0, 1]. Null where the pairs were not measured. Source: ours.
 */
export function shareByDifference({ pairs, record }: RunResults): number | null {
  const { task } = record.spec;
  const loss = pairs?.loss.at(-1);
  const all = allPairs(task);
  if (!loss || loss.length !== all.length) return null;
  const logs = Array.from(loss, (x) => Math.log(Math.max(x, 1e-30)));
  const centre = mean(logs);
  const sums = new Float64Array(task.p);
  const counts = new Float64Array(task.p);
  all.forEach(([a, b], pair) => {
    const difference = (a - b + task.p) % task.p;
    sums[difference] = (sums[difference] ?? 0) + (logs[pair] ?? NaN);
    counts[difference] = (counts[difference] ?? 0) + 1;
  });
  const between = sums.reduce((sum, x, i) => {
    const count = counts[i] ?? 0;
    return count > 0 ? sum + count * (x / count - centre) ** 2 : sum;
  }, 0);
  const total = logs.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  return between / total;
}
