import { describe, expect, test } from 'vitest';
import { studentQuantile } from '../../../src/lab/statistics/distributions.ts';
import { censored, seen } from '../../../src/lab/statistics/eventTime.ts';
import {
  commonHorizon,
  medianTime,
  reachedWithin,
  restrictedMean,
  restrictedMeanBounds,
  type TimeCell,
} from '../../../src/lab/statistics/timeCells.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { drawMixed, drawTime, MEDIAN, onGrid } from './draws.ts';
import { freireich } from './freireich.ts';

describe('k of n', () => {
  test('counts who was not followed so far as unknown, and leaves room for both', () => {
    const cell = reachedWithin([seen(10), seen(90), censored(50), censored(100)], 80);
    expect(cell).toMatchObject({ reached: 1, unknown: 1, runs: 4, events: 2 });
    expect(cell.share.low).toBeCloseTo(reachedWithin([seen(10), ...[1, 2, 3].map(() => censored(80))], 80).share.low);
    expect(cell.share.high).toBeCloseTo(reachedWithin([seen(1), seen(2), censored(80), censored(80)], 80).share.high);
  });
});

test('a run that was not looked at in time may or may not have got there', () => {
  expect(reachedWithin([seen(1010, 1000), seen(990, 980)], 1005)).toMatchObject({ reached: 1, unknown: 1 });
});

describe('the median', () => {
  // Published: 23 weeks. Limits: the first low below ½ is .4316 at week 13, no high ever is (kaplanMeier.test.ts).
  test('6-mercaptopurine: 23 weeks, 13 at least and without an upper end', () => {
    const cell = medianTime(freireich);
    expect(cell).toMatchObject({ after: 23, at: 23, runs: 21, events: 9, bounds: { low: 13, high: Infinity } });
  });

  test('reaches out to the evaluations around it', () => {
    const times = [10, 20, 30, 40, 50, 60, 70].map((at) => seen(at, at - 10));
    // The high limit of the share is .465 once six of the seven are there, .53 before.
    expect(medianTime(times)).toMatchObject({ after: 30, at: 40, bounds: { low: 0, high: 60 } });
  });

  test('has no interval from fewer than six runs: 2 · 2⁻⁵ > 0.05', () => {
    const times = [1, 2, 3, 4, 5, 6].map((at) => seen(at));
    expect(medianTime(times.slice(1))).toMatchObject({ at: 4, bounds: null });
    expect(medianTime(times)).toMatchObject({ at: 3.5, bounds: { low: 1, high: 6 } });
    expect(medianTime(times.slice(1), 0.9).bounds).not.toBeNull();
  });

  test('has no end where half the runs were not seen to get there, and begins halfway', () => {
    expect(medianTime([seen(10), censored(500)])).toMatchObject({ after: 255, at: null });
  });

  test('where no run gets there it is later than all were followed', () => {
    const times = [600, 500, 700, 800, 900, 1_000].map((epoch) => censored(epoch));
    expect(medianTime(times)).toMatchObject({ after: 1_000, at: null, bounds: { low: 500, high: Infinity } });
  });

  test('its interval holds it, also for evaluations of mixed spacing', () => {
    const random = randomStream(0, 'median');
    for (let i = 0; i < 300; i++) {
      const { after, at, bounds } = medianTime(drawMixed(random, 6 + random.integer(10)));
      expect(at ?? Infinity).toBeGreaterThanOrEqual(bounds?.low ?? NaN);
      expect(after).toBeLessThanOrEqual(bounds?.high ?? NaN);
    }
  });

  test.each([
    ['ten runs, all seen', 10, Infinity],
    ['ten runs, a third of them censored', 10, 6_000],
    ['six runs, all seen', 6, Infinity],
  ])('its interval covers: %s', (_what, count, budget) => {
    const random = randomStream(count, `coverage/${budget}`);
    const covered = Array.from({ length: 400 }, () => {
      const times = Array.from({ length: count }, () => onGrid(drawTime(random), { budget }));
      const { bounds } = medianTime(times);
      return bounds !== null && bounds.low <= MEDIAN && MEDIAN <= bounds.high;
    }).filter(Boolean).length;
    // 95 % asked for; 400 draws have a standard error of 1.1 %.
    expect(covered / 400).toBeGreaterThan(0.91);
  });
});

