/** A grid of two parameters with every verdict in it, one of them in doubt, and places without a run. */
import type { RunResults } from '../../src/lab/store/results.ts';
import { sweptRun } from './syntheticSweep.ts';

/** Weight decay along, learning rate up, two seeds where both are large. */
export function phaseSweep(): RunResults[] {
  const cell = (weightDecay: number, learningRate: number, rest: object): RunResults =>
    sweptRun({ optimizer: { weightDecay, learningRate }, t95: null, ...rest });
  return [
    cell(0.1, 1e-3, {}),
    cell(0.3, 1e-3, { t95: 2500 }),
    cell(1, 1e-3, { t95: 1500 }),
    cell(3, 1e-3, { t95: 500 }),
    untrained(cell(0.1, 3e-4, {})),
    belowLevel(cell(1, 3e-4, {})),
    cell(3, 3e-4, { t95: 1600 }),
    cell(1, 3e-3, { t95: 500 }),
    cell(1, 3e-3, { t95: 400, seed: 1 }),
    cell(3, 3e-3, { t95: 200, lost: 900 }),
    cell(3, 3e-3, { t95: 300, seed: 1 }),
  ];
}

/** A run that does not even learn its training pairs. */
const untrained = (run: RunResults): RunResults => ({
  ...run,
  rows: run.rows.map((row) => ({ ...row, trainAccuracy: 0.4 * row.trainAccuracy })),
});

/** A run that ends at a test accuracy of 90 %: grokked or not, as one likes. */
const belowLevel = (run: RunResults): RunResults => ({
  ...run,
  rows: run.rows.map((row) => ({ ...row, testAccuracy: row.epoch < 2000 ? 0.05 : 0.9 })),
});
