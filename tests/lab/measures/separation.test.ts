/** Likeness and agreement by closed form, and on answers drawn from scores with noise. */
import { describe, expect, test } from 'vitest';
import {
  agreement,
  byNotch,
  likeness,
  medianNotches,
  rankCorrelation,
  strongest,
} from '../../../src/lab/measures/separation.ts';

const P = 31;
/** Energies of frequencies 1 … 15, 0 where none is given. */
const energies = (given: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: (P - 1) / 2 }, (_, i) => given[i + 1] ?? 0);
const angle = (k: number, d: number): number => (2 * Math.PI * k * d) / P;

test('likeness on one circle is the cosine, on several the mean by amplitude', () => {
  likeness(energies({ 4: 7 }), P).forEach((x, d) => expect(x).toBeCloseTo(Math.cos(angle(4, d)), 12));
  // Amplitudes 1 and 3.
  likeness(energies({ 4: 1, 9: 9 }), P).forEach((x, d) =>
    expect(x).toBeCloseTo(0.25 * Math.cos(angle(4, d)) + 0.75 * Math.cos(angle(9, d)), 12),
  );
});

test('strongest keeps the largest energies in their places', () => {
  expect(strongest([1, 5, 0, 3], 2)).toEqual([0, 5, 0, 3]);
});

describe('rank correlation', () => {
  test('sees order alone', () => {
    expect(rankCorrelation([1, 2, 3, 4], [0.1, 0.2, 50, 1e9])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  });

  test('lets ties share their mean rank', () => {
    // Ranks 1.5, 1.5, 3 against 1, 2, 3: covariance 1.5, variances 1.5 and 2.
    expect(rankCorrelation([5, 5, 9], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(1.5 * 2), 12);
    expect(rankCorrelation([5, 5, 5], [1, 2, 3])).toBeNaN();
  });
});

describe('agreement', () => {
  /** Answers of the largest score among Σ α_k cos w_k d plus noise of a generator with a seed. */
  function answers(alpha: Readonly<Record<number, number>>, noise: number): number[] {
    let state = 1;
    const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const counts = new Array<number>(P).fill(0);
    for (let i = 0; i < 20_000; i++) {
      let [best, highest] = [0, -Infinity];
      for (let d = 0; d < P; d++) {
        const waves = Object.entries(alpha).reduce((sum, [k, a]) => sum + a * Math.cos(angle(Number(k), d)), 0);
        const score = waves + noise * normal();
        if (score > highest) [best, highest] = [d, score];
      }
      counts[best] = (counts[best] ?? 0) + 1;
    }
    return counts;
  }
  const counts = answers({ 4: 3, 9: 2 }, 1.5);

  test('is near 1 with the waves that the answers were drawn from, and lower with one of two', () => {
    const both = agreement(counts, energies({ 4: 9, 9: 4 }));
    expect(both).toBeGreaterThan(0.95);
    expect(agreement(counts, energies({ 4: 9 }))).toBeLessThan(both - 0.05);
  });

  test('is small with waves that have nothing to do with them', () => {
    expect(Math.abs(agreement(counts, energies({ 5: 4, 13: 1 })))).toBeLessThan(0.5);
  });
});

describe('notches', () => {
  // One answer 3 notches off either way on the circle of 4: 4 · d = ±3 mod 31, d = 24 and 7.
  const offsets = Array.from({ length: P }, (_, d) => ({ 0: 50, 24: 2, 7: 1, 8: 1 })[d] ?? 0);

  test('are counted along the circle, the right answer left out', () => {
    expect(byNotch(offsets, 4)).toEqual([1, 0, 3, ...new Array<number>(12).fill(0)]);
    expect(medianNotches(offsets, 4)).toBe(3);
  });

  test('of no wrong answer have no median', () => {
    expect(medianNotches([9, ...new Array<number>(30).fill(0)], 4)).toBeNaN();
  });
});
