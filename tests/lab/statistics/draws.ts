/** Random times as runs have them: seen on a grid of evaluations, censored at a budget. */
import { censored, seen, type EventTime } from '../../../src/lab/statistics/eventTime.ts';
import type { RandomStream } from '../../../src/lab/tasks/random.ts';

export const MEDIAN = 5_000;

/** A log-normal time around the median. */
export const drawTime = (random: RandomStream, spread = 0.4): number => MEDIAN * Math.exp(spread * random.normal());

export function onGrid(time: number, { every = 10, budget = Infinity } = {}): EventTime {
  const at = Math.ceil(time / every) * every;
  return at > budget ? censored(budget) : seen(at, at - every);
}

/** `count` runs with evaluations of different spacing and different budgets. */
export const drawMixed = (random: RandomStream, count: number): EventTime[] =>
  Array.from({ length: count }, () => {
    const every = [10, 100, 1_000, 3_000][random.integer(4)] ?? 10;
    return onGrid(drawTime(random), { every, budget: 3_000 * (1 + random.integer(3)) });
  });
