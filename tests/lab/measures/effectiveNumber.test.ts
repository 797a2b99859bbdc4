import { expect, test } from 'vitest';
import { effectiveNumber } from '../../../src/lab/measures/effectiveNumber.ts';

test('n equal energies are n, whatever their size, and zeros do not count', () => {
  for (const n of [1, 2, 7, 56]) {
    const energies = Array.from({ length: n + 3 }, (_, i) => (i < n ? 0.3 : 0));
    expect(effectiveNumber(energies)).toBeCloseTo(n, 12);
    expect(effectiveNumber(energies.map((x) => 1e6 * x))).toBeCloseTo(n, 12);
  }
});

test('shares ½, ¼, ¼ are 2^1.5', () => {
  expect(effectiveNumber([2, 1, 1])).toBeCloseTo(2 ** 1.5, 12);
});

test('no energy at all is no number', () => {
  expect(effectiveNumber([0, 0])).toBeNaN();
  expect(effectiveNumber([])).toBeNaN();
  expect(effectiveNumber([1, NaN])).toBeNaN();
});
