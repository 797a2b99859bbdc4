import { expect, test } from 'vitest';
import {
  logUpperTail,
  normalCdf,
  normalDensity,
  normalHazard,
  normalQuantile,
  studentQuantile,
} from '../../../src/lab/statistics/distributions.ts';

// scipy 1.17.1, stats.norm.cdf: far below, on both sides of where the method changes, and in the middle.
test('the normal distribution holds its relative precision into the tail', () => {
  const received = [-12, -4, -2.5, -1, 0.3, 2.6].map(normalCdf);
  const expected = [
    1.776482112077653e-33, 3.167124183311986e-5, 0.006209665325776132, 0.15865525393145707, 0.6179114221889526,
    0.9953388119762813,
  ];
  expect(received).toBeAllclose(expected, { rtol: 1e-12, atol: 0 });
  expect([0, -Infinity, Infinity].map(normalCdf)).toEqual([0.5, 0, 1]);
});

test('it is the inverse of its quantile', () => {
  const shares = [1e-9, 0.004, 0.3, 0.5, 0.993, 1 - 1e-9];
  expect(shares.map(normalQuantile).map(normalCdf)).toBeAllclose(shares, { rtol: 1e-12 });
});

test('the hazard is the slope of the logarithm of the upper tail, also where the tail is no number any more', () => {
  for (const x of [-8, -1, 2, 3, 20, 60]) {
    const step = 1e-4;
    const slope = (logUpperTail(x - step) - logUpperTail(x + step)) / (2 * step);
    expect(normalHazard(x)).toBeCloseTo(slope, 5);
  }
  expect(normalHazard(0)).toBeCloseTo(2 * normalDensity(0), 14);
  // scipy 1.17.1, stats.norm.logsf(50).
  expect(logUpperTail(50)).toBeCloseTo(-1254.8313611394199, 9);
});

// Closed forms: ν = 1 is Cauchy, tan(π·level/2); ν = 2 is level·√(2/(1 − level²)). The rest scipy 1.17.1, stats.t.ppf.
test('Student’s quantile', () => {
  expect(studentQuantile(0.9, 1)).toBeCloseTo(Math.tan(0.45 * Math.PI), 9);
  expect(studentQuantile(0.9, 2)).toBeCloseTo(0.9 * Math.sqrt(2 / (1 - 0.81)), 9);
  expect([3, 4, 9, 30].map((degrees) => studentQuantile(0.95, degrees))).toBeAllclose(
    [3.1824463052837078, 2.7764451051977934, 2.262157162798205, 2.0422724563012378],
    { rtol: 1e-9 },
  );
});
