import { describe, expect, test } from 'vitest';
import { censored, seen } from '../../../src/lab/statistics/eventTime.ts';
import { kaplanMeier } from '../../../src/lab/statistics/kaplanMeier.ts';
import {
  innermost,
  intervalOf,
  medianInterval,
  turnbull,
  type Interval,
  type Mass,
} from '../../../src/lab/statistics/turnbull.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { drawMixed } from './draws.ts';
import { freireich } from './freireich.ts';

const between = (after: number, at: number): Interval => ({ after, at });
const sharesOf = (masses: readonly Mass[]): number[] => masses.map(({ share }) => share);

function logLikelihood(intervals: readonly Interval[], masses: readonly Mass[]): number {
  const probability = ({ after, at }: Interval): number =>
    masses
      .filter(
        (mass) => (mass.after === mass.at ? after < mass.at || at === after : after <= mass.after) && mass.at <= at,
      )
      .reduce((sum, { share }) => sum + share, 0);
  return intervals.reduce((sum, interval) => sum + Math.log(probability(interval)), 0);
}

describe('closed forms', () => {
  test('exact times have equal shares', () => {
    expect(turnbull([2, 1, 5, 2].map((at) => between(at, at)))).toEqual([
      { after: 1, at: 1, share: expect.closeTo(0.25, 9) as number },
      { after: 2, at: 2, share: expect.closeTo(0.5, 9) as number },
      { after: 5, at: 5, share: expect.closeTo(0.25, 9) as number },
    ]);
  });

  test('one interval, or none', () => {
    expect(turnbull([between(10, 20)])).toEqual([{ after: 10, at: 20, share: 1 }]);
    expect(turnbull([])).toEqual([]);
    expect(medianInterval([])).toBeNull();
  });

  test('where all are censored everything is later than the longest', () => {
    expect(turnbull([between(10, Infinity), between(30, Infinity)])).toEqual([{ after: 30, at: Infinity, share: 1 }]);
  });

  test('on right-censored data it is Kaplan–Meier', () => {
    const masses = turnbull(freireich.map(intervalOf));
    const { steps } = kaplanMeier(freireich);
    const drops = steps.map(({ survival }, i) => (steps[i - 1]?.survival ?? 1) - survival);
    expect(sharesOf(masses)).toBeAllclose([...drops, steps.at(-1)?.survival ?? NaN], { rtol: 1e-6 });
    expect(masses.at(-1)).toMatchObject({ after: 35, at: Infinity });
  });

  test('by hand: (0, 2], (1, 3] and (2, 4] put all they can where two overlap', () => {
    // On (1, 2], (2, 3] with shares x, 1 − x: the likelihood x·1·(1 − x) is largest at a half.
    expect(turnbull([between(0, 2), between(1, 3), between(2, 4)])).toEqual([
      { after: 1, at: 2, share: expect.closeTo(0.5, 9) as number },
      { after: 2, at: 3, share: expect.closeTo(0.5, 9) as number },
    ]);
  });
});

describe('innermost intervals', () => {
  test('an interval does not hold the epoch it begins after', () => {
    expect(innermost([between(0, 10), between(10, 20)])).toEqual([between(0, 10), between(10, 20)]);
  });

  test('a point is held by the interval that ends in it and not by the one that begins after it', () => {
    expect(innermost([between(0, 10), between(10, 10)])).toEqual([between(10, 10)]);
    expect(innermost([between(10, 20), between(10, 10)])).toEqual([between(10, 10), between(10, 20)]);
  });
});

/**
 * Months to cosmetic deterioration after radiotherapy alone, 46 patients; * where it had not come.
 * Source: Finkelstein & Wolfe 1985, Biometrics 41, 933–945.
 */
const MONTHS =
  '45-* 6-10 0-7 46-* 46-* 7-16 17-* 7-14 37-44 0-8 4-11 15-* 11-15 22-* 46-* 46-* 25-37 46-* 26-40 46-* 27-34 36-44 46-* 36-48 37-* 40-* 17-25 46-* 11-18 38-* 5-12 37-* 0-5 18-* 24-* 36-* 5-11 19-35 17-25 24-* 32-* 33-* 19-26 37-* 34-* 36-*';
const cosmesis = MONTHS.split(' ').map((text) => {
  const [after = NaN, at = NaN] = text.split('-').map((end) => (end === '*' ? Infinity : Number(end)));
  return between(after, at);
});

// As printed by the R package interval (Fay & Shaw 2010, J. Stat. Softw. 36(2)); self-consistency in numpy 2.4 agrees.
test('the published estimate for the cosmesis data', () => {
  const masses = turnbull(cosmesis);
  const ends = [[4, 5], [6, 7], [7, 8], [11, 12], [24, 25], [33, 34], [38, 40], [46, 48]]; // prettier-ignore
  expect(masses.map(({ after, at }) => [after, at])).toEqual(ends);
  expect(sharesOf(masses)).toBeAllclose([0.0463, 0.0334, 0.0887, 0.0708, 0.0926, 0.0818, 0.1209, 0.4656], { rtol: 0, atol: 6e-5 }); // prettier-ignore
});

test('no distribution on the same intervals is more likely', () => {
  const random = randomStream(0, 'turnbull');
  for (let i = 0; i < 60; i++) {
    const intervals = drawMixed(random, 2 + random.integer(9)).map(intervalOf);
    const masses = turnbull(intervals);
    expect(sharesOf(masses).reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
    const best = logLikelihood(intervals, masses);
    const cells = innermost(intervals);
    for (let k = 0; k < 40; k++) {
      const weights = cells.map(() => Math.log(1 - random.uniform()) ** 2);
      const total = weights.reduce((sum, x) => sum + x, 0);
      const toward = cells.map((cell, j) => ({ ...cell, share: (weights[j] ?? 0) / total }));
      // Near the estimate and far from it.
      for (const step of [1e-3, 0.1, 1]) {
        const mixed = toward.map(({ share, ...cell }) => {
          const mass = masses.find(({ after, at }) => after === cell.after && at === cell.at);
          return { ...cell, share: step * share + (1 - step) * (mass?.share ?? 0) };
        });
        expect(logLikelihood(intervals, mixed)).toBeLessThanOrEqual(best + 1e-7);
      }
    }
  }
});

test('the exchange ends where self-consistency alone would creep for ever', () => {
  // A share that tends to 0 while its slope tends to 1: the steps of the EM shrink like 1/k.
  const times = [censored(3626), censored(5565), censored(3470), censored(7666), seen(6000, 3000), seen(4000, 3000), censored(6052), seen(6000, 3000), seen(3000, 2000), seen(3200, 3100)]; // prettier-ignore
  expect(turnbull(times.map(intervalOf)).length).toBeGreaterThan(1);
});

describe('the median', () => {
  const medianOf = (...intervals: Interval[]): Interval | null => medianInterval(turnbull(intervals));

  test('is the middle of an odd number, halfway between the middle two of an even one', () => {
    expect(medianOf(between(0, 10), between(30, 40), between(90, 100))).toEqual(between(30, 40));
    expect(medianOf(between(0, 10), between(30, 40))).toEqual(between(15, 25));
    expect(medianOf(between(1, 1), between(2, 2), between(4, 4), between(8, 8))).toEqual(between(3, 3));
  });

  test('is later than halfway to the budget where half the runs are later than that', () => {
    expect(medianOf(between(0, 10), between(500, Infinity))).toEqual(between(250, Infinity));
    expect(medianOf(between(0, 10), between(500, Infinity), between(600, Infinity))?.after).toBe(600);
  });
});
