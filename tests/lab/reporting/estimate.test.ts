import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/lab/pipeline/run.ts';
import { remainingOf, remainingSeconds, shareOf, slowdown, workShare } from '../../../src/lab/reporting/estimate.ts';
import { WorkProgress } from '../../../src/lab/reporting/progress.ts';
import { evaluated, failedJob, measuring, row } from './synthetic.ts';

/** One run after `events`. */
function after(of = row(1), ...events: RunEvent[]) {
  const progress = new WorkProgress({ rows: [of], workers: 1 });
  for (const event of events) progress.follow(event);
  return progress.runs[0]!;
}

describe('seconds that a run still needs', () => {
  test('are the epochs expected at the speed measured', () => {
    expect(remainingOf(after(row(1), evaluated(row(1), 400, { speed: 20 })))).toEqual({ seconds: 30, isAtMost: false });
  });

  test('are the forecast until a speed is known', () => {
    expect(remainingOf(after(row(1))).seconds).toBe(100);
    for (const speed of [0, NaN, Infinity]) {
      expect(remainingOf(after(row(1), evaluated(row(1), 100, { speed }))).seconds).toBe(90);
    }
  });

  test('are those to the end of the budget once the epochs expected have passed', () => {
    expect(remainingOf(after(row(1), evaluated(row(1), 1000)))).toEqual({ seconds: 300, isAtMost: true });
    expect(remainingOf(after(row(1), evaluated(row(1), 4000)))).toEqual({ seconds: 0, isAtMost: false });
  });

  test('are those to its end too where it has not got there and is to be followed for longer than the epochs expected', () => {
    // Stops 100 epochs after it got there, by epoch 1 000 as expected.
    expect(remainingOf(after(row(1), evaluated(row(1), 900, { test: 0.5 })))).toEqual({ seconds: 10, isAtMost: false });
    expect(remainingOf(after(row(1), evaluated(row(1), 910, { test: 0.5 })))).toEqual({ seconds: 309, isAtMost: true });
    expect(remainingOf(after(row(1), evaluated(row(1), 910, { test: 1 })))).toEqual({ seconds: 9, isAtMost: false });
  });
});

describe('the share of a run that is done', () => {
  const partial = row(1, { state: 'partial', epoch: 500, forecastSeconds: 50 });
  const resumed: RunEvent = { type: 'progress', row: partial, event: { type: 'resumed', epoch: 500 } };

  test('counts from where this session began', () => {
    expect(shareOf(after(partial, resumed, evaluated(partial, 600)))).toBeCloseTo(0.2, 12);
    expect(shareOf(after(partial, evaluated(partial, 0)))).toBe(0);
    expect(shareOf(after(row(1, { state: 'incomplete', epoch: 1000 }), evaluated(row(1), 250)))).toBe(0.25);
  });

  test('is never one before the run is over, even past the epochs expected', () => {
    expect(shareOf(after(row(1), measuring(row(1))))).toBe(0.99);
    expect(shareOf(after(row(1), evaluated(row(1), 1500)))).toBe(0.99);
    expect(shareOf(after(row(1), { type: 'stored', row: row(1) }))).toBe(1);
  });
});

describe('the whole work', () => {
  const rows = [row(1), row(2), row(3, { forecastSeconds: 200 })];
  const all = (...events: RunEvent[]) => {
    const progress = new WorkProgress({ rows, workers: 2 });
    for (const event of events) progress.follow(event);
    return progress.runs;
  };

  test('is weighted by what was forecast', () => {
    expect(workShare(all({ type: 'stored', row: rows[0]! }, evaluated(rows[2]!, 500)))).toBeCloseTo(0.5, 12);
    expect(workShare(all({ type: 'failed', row: rows[2]!, error: failedJob }))).toBeCloseTo(0.5, 12);
    const uneven = [0.1, 0.2, 0.3, 0.7].map((seconds, i) => row(i, { forecastSeconds: seconds }));
    const done = new WorkProgress({ rows: uneven, workers: 1 });
    for (const run of uneven) done.follow({ type: 'stored', row: run });
    expect(workShare(done.runs)).toBe(1);
    const free = new WorkProgress({
      rows: [row(1, { forecastSeconds: 0 }), row(2, { forecastSeconds: 0 })],
      workers: 2,
    });
    free.follow({ type: 'stored', row: rows[0]! });
    expect(workShare(free.runs)).toBe(0.5);
  });

  test('ends with the worker that is busy longest; each takes the next run once it is free', () => {
    expect(remainingSeconds(all(), 1)).toBe(400);
    expect(remainingSeconds(all(), 2)).toBe(300);
    expect(remainingSeconds(all(), 3)).toBe(200);
    // 20 s are left of the first, 80 of the second; the third follows the first.
    const running = all(evaluated(rows[0]!, 800), evaluated(rows[1]!, 200));
    expect(remainingSeconds(running, 2)).toBe(20 + 200);
  });

  test('takes longer where runs are slower than forecast', () => {
    // 500 epochs took 100 s instead of 50 s; 30 s count as forecast.
    const runs = all(evaluated(rows[0]!, 500, { speed: 5 }));
    expect(slowdown(runs)).toBeCloseTo(130 / 80, 12);
    expect(remainingSeconds(runs, 1)).toBeCloseTo(100 + (300 * 130) / 80, 9);
    expect(slowdown(all())).toBe(1);
  });
});
