import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { terminalReporter } from '../../../src/lab/reporting/terminal.ts';
import { widthOf } from '../../../src/lab/reporting/width.ts';
import { evaluated, failedJob, fakeTerminal, linesOn, measuring, row, type FakeTerminal } from './synthetic.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.stubEnv('TERM', 'xterm-256color');
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const [first, second, third] = [row(1), row(2), row(3)];

/** Two runs under way, one past its expected epochs, one waiting; 80 s in. */
function midway(terminal: FakeTerminal) {
  const reporter = terminalReporter(terminal, { rows: [first, second, third], workers: 2 });
  reporter.begin();
  for (const run of [first, second]) reporter.report({ type: 'started', row: run });
  for (let epoch = 0; epoch <= 600; epoch += 50) {
    reporter.report(
      evaluated(first, epoch, { train: Math.min(1, epoch / 200), test: Math.max(0, epoch - 300) / 400, speed: 8 }),
    );
    reporter.report(evaluated(second, 2 * epoch, { test: 2 * epoch < 1100 ? 0.01 : 0.996, speed: 16 }));
  }
  vi.setSystemTime(79_800);
  vi.advanceTimersByTime(200);
  return reporter;
}

const frameAt = (columns: number): string => {
  const terminal = fakeTerminal(columns);
  midway(terminal).close();
  const lastFrame = fakeTerminal(columns);
  lastFrame.writes.push(...terminal.writes.slice(0, -2));
  const lines = linesOn(lastFrame);
  for (const line of lines) expect(widthOf(line)).toBeLessThan(columns);
  return `\n${lines.join('\n')}\n`;
};

describe('the table', () => {
  test('has everything on a wide terminal', () => {
    expect(frameAt(120)).toMatchInlineSnapshot(`
      "
      run           cell                      epoch          train                             test   speed      left
      abc000000001  fracTrain=0.1 seed=0   600/4000  ▇███·· 100.0%  ▁▁▁▁▁▁▁▁▂▃▄▅▅▆▇·········  75.0%  8.00/s      50 s
      abc000000002  fracTrain=0.2 seed=0  1200/4000  ██████ 100.0%  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁███  99.6%  16.0/s   ≤ 3 min
      0 of 3 runs  ━━━━━━━━━━━━━━━───────────────   53 %  1:20 elapsed  about 3 min left
      "
    `);
  });

  test('fits 80 columns', () => {
    expect(frameAt(80)).toMatchInlineSnapshot(`
      "
      run               epoch          train                   test   speed      left
      abc000000001   600/4000  ▇███·· 100.0%  ▁▁▁▁▂▃▅▆▇·····  75.0%  8.00/s      50 s
      abc000000002  1200/4000  ██████ 100.0%  ▁▁▁▁▁▁▁▁▁▁▁▁██  99.6%  16.0/s   ≤ 3 min
      0 of 3 runs  ━━━━━━━━━━━━━━─────────────   53 %  1:20 elapsed  about 3 min left
      "
    `);
  });

  test('drops what tells least on narrow ones', () => {
    expect(frameAt(60)).toMatchInlineSnapshot(`
      "
      run               epoch   train              test      left
      abc000000001   600/4000  100.0%  ▁▁▁▃▆▇···  75.0%      50 s
      abc000000002  1200/4000  100.0%  ▁▁▁▁▁▁▁▁█  99.6%   ≤ 3 min
      0 of 3 runs  ━━━────   53 %  1:20 elapsed  about 3 min left
      "
    `);
    expect(frameAt(40)).toMatchInlineSnapshot(`
      "
      run                      test      left
      abc000000001  ▁▁▂▅▇···  75.0%      50 s
      abc000000002  ▁▁▁▁▁▁▁█  99.6%   ≤ 3 min
      0 of 3 runs  ━━━━────  about 3 min left
      "
    `);
    expect(frameAt(20)).toMatchInlineSnapshot(`
      "
      run
      abc000000001
      abc000000002
      0 of 3 runs  ━━━───
      "
    `);
  });

  test.each(Array.from({ length: 130 }, (_, i) => i + 2))('never fills a line of %i columns', (columns) => {
    frameAt(columns);
  });

  test('names the measure a run is at, and says when nothing but measures is left', () => {
    const terminal = fakeTerminal(80);
    const reporter = terminalReporter(terminal, { rows: [first], workers: 2 });
    for (const event of [evaluated(first, 1000, { test: 1 }), measuring(first)]) reporter.report(event);
    reporter.begin();
    expect(linesOn(terminal)[1]).toMatch(/ measuring .* 100\.0% +circuit$/);
    expect(linesOn(terminal)[2]).toMatch(/^0 of 1 runs .* 99 % .* only measures left$/);
    reporter.close();
  });

  test('leaves out runs that a low terminal has no room for', () => {
    const terminal = fakeTerminal(80, 6);
    const rows = [1, 2, 3, 4].map((i) => row(i));
    const reporter = terminalReporter(terminal, { rows, workers: 4 });
    for (const run of rows) reporter.report({ type: 'started', row: run });
    reporter.begin();
    expect(linesOn(terminal)).toHaveLength(5);
    expect(linesOn(terminal)[3]).toBe('and 2 more');
    reporter.close();
  });
});

