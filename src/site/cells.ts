/** Cells of a grid as readers know them: "weight decay 0.3", "trained on 30 %, seed 1". */
import { axisName, cellValue } from '../figures/parameterNames.ts';
import type { PlannedRun } from '../lab/pipeline/experiments.ts';
import type { RunResults } from '../lab/store/results.ts';

export { axisName, cellValue } from '../figures/parameterNames.ts';

export const cellText = (cell: PlannedRun['cell']): string =>
  Object.entries(cell)
    .map(([axis, value]) => `${axisName(axis)} ${cellValue(axis, value)}`)
    .join(', ');

/** The axes of a grid, in its order. */
export const axesOf = (planned: readonly PlannedRun[]): string[] => [
  ...new Set(planned.flatMap(({ cell }) => Object.keys(cell))),
];

/** The axes along which the runs differ, their seeds aside. */
export function varyingAxes(planned: readonly PlannedRun[]): string[] {
  const valuesOf = (axis: string): Set<string> => new Set(planned.map(({ cell }) => JSON.stringify(cell[axis])));
  return axesOf(planned).filter((axis) => axis !== 'seed' && valuesOf(axis).size > 1);
}

/** Whether the runs differ in more than their seeds. */
export const isSweep = (planned: readonly PlannedRun[]): boolean => varyingAxes(planned).length > 0;

/** A stored run as if it were planned by itself. */
export const asPlanned = ({ record: { id, spec } }: RunResults): PlannedRun => ({ id, spec, cell: {} });
