import { describe, expect, test } from 'vitest';
import { shareBounds } from '../../../src/lab/statistics/bounds.ts';
import { censored, lastSeen, seen, timeOf, timeTo } from '../../../src/lab/statistics/eventTime.ts';

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