describe('the screen', () => {
  test('is redrawn at most five times a second, in one write each', () => {
    const terminal = fakeTerminal(80);
    const reporter = terminalReporter(terminal, { rows: [first], workers: 1 });
    reporter.begin();
    terminal.writes.length = 0;
    for (let ms = 0; ms < 2000; ms += 10) {
      reporter.report(evaluated(first, ms));
      reporter.report({ type: 'progress', row: first, event: { type: 'warning', message: `at ${ms}` } });
      vi.advanceTimersByTime(10);
    }
    expect(terminal.writes.length).toBeLessThanOrEqual(10);
    expect(linesOn(terminal).filter((line) => line.startsWith('warning'))).toHaveLength(200);
    reporter.close();
  });

  test('is left alone while nothing changes', () => {
    const terminal = fakeTerminal(30);
    const reporter = terminalReporter(terminal, { rows: [first], workers: 1 });
    reporter.begin();
    vi.advanceTimersByTime(10_000);
    expect(terminal.writes).toHaveLength(1);
    reporter.close();
  });

  test('keeps what happened and what others write above the table, in order', () => {
    const terminal = fakeTerminal(80);
    const reporter = midway(terminal);
    terminal.write('from elsewhere\nand the begi');
    reporter.report({ type: 'progress', row: first, event: { type: 'resumed', epoch: 0 } });
    vi.advanceTimersByTime(200);
    reporter.report({ type: 'retrying', row: first, error: failedJob });
    reporter.report({ type: 'failed', row: first, error: failedJob });
    reporter.report({ type: 'stored', row: second });
    terminal.write('no end of a line');
    vi.advanceTimersByTime(200);
    expect(linesOn(terminal).slice(-1)).toEqual([expect.stringMatching(/^1 of 3 runs, 1 failed/)]);
    reporter.close();
    expect(linesOn(terminal)).toEqual([
      'from elsewhere',
      'and the begi',
      'resumed train-fraction abc000000001 at epoch 0',
      'failed train-fraction abc000000001, trying once more: disk is full',
      'failed train-fraction abc000000001: disk is full',
      'stored train-fraction abc000000002: stop rule met at epoch 1200, test 99.6 %',
      'no end of a line',
    ]);
  });

  test('takes away the lines that a narrower terminal has folded', () => {
    const terminal = fakeTerminal(80);
    const reporter = midway(terminal);
    terminal.columns = 50;
    terminal.writes.length = 0;
    vi.advanceTimersByTime(200);
    // Four lines of 51 to 79 columns take two each.
    expect(terminal.writes.join('').split('\x1b[1A\x1b[2K')).toHaveLength(8 + 1);
    reporter.close();
  });

  test('is given back on closing: cursor, write, timer', () => {
    const terminal = fakeTerminal(80);
    const reporter = midway(terminal);
    expect(terminal.writes[0]).toContain('\x1b[?25l');
    expect(Object.hasOwn(terminal, 'write')).toBe(true);
    reporter.close();
    reporter.close();
    expect(terminal.writes.at(-1)).toBe('\x1b[?25h');
    expect(Object.hasOwn(terminal, 'write')).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    expect(linesOn(terminal)).toEqual([]);
  });
});

describe('colours', () => {
  // eslint-disable-next-line no-control-regex -- a style begins with the escape character
  const styles = /\x1b\[[\d;]*m/;

  test('make the test accuracy stand out', () => {
    const terminal = fakeTerminal(80);
    midway(terminal).close();
    expect(terminal.writes.join('')).toContain('\x1b[1m\x1b[32m99.6%');
  });

  test('are left out where NO_COLOR is set', () => {
    vi.stubEnv('NO_COLOR', '1');
    const terminal = fakeTerminal(80);
    const reporter = midway(terminal);
    reporter.report({ type: 'failed', row: first, error: failedJob });
    reporter.close();
    expect(terminal.writes.join('')).not.toMatch(styles);
  });
});
