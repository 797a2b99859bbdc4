import { describe, expect, test } from 'vitest';
import { censored, seen, type EventTime } from '../../../src/lab/statistics/eventTime.ts';
import { kaplanMeier } from '../../../src/lab/statistics/kaplanMeier.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { drawMixed } from './draws.ts';
import { freireich } from './freireich.ts';

const survivalAt = (times: readonly EventTime[], epoch: number): number =>
  kaplanMeier(times).steps.findLast(({ at }) => at <= epoch)?.survival ?? 1;

describe('closed forms', () => {
  test('without censoring it is the empirical distribution, with the binomial standard error', () => {
    const { steps } = kaplanMeier([4, 1, 2, 2, 7].map((at) => seen(at)));
    expect(steps.map(({ at }) => at)).toEqual([1, 2, 4, 7]);
    expect(steps.map(({ survival }) => survival)).toBeAllclose([0.8, 0.4, 0.2, 0]);
    const binomial = [0.8, 0.4, 0.2].map((share) => Math.sqrt((share * (1 - share)) / 5));
    expect(steps.slice(0, 3).map(({ standardError }) => standardError)).toBeAllclose(binomial);
    expect(steps[3]).toMatchObject({ standardError: 0, low: null, high: null });
  });

  test('one run is there or is not', () => {
    expect(kaplanMeier([seen(10)]).steps).toMatchObject([{ at: 10, atRisk: 1, events: 1, survival: 0 }]);
    expect(kaplanMeier([censored(10)])).toMatchObject({ steps: [], followedTo: 10, events: 0 });
  });

  test('where all are censored nothing happens up to the last of them', () => {
    expect(kaplanMeier([censored(10), censored(30)])).toMatchObject({ runs: 2, events: 0, steps: [], followedTo: 30 });
  });

  test('a run censored at the epoch of an event was there to be seen', () => {
    expect(kaplanMeier([seen(10), censored(10)]).steps).toMatchObject([{ atRisk: 2, survival: 0.5 }]);
  });
});

describe('6-mercaptopurine', () => {
  const { steps, followedTo } = kaplanMeier(freireich);

  test('the published curve', () => {
    expect(steps.map(({ at }) => at)).toEqual([6, 7, 10, 13, 16, 22, 23]);
    expect(steps.map(({ atRisk }) => atRisk)).toEqual([21, 17, 15, 12, 11, 7, 6]);
    // The errors are Greenwood’s formula in numpy.
    expect(steps.map(({ survival }) => survival)).toBeAllclose([0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448], { rtol: 0, atol: 5e-4 }); // prettier-ignore
    expect(steps.map(({ standardError }) => standardError)).toBeAllclose([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], { rtol: 0, atol: 5e-5 }); // prettier-ignore
    expect(followedTo).toBe(35);
  });

  // Computed once with scipy 1.17.1: stats.ecdf(CensoredData.right_censored(…)).sf.confidence_interval(method='log-log').
  test('the limits are those of scipy', () => {
    const low = [0.619718, 0.563147, 0.5032, 0.43161, 0.367511, 0.267779, 0.188052];
    const high = [0.951552, 0.922809, 0.889362, 0.849066, 0.804912, 0.746791, 0.680143];
    expect(steps.map((step) => step.low ?? NaN)).toBeAllclose(low, { rtol: 0, atol: 5e-7 });
    expect(steps.map((step) => step.high ?? NaN)).toBeAllclose(high, { rtol: 0, atol: 5e-7 });
  });
});

test('a censored run more never lowers the curve', () => {
  const random = randomStream(0, 'kaplan-meier');
  for (let i = 0; i < 200; i++) {
    const times = drawMixed(random, 1 + random.integer(12));
    const more = [...times, censored(random.integer(9_000))];
    for (const { at } of kaplanMeier(times).steps) {
      expect(survivalAt(more, at)).toBeGreaterThanOrEqual(survivalAt(times, at) - 1e-12);
    }
  }
});

test('hours instead of epochs change the epochs and nothing else', () => {
  const times = drawMixed(randomStream(1, 'kaplan-meier'), 12);
  const scaled = times.map((time) => (time.isCensored ? censored(time.after / 8) : seen(time.at / 8, time.after / 8)));
  const strip = (all: readonly EventTime[]) =>
    kaplanMeier(all).steps.map(({ at: _at, after: _after, ...step }) => step);
  expect(strip(scaled)).toEqual(strip(times));
  expect(kaplanMeier(scaled).steps.map(({ at }) => at * 8)).toEqual(kaplanMeier(times).steps.map(({ at }) => at));
});
