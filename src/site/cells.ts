/** Cells of a grid as readers know them: "weight decay 0.3", "trained on 30 %, seed 1". */
import { axisName, cellValue } from '../figures/parameterNames.ts';
import type { PlannedRun } from '../lab/pipeline/experiments.ts';

export { axisName, cellValue } from '../figures/parameterNames.ts';

export const cellText = (cell: PlannedRun['cell']): string =>
  Object.entries(cell)
    .map(([axis, value]) => `${axisName(axis)} ${cellValue(axis, value)}`)
    .join(', ');

/** The axes of a grid, in its order. */
export const axesOf = (planned: readonly PlannedRun[]): string[] => [
  ...new Set(planned.flatMap(({ cell }) => Object.keys(cell))),
];

/** Whether the runs differ in more than their seeds. */
export const isSweep = (planned: readonly PlannedRun[]): boolean => {
  const valuesOf = (axis: string): Set<unknown> => new Set(planned.map(({ cell }) => cell[axis]));
  return axesOf(planned).some((axis) => axis !== 'seed' && valuesOf(axis).size > 1);
};
