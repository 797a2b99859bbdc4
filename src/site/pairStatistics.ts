/** What the final losses of all pairs have in common. */
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
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const sums = new Float64Array(task.p);
  const counts = new Float64Array(task.p);
  all.forEach(([a, b], pair) => {
    const difference = (a - b + task.p) % task.p;
    sums[difference] = (sums[difference] ?? 0) + (logs[pair] ?? NaN);
    counts[difference] = (counts[difference] ?? 0) + 1;
  });
  const between = sums.reduce((sum, x, i) => {
    const count = counts[i] ?? 0;
    return count > 0 ? sum + count * (x / count - mean) ** 2 : sum;
  }, 0);
  const total = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return between / total;
}

/** Of the unseen pairs of an addition, those whose twin (b, a) is trained on, and those without. */
export type UnseenPart = 'twins' | 'without';

/**
 * Share of the unseen pairs of a part whose right answer has more than half of the probability at the moment that is stored
 * of the plateau, in [0, 1]: at most the share that is right. Null where the pairs were not measured, or a twin has another
 * answer.
 */
export function likelyOnPlateau({ pairs, record }: RunResults, part: UnseenPart): number | null {
  const { task } = record.spec;
  const loss = pairs?.loss.at(-2);
  if (!pairs || loss?.length !== task.p ** 2 || task.operation !== 'a+b') return null;
  const isTrained = (a: number, b: number): boolean => pairs.isTrain[a * task.p + b] === 1;
  const unseen = allPairs(task)
    .map(([a, b], pair) => ({ isUnseen: !isTrained(a, b), hasTwin: isTrained(b, a), loss: loss[pair] ?? NaN }))
    .filter(({ isUnseen, hasTwin }) => isUnseen && hasTwin === (part === 'twins'));
  return unseen.length > 0 ? unseen.filter((pair) => pair.loss < Math.LN2).length / unseen.length : null;
}

/** Epoch of the moment that is stored of the plateau: between memorized and the end. */
export const plateauMoment = ({ pairs }: RunResults): number | null => pairs?.momentEpochs.at(-2) ?? null;