describe('the restricted mean', () => {
  test('is the mean and its usual error where all got there before the horizon', () => {
    const values = [2, 3, 3, 16];
    const cell = restrictedMean(
      values.map((at) => seen(at)),
      100,
    );
    const squares = values.reduce((sum, x) => sum + (x - 6) ** 2, 0);
    expect(cell?.mean).toBeCloseTo(6, 12);
    expect(cell?.standardError).toBeCloseTo(Math.sqrt(squares) / 4, 12);
    const bounds = cell && restrictedMeanBounds(cell);
    expect(bounds?.high).toBeCloseTo(6 + studentQuantile(0.95, 3) * Math.sqrt(squares / 3 / 4), 12);
  });

  test('counts a run that did not get there with all it was followed', () => {
    // Area under 1 to week 10, ½ to week 100; Greenwood: 45²/(2·1).
    const cell = restrictedMean([seen(10), censored(100)], 100);
    expect(cell).toMatchObject({ mean: 55, runs: 2, events: 1 });
    expect(cell?.standardError).toBeCloseTo(Math.sqrt(45 ** 2 / 2), 12);
  });

  // Area of the published curve: 6 + 1·.857 + 3·.807 + 3·.753 + 3·.690 + 6·.627 + 1·.538 + 12·.448, by exact fractions.
  test('6-mercaptopurine to week 35', () => {
    const curve = [1, 18 / 21, (18 / 21) * (16 / 17), (18 / 21) * (16 / 17) * (14 / 15)];
    curve.push((curve[3] ?? 0) * (11 / 12), (curve[3] ?? 0) * (10 / 12));
    curve.push((curve[5] ?? 0) * (6 / 7), (curve[5] ?? 0) * (5 / 7));
    const area = [6, 1, 3, 3, 3, 6, 1, 12].reduce((sum, width, i) => sum + width * (curve[i] ?? 0), 0);
    expect(restrictedMean(freireich, 35)?.mean).toBeCloseTo(area, 12);
  });

  test('is not told beyond what was followed, nor its error where nothing tells', () => {
    expect(restrictedMean(freireich, 36)).toBeNull();
    expect(restrictedMean([seen(10), seen(20)], 1_000)?.mean).toBe(15);
    expect(restrictedMean([censored(100), censored(100)], 100)).toMatchObject({ mean: 100, standardError: null });
    expect(restrictedMean([seen(10)], 100)).toMatchObject({ mean: 10, standardError: null });
  });

  test('hours instead of epochs scale it', () => {
    const [epochs, hours] = [1, 1 / 8].map((unit) =>
      restrictedMean([seen(16 * unit), seen(24 * unit), censored(80 * unit)], 80 * unit),
    );
    expect((hours?.mean ?? NaN) * 8).toBeCloseTo(epochs?.mean ?? NaN, 12);
    expect((hours?.standardError ?? NaN) * 8).toBeCloseTo(epochs?.standardError ?? NaN, 12);
  });

  test('its interval covers, ten runs', () => {
    const horizon = 6_000;
    const random = randomStream(0, 'coverage/restricted mean');
    const many = Array.from({ length: 100_000 }, () => Math.min(drawTime(random), horizon));
    const truth = many.reduce((sum, x) => sum + x, 0) / many.length;
    const covered = Array.from({ length: 400 }, () => {
      const cell = restrictedMean(Array.from({ length: 10 }, () => onGrid(drawTime(random), { budget: 8_000 })), horizon); // prettier-ignore
      const bounds = cell && restrictedMeanBounds(cell);
      return bounds && bounds.low <= truth && truth <= bounds.high;
    }).filter(Boolean).length;
    expect(covered / 400).toBeGreaterThan(0.91);
  });
});

test('sets are compared as far as none is lost from sight', () => {
  expect(commonHorizon([seen(10), censored(500)], [seen(900), censored(400)])).toBe(400);
  expect(commonHorizon([seen(10)], [seen(900)])).toBe(900);
});

test('a cell is only made from all runs: none can be written by hand, and none is a mean of survivors', () => {
  const times = [seen(10), censored(100)];
  const cells: TimeCell[] = [reachedWithin(times, 100), medianTime(times)];
  // @ts-expect-error -- a number says nothing of the runs that it leaves out
  cells.push(10);
  // @ts-expect-error -- there is no such kind
  cells.push({ kind: 'mean', mean: 10, runs: 2, events: 1 });
  // @ts-expect-error -- what is not made by timeCells.ts lacks its mark
  cells.push({ kind: 'restrictedMean', horizon: 100, mean: 10, standardError: null, runs: 1, events: 1 });
  expect(cells.slice(0, 2).map(({ kind }) => kind)).toEqual(['reached', 'median']);
  expect(() => medianTime([])).toThrow('expected at least one run');
});
