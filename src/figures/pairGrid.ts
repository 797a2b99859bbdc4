/** The pairs of a task as a p × p picture: a downwards, b to the right. */
import { allPairs, type ModularTask } from '../lab/tasks/modular.ts';

/**
 * One level per pair of `task`, placed in its cell: [p, p], row-major. Cells whose pair the task leaves out are NaN.
 *
 * @param levels one a pair, in the task's order. @throws TypeError where their number is not that of the pairs.
 */
export function pairGrid(task: ModularTask, levels: ArrayLike<number>): Float32Array {
  const { p } = task;
  const pairs = allPairs(task);
  if (levels.length !== pairs.length)
    throw new TypeError(`pairGrid: expected ${pairs.length} pairs, got ${levels.length}`);
  const grid = new Float32Array(p * p).fill(NaN);
  pairs.forEach(([a, b], pair) => (grid[a * p + b] = levels[pair] ?? NaN));
  return grid;
}
