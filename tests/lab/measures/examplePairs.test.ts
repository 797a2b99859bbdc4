/** Which pairs the measure `maps` shows. */
import { expect, test } from 'vitest';
import { examplePairs } from '../../../src/lab/measures/maps.ts';

test('the nine examples differ in a, in b and in a − b', () => {
  const pairs = examplePairs(113);
  const differences = pairs.map(([a, b]) => (a - b + 113) % 113);
  expect(differences).toEqual([0, 13, 25, 38, 50, 63, 75, 88, 100]);
  for (const values of [pairs.map(([a]) => a), pairs.map(([, b]) => b)]) expect(new Set(values).size).toBe(9);
  for (const [a, b] of examplePairs(3)) expect(Math.max(a, b)).toBeLessThan(3);
});
