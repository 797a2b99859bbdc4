/** Which neurons and which pairs the measure `maps` shows. */
import { describe, expect, test } from 'vitest';
import { chooseNeurons, examplePairs } from '../../../src/lab/measures/maps.ts';

describe('the choice of neurons', () => {
  const neuronFrequency = [2, 2, 2, 2, 3, 3, 5, 5, 5, 5];
  const neuronFve = [0.9, 0.99, 0.95, 0.92, 0.99, 0.7, 0.8, 0.6, 0.5, 0.4];
  const variance = [1, 0.01, 1, 1, 1, 1, 2, 3, 0, NaN];
  const choose = (changes = {}): [number, number | null][] =>
    chooseNeurons({ neuronFve, neuronFrequency, ...changes }, variance.slice(0, 9), [2, 3]).map(({ neuron, shownFor }) => [neuron, shownFor]); // prettier-ignore

  test('takes the best explained of each frequency, then the strongest that none explains; none twice, no dead ones', () => {
    expect(choose({ neuronFve: neuronFve.slice(0, 9) })).toEqual([
      [2, 2],
      [3, 2],
      [0, 2],
      [4, 3],
      [5, 3],
      [7, null],
      [6, null],
    ]);
  });

  test('finds none in a network that is dead or not finite', () => {
    expect(chooseNeurons({ neuronFve, neuronFrequency }, variance, [2, 3])).toEqual([]);
    expect(chooseNeurons({ neuronFve, neuronFrequency }, new Float32Array(10), [2, 3])).toEqual([]);
  });
});

test('the nine examples differ in a, in b and in a − b', () => {
  const pairs = examplePairs(113);
  const differences = pairs.map(([a, b]) => (a - b + 113) % 113);
  expect(differences).toEqual([0, 13, 25, 38, 50, 63, 75, 88, 100]);
  for (const values of [pairs.map(([a]) => a), pairs.map(([, b]) => b)]) expect(new Set(values).size).toBe(9);
  for (const [a, b] of examplePairs(3)) expect(Math.max(a, b)).toBeLessThan(3);
});
