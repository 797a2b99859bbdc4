/** What runs differ in is read from their specs alone. */
import { describe, expect, test } from 'vitest';
import { axisName, cellValue, parameterNoun, valueText } from '../../src/figures/parameterNames.ts';
import { cellLabel, csvNames, drawableSweep, parametersInWords, sweepOf } from '../../src/figures/variedParameters.ts';
import { syntheticRun } from './syntheticRun.ts';
import { decaySweep, sweptRun } from './syntheticSweep.ts';

describe('the parameters of a sweep', () => {
  test('are none for one run, and for runs that differ in their seeds', () => {
    expect(sweepOf([])).toBeNull();
    expect(sweepOf([syntheticRun()])).toBeNull();
    expect(sweepOf([syntheticRun(), syntheticRun({ seed: 1 })])).toBeNull();
  });

  test('are not the budget, nor how often a run is evaluated', () => {
    expect(sweepOf([sweptRun({ t95: 500 }), sweptRun({ t95: 500, epochs: 2000, every: 20 })])).toBeNull();
  });

  test('are numbers in ascending order, their names those that readers know', () => {
    const sweep = sweepOf(decaySweep());
    expect(sweep?.parameters).toEqual([
      {
        path: 'optimizer.weightDecay',
        name: 'weight decay',
        noun: 'weight decay',
        isNumeric: true,
        values: [0.1, 0.6, 1, 2, 3, 5],
      },
    ]);
    expect(sweep?.cells.map(({ values }) => values)).toEqual([[0.1], [0.6], [1], [2], [3], [5]]);
  });

  test('are names in the order of the runs, where they are no numbers', () => {
    const operations = ['a*b', 'a+b', 'a-b'] as const;
    const sweep = sweepOf(operations.map((operation) => sweptRun({ task: { operation }, t95: 500 })));
    expect(sweep?.parameters).toMatchObject([{ isNumeric: false, values: operations }]);
    expect(sweep?.cells.map((cell) => cellLabel(sweep, cell))).toEqual(['a·b', 'a+b', 'a−b']);
  });

  test('are two for layers and operations, cells ordered by the first, then by the second', () => {
    const runs = [2, 1].flatMap((nLayers) =>
      (['a+b', 'a*b'] as const).map((operation) => sweptRun({ task: { operation }, model: { nLayers }, t95: 500 })),
    );
    const sweep = drawableSweep(runs);
    expect(sweep && parametersInWords(sweep)).toBe('operation and number of layers');
    expect(sweep?.cells.map((cell) => cellLabel(sweep, cell))).toEqual([
      'a+b · layers 1',
      'a+b · layers 2',
      'a·b · layers 1',
      'a·b · layers 2',
    ]);
  });

  test('do not count the size of a head, which follows from width and number of heads', () => {
    const runs = [2, 4].map((nHeads) => sweptRun({ model: { nHeads }, t95: 500 }));
    expect(sweepOf(runs)?.parameters.map(({ path }) => path)).toEqual(['model.nHeads']);
  });

  test('are too many to draw when they are three', () => {
    const runs = [sweptRun({ t95: 500 }), sweptRun({ task: { p: 13 }, model: { nLayers: 2 }, optimizer: { weightDecay: 2 }, t95: 500 })]; // prettier-ignore
    expect(sweepOf(runs)?.parameters).toHaveLength(3);
    expect(drawableSweep(runs)).toBeNull();
  });
});

test('seeds share the cell of their parameters', () => {
  const runs = [1, 2].flatMap((weightDecay) => [0, 1, 2].map((seed) => sweptRun({ optimizer: { weightDecay }, seed, t95: 500 }))); // prettier-ignore
  const cells = sweepOf(runs)?.cells ?? [];
  expect(cells.map((cell) => cell.runs.map(({ record }) => record.spec.seed))).toEqual([
    [0, 1, 2],
    [0, 1, 2],
  ]);
});

test('of a list, the item that differs is the parameter', () => {
  const runs = [0.98, 0.999].map((beta2) => sweptRun({ optimizer: { betas: [0.9, beta2] }, t95: 500 }));
  expect(sweepOf(runs)?.parameters).toEqual([
    { path: 'optimizer.betas.1', name: 'β₂', noun: 'β₂', isNumeric: true, values: [0.98, 0.999] },
  ]);
  expect(csvNames(sweepOf(runs)?.parameters ?? [])).toEqual(['beta_2']);
});

test('values and names are written as people write them', () => {
  expect(axisName('task.fracTrain')).toBe('trained on');
  expect(parameterNoun('task.fracTrain')).toBe('training fraction');
  expect(cellValue('task.fracTrain', 0.05)).toBe('5\u202f%');
  expect(cellValue('optimizer.learningRate', 0.0003)).toBe('0.0003');
  expect(cellValue('regularizer.weight', null)).toBe('none');
  expect(valueText('task.operation', 'a^3+ab')).toBe('a³+ab');
});
