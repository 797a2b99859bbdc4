import { describe, expect, test } from 'vitest';
import { shareBounds } from '../../../src/lab/statistics/bounds.ts';
import {
  censored,
  lastSeen,
  seen,
  timeOf,
  timeTo,
  timeToStay,
  type EventTime,
} from '../../../src/lab/statistics/eventTime.ts';

test('a crossing is known up to the evaluation before, none is later than the last', () => {
  expect(timeOf({ after: 90, at: 100 }, 500)).toEqual(seen(100, 90));
  expect(timeOf({ after: null, at: 10 }, 500)).toEqual(seen(10, 0));
  expect(timeOf({ after: null, at: 0 }, 500)).toEqual(seen(0));
  expect(timeOf(null, 500)).toEqual(censored(500));
  expect([seen(100, 90), censored(500)].map(lastSeen)).toEqual([100, 500]);
});

describe('the time of a run', () => {
  const crossings = { tMem: { after: 90, at: 100 }, t50: null, t95: null, t99: null };

  test('is that of its summary', () => {
    const run = {
      spec: { epochs: 900 },
      summary: { ...crossings, outcome: 'not within budget', epochs: 900 },
    } as const;
    expect([timeTo('tMem', run), timeTo('t95', run)]).toEqual([seen(100, 90), censored(900)]);
  });

  test('is not within the whole budget where it diverged first, not lost from sight when it did', () => {
    const run = { spec: { epochs: 900 }, summary: { ...crossings, outcome: 'diverged', epochs: 120 } } as const;
    expect(timeTo('t95', run)).toEqual(censored(900));
  });
});

// scipy 1.17.1: stats.binomtest(7, 10).proportion_ci(method='wilson'); 0 of n in closed form: z²/(n + z²).
test('the interval of a share is Wilson’s', () => {
  const { low, high } = shareBounds(7, 10, 0.95);
  expect([low, high]).toBeAllclose([0.39677814746, 0.89220873259], { rtol: 1e-9 });
  expect(shareBounds(0, 10, 0.95).high).toBeCloseTo(1.959963984540054 ** 2 / (10 + 1.959963984540054 ** 2), 14);
  expect(shareBounds(0, 10, 0.95).low).toBeCloseTo(0, 15);
});

describe('to be at 99 % to stay', () => {
  /** Evaluated every 100 epochs; accuracies on both splits as given, 1 from their end on. */
  const staying = (
    test: readonly number[],
    until: number,
    train: readonly number[] = [],
    { outcome = 'grokked', basin = 500 }: { outcome?: 'grokked' | 'diverged'; basin?: number } = {},
  ): EventTime => {
    const rows = Array.from({ length: until / 100 + 1 }, (_, i) => ({
      epoch: 100 * i,
      trainLoss: 0,
      testLoss: 0,
      trainAccuracy: train[i] ?? 1,
      testAccuracy: test[i] ?? 1,
      sumSquaredWeights: 1,
    }));
    const told = { spec: { epochs: 5000 }, summary: { tMem: null, t50: null, t95: null, t99: null } };
    return timeToStay(rows, { ...told, summary: { ...told.summary, outcome, epochs: until } }, basin);
  };

  test('one that was there to stay and diverged later was there; one that was not will not be', () => {
    expect(staying([0, 1, 1, 1, 1, 1, 1, 0.5], 1200, [], { outcome: 'diverged' })).toEqual(seen(100, 0));
    expect(staying([0, 1, 1, 0.5], 400, [], { outcome: 'diverged' })).toEqual(censored(5000));
  });

  test('is the first evaluation after which neither split falls below for 500 epochs', () => {
    expect(staying([0, 0.5, 0.98, 0.99], 800)).toEqual(seen(300, 200));
    // Falls back at 600, before 500 epochs have passed.
    expect(staying([0, 0.5, 1, 1, 1, 1, 0.9], 1200)).toEqual(seen(700, 600));
    expect(staying([0, 0.5], 1200, [0, 1, 1, 0.5])).toEqual(seen(400, 300));
    // Falls back later than that, which a longer basin sees.
    expect(staying([0, 1, 1, 1, 1, 1, 1, 0.5], 1200)).toEqual(seen(100, 0));
    expect(staying([0, 1, 1, 1, 1, 1, 1, 0.5], 1800, [], { basin: 1000 })).toEqual(seen(800, 700));
    expect(staying([0, 1, 1, 1, 1, 1, 1, 0.5], 1700, [], { basin: 1000 })).toEqual(censored(700));
  });

  test('is later than the last evaluation below where the run was not followed long enough', () => {
    expect(staying([0, 0.5, 0.98, 0.99], 700)).toEqual(censored(200));
  });

  test('agrees with float32 about what 99 % is', () => {
    expect(staying([0, Math.fround(0.99), 1], 700)).toEqual(seen(100, 0));
    expect(staying([0, Math.fround(0.9899), 1], 700)).toEqual(seen(200, 100));
  });
});
