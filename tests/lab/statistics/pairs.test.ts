import { describe, expect, test } from 'vitest';
import { censored, seen, type EventTime } from '../../../src/lab/statistics/eventTime.ts';
import { pairBySeed, ratioOf, signsOf, speedUp, type Pair } from '../../../src/lab/statistics/pairs.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { drawTime } from './draws.ts';

const pair = (base: EventTime, variant: EventTime): Pair => ({ base, variant });

describe('the ratio of a pair', () => {
  test('is that of the evaluations, the true one between the ratios of their ends', () => {
    expect(ratioOf(pair(seen(300, 200), seen(100, 50)))).toEqual({ kind: 'exact', ratio: 3, after: 2, at: 6 });
    expect(ratioOf(pair(seen(300), seen(100, 0)))).toMatchObject({ ratio: 3, at: Infinity });
  });

  test('is bounded by one run that did not get there, and not known from two', () => {
    expect(ratioOf(pair(censored(400), seen(100, 90)))).toEqual({ kind: 'atLeast', ratio: 4 });
    expect(ratioOf(pair(seen(100, 90), censored(400)))).toEqual({ kind: 'atMost', ratio: 0.25 });
    expect(ratioOf(pair(censored(400), censored(400)))).toEqual({ kind: 'unknown' });
  });

  test('is refused for a time of 0', () => {
    expect(() => ratioOf(pair(seen(0), seen(10)))).toThrow('expected times above 0 epochs');
  });
});

test('runs are paired by their seed, and who has no partner is named', () => {
  const base = [0, 1, 2].map((seed) => ({ seed, time: seen(100 + seed) }));
  const variant = [2, 0, 7].map((seed) => ({ seed, time: seen(10 + seed) }));
  expect(pairBySeed(base, variant)).toEqual({
    pairs: [pair(seen(100), seen(10)), pair(seen(102), seen(12))],
    unpaired: [1, 7],
  });
});

describe('signs', () => {
  const signs = (...pairs: Pair[]) => signsOf(pairs.map(ratioOf));

  test('are decided where the evaluations around two times do not overlap', () => {
    expect(signs(pair(seen(110, 100), seen(100, 90)))).toMatchObject({ sooner: 1, undecided: 0 });
    expect(signs(pair(seen(100, 90), seen(110, 100)))).toMatchObject({ later: 1, undecided: 0 });
    expect(signs(pair(seen(100, 90), seen(100, 90)))).toMatchObject({ level: 1, undecided: 0 });
    expect(signs(pair(seen(100, 0), seen(90, 80)))).toMatchObject({ sooner: 0, undecided: 1 });
  });

  test('are decided by a bound that leaves one of them', () => {
    expect(signs(pair(censored(400), seen(100)))).toMatchObject({ sooner: 1 });
    expect(signs(pair(seen(100), censored(400)))).toMatchObject({ later: 1 });
    expect(signs(pair(censored(50), seen(100)), pair(seen(100), censored(50)))).toMatchObject({ undecided: 2 });
    expect(signs(pair(censored(400), censored(400)))).toMatchObject({ undecided: 1, probability: 1 });
  });

  // Binomial with ½: 2·(1/32) of 5, 2·(1 + 6)/64 of 6, and no more than 1.
  test.each([
    [5, 0, 0.0625],
    [1, 5, 0.21875],
    [3, 3, 1],
  ])('%i sooner and %i later have probability %d or less', (sooner, later, expected) => {
    const pairs = [
      ...Array.from({ length: sooner }, () => pair(seen(2), seen(1))),
      ...Array.from({ length: later }, () => pair(seen(1), seen(2))),
    ];
    expect(signs(...pairs).probability).toBeCloseTo(expected, 14);
  });
});

