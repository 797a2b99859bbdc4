import { describe, expect, test } from 'vitest';
import { bestOfEach, strongestFirst, strongestInTurn } from '../../../src/lab/measures/neuronChoice.ts';

describe('the neurons of maps', () => {
  const neuronFrequency = [2, 2, 2, 2, 3, 3, 5, 5, 5, 5];
  const neuronFve = [0.9, 0.99, 0.95, 0.92, 0.99, 0.7, 0.8, 0.6, 0.5, 0.4];
  const variance = [1, 0.01, 1, 1, 1, 1, 2, 3, 0, NaN];
  const choose = (changes = {}): [number, number | null][] =>
    bestOfEach({ neuronFve, neuronFrequency, ...changes }, variance.slice(0, 9), [2, 3]).map(({ neuron, shownFor }) => [neuron, shownFor]); // prettier-ignore

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
    expect(bestOfEach({ neuronFve, neuronFrequency }, variance, [2, 3])).toEqual([]);
    expect(bestOfEach({ neuronFve, neuronFrequency }, new Float32Array(10), [2, 3])).toEqual([]);
  });
});

test('the neurons of a film are chosen in turns, those of the strongest frequency first, the rest by variance', () => {
  // [h = 3, m = 5]: neurons 0 and 1 belong to frequency 2, neuron 3 to frequency 1; 2 and 4 to none.
  const energy = [0, 0, 1, 9, 1, 8, 9.9, 1, 0, 1, 0, 0, 1, 0, 1];
  const variance = [8, 10, 3, 10, 4];
  expect(strongestInTurn(energy, variance, [2, 1], 4)).toEqual([
    { neuron: 1, frequency: 2 },
    { neuron: 3, frequency: 1 },
    { neuron: 0, frequency: 2 },
    { neuron: 4, frequency: 0 },
  ]);
});

test('the strongest key frequency is the one with the most energy', () =>
  expect(strongestFirst([1, 3, 4], [2, 9, 1, 5])).toEqual([4, 1, 3])); // prettier-ignore
