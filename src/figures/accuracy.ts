/** Accuracy on both splits over epochs: memorization, plateau, transition. */
import type { FigureKind } from './figure.ts';
import { drawCurves, trainAndTest } from './curves.ts';
import { curveCsv, curveTable, passageTable, type Column } from './curveTable.ts';
import { accuracyFinding } from './findings.ts';
import { medianRise } from './seeds.ts';
import type { ValueAxis } from './timeSeries.ts';

const columns: readonly Column[] = [
  { name: 'train accuracy', value: (row) => row.trainAccuracy },
  { name: 'test accuracy', value: (row) => row.testAccuracy },
];

export const accuracyAxis: ValueAxis = {
  label: 'accuracy',
  type: 'linear',
  domain: [0, 1],
  ticks: [0, 0.5, 1],
  format: String,
};

export const accuracy: FigureKind = {
  version: 1,
  needs: 'a run',
  canDraw: (runs) => runs.length > 0,
  draw: (runs, options) => {
    const lines = trainAndTest(runs, {
      train: (row) => row.trainAccuracy,
      test: (row) => row.testAccuracy,
      middle: medianRise,
    });
    return Promise.resolve({
      ...drawCurves(runs, { lines, values: accuracyAxis }, options),
      alt: accuracyFinding(runs),
      table: runs.length > 1 ? passageTable(runs, columns) : curveTable(runs, columns),
      csv: curveCsv(runs, columns),
    });
  },
};