describe('the speed-up', () => {
  test('is the geometric mean with Student’s interval', () => {
    const { geometricMean, median, pairs } = speedUp([2, 4, 8].map((ratio) => pair(seen(ratio * 100), seen(100))));
    expect(pairs).toEqual({ exact: 3, atLeast: 0, atMost: 0, unknown: 0 });
    expect(geometricMean).toMatchObject({ kind: 'exact', ratio: expect.closeTo(4, 12) as number });
    // Mean ln 4, standard deviation ln 2, t = 4.3026527 for two degrees of freedom.
    const reach = (4.302652729749462 * Math.log(2)) / Math.sqrt(3);
    expect(geometricMean?.bounds?.high).toBeCloseTo(4 * Math.exp(reach), 6);
    expect(geometricMean?.bounds?.low).toBeCloseTo(4 * Math.exp(-reach), 9);
    expect(median).toEqual({ after: 4, at: 4 });
  });

  test('of the other way round is one over it', () => {
    const random = randomStream(0, 'pairs');
    const forth = Array.from({ length: 6 }, () => pair(seen(drawTime(random)), seen(drawTime(random))));
    const [there, back] = [forth, forth.map(({ base, variant }) => pair(variant, base))].map(
      (pairs) => speedUp(pairs).geometricMean,
    );
    expect((there?.ratio ?? NaN) * (back?.ratio ?? NaN)).toBeCloseTo(1, 12);
    expect((there?.bounds?.low ?? NaN) * (back?.bounds?.high ?? NaN)).toBeCloseTo(1, 12);
  });

  test('is at least that of the bounds where a base run did not get there', () => {
    const { geometricMean, median, pairs } = speedUp([
      pair(seen(200), seen(100)),
      pair(seen(400), seen(100)),
      pair(censored(800), seen(100)),
    ]);
    expect(pairs).toMatchObject({ exact: 2, atLeast: 1 });
    // However late the third got there, 2, 4 and its ratio may be so far apart that the interval has 1 in it.
    expect(geometricMean).toEqual({
      kind: 'atLeast',
      ratio: expect.closeTo(4, 12) as number,
      bounds: null,
      oneMore: null,
    });
    expect(median).toEqual({ after: 4, at: 4 });
  });

  test('is at most that of the bounds where a variant did not get there', () => {
    const { geometricMean } = speedUp([pair(seen(100), seen(100)), pair(seen(100), censored(400))]);
    expect(geometricMean).toEqual({
      kind: 'atMost',
      ratio: expect.closeTo(0.5, 12) as number,
      bounds: null,
      oneMore: null,
    });
  });

  test('of five pairs tells where a sixth would lie', () => {
    const logs = [0.5, 0.7, 0.4, 0.6, 0.3];
    const own = speedUp(logs.map((log) => pair(seen(1000 * Math.exp(log)), seen(1000)))).geometricMean;
    // t(0.975, 4) = 2.776445, sample variance 0.025.
    const reach = 2.776445 * Math.sqrt(0.025 * (1 + 1 / 5));
    expect(Math.log(own?.oneMore?.low ?? NaN)).toBeCloseTo(0.5 - reach, 6);
    expect(Math.log(own?.oneMore?.high ?? NaN)).toBeCloseTo(0.5 + reach, 6);
  });

  test('covers a further pair as often as it says', () => {
    const random = randomStream(0, 'one more');
    const ratioPair = (): Pair => pair(seen(1e6 * Math.exp(0.3 * random.normal())), seen(1e6));
    const covered = Array.from({ length: 400 }, () => {
      const { oneMore } = speedUp([ratioPair(), ratioPair(), ratioPair()]).geometricMean ?? {};
      const { base } = ratioPair();
      const next = base.isCensored ? NaN : base.at / 1e6;
      return oneMore && oneMore.low <= next && next <= oneMore.high;
    }).filter(Boolean).length;
    expect(covered / 400).toBeGreaterThan(0.92);
    expect(covered / 400).toBeLessThan(0.98);
  });

  test('has no mean where a pair is not known at all, rather than one over the pairs that survived', () => {
    const known = [pair(seen(200), seen(100)), pair(seen(400), seen(100))];
    const unknown = pair(censored(900), censored(900));
    expect(speedUp([...known, unknown])).toMatchObject({ geometricMean: null, pairs: { exact: 2, unknown: 1 } });
    expect(speedUp([...known, unknown]).median).toEqual({ after: 3, at: 3 });
    expect(speedUp([pair(censored(9), seen(3)), pair(seen(3), censored(9))]).geometricMean).toBeNull();
    expect(speedUp([])).toMatchObject({ geometricMean: null, median: null });
  });

  test('does not change with the unit of time', () => {
    const [epochs, hours] = [1, 1 / 8].map((unit) =>
      speedUp([pair(seen(200 * unit), seen(100 * unit)), pair(censored(800 * unit), seen(120 * unit))]),
    );
    expect(hours).toEqual(epochs);
  });

  test('by the bootstrap it is the same to the bit for one seed', () => {
    const pairs = [1, 2, 3, 5, 8].map((ratio) => pair(seen(ratio * 100), seen(100)));
    const bounds = (seed: number) => speedUp(pairs, { method: 'bca', seed, resamples: 199 }).geometricMean?.bounds;
    expect(bounds(3)).toEqual(bounds(3));
    expect(bounds(3)).not.toEqual(bounds(4));
  });

  // Why Student's is the default: of three pairs, bootstrap intervals at 95 % hold the truth about 75 times in 100.
  test('Student’s interval covers from three pairs on', () => {
    const random = randomStream(0, 'coverage/pairs');
    const covered = Array.from({ length: 600 }, () => {
      const pairs = Array.from({ length: 3 }, () => {
        const base = drawTime(random, 0.3);
        return pair(seen(base), seen((base / 2) * Math.exp(0.3 * random.normal())));
      });
      const bounds = speedUp(pairs).geometricMean?.bounds;
      return bounds && bounds.low <= 2 && 2 <= bounds.high;
    }).filter(Boolean).length;
    expect(covered / 600).toBeGreaterThan(0.93);
  });
});
