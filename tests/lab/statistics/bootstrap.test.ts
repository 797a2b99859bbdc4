import { describe, expect, test } from 'vitest';
import { bcaBounds, bootstrapBounds, percentileBounds } from '../../../src/lab/statistics/bootstrap.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Every resample there is, n^n of them. */
function allResamples(sample: readonly number[]): number[][] {
  return sample.reduce<number[][]>((all) => all.flatMap((begun) => sample.map((x) => [...begun, x])), [[]]);
}

/** Area under the normal density by Simpson's rule, and its inverse by bisection: slow, and nothing shared. */
function slowCdf(x: number): number {
  const [from, steps] = [-12, 1_000];
  const width = (x - from) / steps;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  const inner = Array.from({ length: steps - 1 }, (_, i) => density(from + (i + 1) * width) * (i % 2 === 0 ? 4 : 2));
  return (width / 3) * (density(from) + density(x) + inner.reduce((sum, y) => sum + y, 0));
}
function slowQuantile(share: number): number {
  let [low, high] = [-11, 11];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (slowCdf(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

/** The definition in Efron & Tibshirani 1993, (14.9) to (14.15), line by line. */
function slowBca(replicates: readonly number[], sample: readonly number[], level: number): number[] {
  const estimate = mean(sample);
  let below = 0;
  for (const replicate of replicates) below += replicate < estimate ? 1 : replicate === estimate ? 0.5 : 0;
  const z0 = slowQuantile(below / replicates.length);
  const jackknife = sample.map((_, left) => mean(sample.filter((_x, i) => i !== left)));
  const centre = mean(jackknife);
  let [numerator, denominator] = [0, 0];
  for (const value of jackknife) {
    numerator += (centre - value) ** 3;
    denominator += (centre - value) ** 2;
  }
  const a = numerator / (6 * denominator ** 1.5);
  const sorted = [...replicates].sort((x, y) => x - y);
  return [(1 - level) / 2, (1 + level) / 2].map((tail) => {
    const z = slowQuantile(tail);
    const position = slowCdf(z0 + (z0 + z) / (1 - a * (z0 + z))) * (sorted.length - 1);
    const [low = NaN, high = low] = [sorted[Math.floor(position)], sorted[Math.floor(position) + 1]];
    return low + (position - Math.floor(position)) * (high - low);
  });
}

describe('bias-corrected and accelerated', () => {
  test('is what the definition says', () => {
    const random = randomStream(0, 'bca');
    for (let i = 0; i < 3; i++) {
      const sample = Array.from({ length: 5 }, () => Math.exp(random.normal()));
      const replicates = allResamples(sample).map(mean);
      const leftOut = sample.map((_, left) => mean(sample.toSpliced(left, 1)));
      const { low = NaN, high = NaN } = bcaBounds(replicates, { estimate: mean(sample), leftOut, level: 0.9 }) ?? {};
      expect([low, high]).toBeAllclose(slowBca(replicates, sample, 0.9), { rtol: 1e-6 });
    }
  });

  // scipy 1.17.1: stats.bootstrap(([1, 2, 4, 9],), np.mean, method='BCa', confidence_level=0.9) is (2, 7.25).
  test('is what scipy computes', () => {
    expect(bootstrapBounds([1, 2, 4, 9], mean, { level: 0.9 })).toEqual({ low: 2, high: 7.25, level: 0.9 });
  });

  test('follows what it estimates through a change of scale, as the percentiles do', () => {
    const sample = [1, 2, 4, 9, 11];
    for (const method of ['bca', 'percentile'] as const) {
      const [plain, scaled] = [1, 1024].map((unit) => bootstrapBounds(sample.map((x) => x * unit), mean, { method })); // prettier-ignore
      expect(scaled?.low).toBe((plain?.low ?? NaN) * 1024);
      expect(scaled?.high).toBe((plain?.high ?? NaN) * 1024);
    }
  });
});

test('percentiles lie between the replicates, linearly', () => {
  const replicates = Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
  const { low = NaN, high = NaN } = percentileBounds(replicates, 0.9) ?? {};
  expect([low, high]).toBeAllclose([5, 95], { rtol: 1e-12 });
});

test('one seed and label: the same bits, today and on any machine', () => {
  const draw = (seed: number, label: string) => bootstrapBounds([1, 3, 4, 9, 20, 21], mean, { seed, label, method: 'percentile', resamples: 999 }); // prettier-ignore
  expect(draw(7, 'a')).toEqual(draw(7, 'a'));
  expect(draw(7, 'a')).not.toEqual(draw(7, 'b'));
  expect(draw(7, 'a')).not.toEqual(draw(8, 'a'));
  expect(draw(7, 'a')).toEqual({ low: 3.6666666666666665, high: 15.833333333333334, level: 0.95 });
});

test('says nothing of one item, nor of items that are all the same', () => {
  expect(bootstrapBounds([3], mean)).toBeNull();
  expect(bootstrapBounds([3, 3, 3], mean)).toBeNull();
  expect(bootstrapBounds([3, 3, 3], mean, { method: 'percentile' })).toBeNull();
});
