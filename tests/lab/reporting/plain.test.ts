import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { plainReporter } from '../../../src/lab/reporting/plain.ts';
import type { PlanRow } from '../../../src/lab/pipeline/plan.ts';
import { evaluated, failedJob, fakeTerminal, measuring, row } from './synthetic.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const [first, second, third] = [row(1), row(2), row(3)];

function begin(rows: readonly PlanRow[], workers = 1) {
  const out = fakeTerminal(80);
  const reporter = plainReporter(out, { rows, workers });
  reporter.begin();
  return { ...reporter, lines: () => out.writes.map((line) => line.trimEnd()) };
}

test('says what happens', () => {
  const log = begin([first, second, third], 2);
  log.report({ type: 'started', row: first });
  log.report({ type: 'progress', row: first, event: { type: 'resumed', epoch: 100 } });
  log.report({ type: 'progress', row: first, event: { type: 'warning', message: 'set aside' } });
  vi.advanceTimersByTime(20_000);
  log.report(evaluated(first, 400, { train: 0.5 }));
  log.report(evaluated(first, 900, { test: 1 }));
  log.report(measuring(first));
  log.report({ type: 'stored', row: first });
  log.report({ type: 'locked', row: second });
  log.report({ type: 'retrying', row: third, error: failedJob });
  log.report({ type: 'failed', row: third, error: failedJob });
  log.close();
  expect(`\n${log.lines().join('\n')}\n`).toMatchInlineSnapshot(`
    "
    00:00:00 3 runs to do, 2 side by side, about 3 min
    00:00:00 train-fraction abc000000001 started
    00:00:00 train-fraction abc000000001 resumed at epoch 100
    00:00:00 train-fraction abc000000001 warning: set aside
    00:00:20 train-fraction abc000000001 epoch 400 of at most 4000 · train 50.0 % · test 1.0 % · 10.0 epochs/s · about 60 s left
    00:00:20 train-fraction abc000000001 measuring circuit
    00:00:20 train-fraction abc000000001 stored: stop rule met at epoch 900, test 100.0 %; 1 of 3 runs, about 2 min left
    00:00:20 train-fraction abc000000002 locked: held by another process
    00:00:20 train-fraction abc000000003 failed, trying once more: disk is full
    00:00:20 train-fraction abc000000003 failed: disk is full
    "
  `);
});

describe('how a training ended', () => {
  const ended = (epoch: number, test: number): string | undefined => {
    const log = begin([first]);
    log.report(evaluated(first, epoch, { test }));
    log.report({ type: 'stored', row: first });
    log.close();
    return log
      .lines()
      .at(-1)
      ?.replace(/^.*stored/, '');
  };
  test.each([
    [700, 1, ': stop rule met at epoch 700, test 100.0 %; 1 of 1 runs'],
    [4000, 0.5, ': all 4000 epochs, train 100.0 % · test 50.0 %; 1 of 1 runs'],
    [700, 0.5, ': diverged after epoch 700, train 100.0 % · test 50.0 %; 1 of 1 runs'],
  ])('at epoch %i with test accuracy %f', (epoch, accuracy, text) => {
    expect(ended(epoch, accuracy)).toBe(text);
  });

  test('is left out where this session saw nothing of it', () => {
    const log = begin([first]);
    log.report({ type: 'stored', row: first });
    log.close();
    expect(log.lines()[0]).toContain(' 1 run to do, ');
    expect(log.lines().at(-1)).toMatch(/ stored; 1 of 1 runs$/);
  });
});

/** Epochs and times (s) of the progress lines of a run that takes `msPerEvaluation` for every 10 epochs. */
function follow(epochs: number, msPerEvaluation: number): { epoch: number; seconds: number }[] {
  const log = begin([first]);
  log.report({ type: 'started', row: first });
  for (let epoch = 0; epoch <= epochs; epoch += 10) {
    log.report(evaluated(first, epoch));
    vi.advanceTimersByTime(msPerEvaluation);
  }
  log.close();
  return log.lines().flatMap((line) => {
    const [, minutes, seconds, epoch] = /^\d\d:(\d\d):(\d\d) .* epoch (\d+) of/.exec(line) ?? [];
    return epoch === undefined ? [] : [{ epoch: Number(epoch), seconds: 60 * Number(minutes) + Number(seconds) }];
  });
}

describe('progress of a run', () => {
  test('is told at every tenth of the epochs expected', () => {
    expect(follow(1000, 600).map(({ epoch }) => epoch)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });

  test('is told once a minute where a tenth takes longer', () => {
    const seconds = follow(150, 20_000).map((line) => line.seconds);
    // Every third evaluation; epoch 100 comes after 200 s, between two of them.
    expect(seconds).toEqual([60, 120, 180, 200, 260, 320]);
  });

  test('is told at most every five seconds', () => {
    const lines = follow(4000, 30);
    const gaps = lines.slice(1).map(({ seconds }, i) => seconds - (lines[i]?.seconds ?? 0));
    expect(lines).toHaveLength(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5);
  });

  test('is told once a minute even while no event comes', () => {
    const log = begin([first]);
    log.report({ type: 'started', row: first });
    vi.advanceTimersByTime(60_000);
    log.report(measuring(first));
    vi.advanceTimersByTime(120_000);
    log.close();
    vi.advanceTimersByTime(120_000);
    expect(log.lines().slice(1)).toEqual([
      '00:00:00 train-fraction abc000000001 started',
      '00:01:00 train-fraction abc000000001 still starting',
      '00:01:00 train-fraction abc000000001 measuring circuit',
      '00:02:00 train-fraction abc000000001 still measuring circuit',
      '00:03:00 train-fraction abc000000001 still measuring circuit',
    ]);
  });
});
