/** Cells of a grid as readers know them: "weight decay 0.3", "trained on 30 %, seed 1". */
import type { PlannedRun } from '../lab/pipeline/experiments.ts';
import { grouped, percent } from './format.ts';

/** Where the last word of the path is not what people say. */
const NAMES: Readonly<Record<string, string>> = {
  'task.fracTrain': 'trained on',
  'task.p': 'modulus',
  'model.nLayers': 'layers',
  'model.nHeads': 'heads',
  'model.dModel': 'width',
  'model.dMlp': 'MLP width',
};

/** "optimizer.weightDecay" → "weight decay" */
export const axisName = (axis: string): string =>
  NAMES[axis] ?? (axis.split('.').at(-1) ?? axis).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export function cellValue(axis: string, value: PlannedRun['cell'][string] | undefined): string {
  if (axis === 'task.fracTrain' && typeof value === 'number') return percent(value);
  if (typeof value === 'number' && Number.isInteger(value)) return grouped(value);
  return value === null || value === undefined ? 'none' : String(value);
}

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
