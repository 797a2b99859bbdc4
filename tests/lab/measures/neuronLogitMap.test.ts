import { expect, test } from 'vitest';
import { neuronLogitMap } from '../../../src/lab/measures/neuronLogitMap.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';

test('is W_out W_U of the last layer', () => {
  const spec = runSpecSchema.parse({
    task: { p: 3, fracTrain: 0.5 },
    model: { dModel: 2, nHeads: 1, dMlp: 2, nLayers: 2 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: 10,
  });
  const parameters = {
    'blocks.0.W_out': Float32Array.of(9, 9, 9, 9),
    'blocks.1.W_out': Float32Array.of(1, 2, 3, 4),
    W_U: Float32Array.of(1, 0, -1, 10, 20, 30),
  };
  expect([...neuronLogitMap(parameters, spec)]).toEqual([21, 40, 59, 43, 80, 117]);
});
