/** Claims about slopes: by their interval, through cells, with runs that did not get there, and beside other parameters. */
import { describe, expect, test } from 'vitest';
import { powerLaw } from '../../../src/lab/statistics/powerLaw.ts';
import { censored, seen } from '../../../src/lab/statistics/eventTime.ts';
import { decay, judge, type Sketch } from './runs.ts';

describe('the slope on logarithmic axes', () => {
  const text = 'slope of t95.at over optimizer.weightDecay in -1.4..-0.8';

  test('of t = c / wd, nearly, is −1, and its whole interval is in the band', () => {
    const judgement = judge(text, decay({ 0.5: 16_200, 1: 7900, 2: 4000, 4: 2000 }));
    expect(judgement).toMatchObject({ verdict: 'holds', bound: { text: '−1.4 to −0.8' } });
    expect(judgement.value.text).toMatch(/^−1\.00 \(−1\.0\d to −0\.9\d\)$/);
    expect(judgement.margin?.text).toMatch(/^the 95\u202f% interval ends 0\.\d+ inside the bound$/);
  });

  test('an interval that leaves the band decides nothing, whatever lies in its middle', () => {
    const judgement = judge(text, decay({ 0.5: 19_000, 1: 6000, 2: 5000, 4: 1900 }));
    expect(judgement).toMatchObject({ verdict: 'undecided', margin: null });
    expect(judgement.value.text).toMatch(/^−1\.0\d \(/);
    expect(judge(text, decay({ 0.5: 1000, 1: 2010, 2: 4000, 4: 8000 })).margin?.text).toMatch(
      /^the 95\u202f% interval ends 1\.[78]\d* beyond the bound$/,
    );
  });

  test('late runs bound the line, as they do in queries; a missing one leaves it open', () => {
    const late = judge(text, decay({ 0.1: null, 0.5: 18_000, 1: 8000, 2: 3600 }));
    const law = powerLaw([
      { x: 0.1, time: censored(40_000) },
      ...[18_000, 8000, 3600].map((at, i) => ({ x: 0.5 * 2 ** i, time: seen(at) })),
    ]);
    expect(late.value.low).toBeCloseTo(law?.bounds?.low ?? NaN, 9);
    expect(late.value.high).toBeCloseTo(law?.bounds?.high ?? NaN, 9);
    expect(late.notes).toEqual([
      'a line through 4 runs, 1 of them not within their budgets, with its 95\u202f% interval',
    ]);
    const open = judge(text, decay({ 0.5: undefined, 1: 8000, 2: 4000 }));
    expect(open).toMatchObject({ verdict: 'incomplete', value: { text: '−1.00 (interval not estimable)' } });
    expect(open.notes).toEqual(['a line through 2 runs, with its 95\u202f% interval; 1 missing']);
    const two = judge(`${text} where optimizer.weightDecay >= 1`, decay({ 0.5: undefined, 1: 8000, 2: 4000 }));
    expect(two.verdict).toBe('undecided');
  });

  test('seeds of a cell are no cells more', () => {
    const seeds = decay({ 0.5: 16_200, 1: 7900, 2: 4000, 4: 2000 }).flatMap((sketch) => [sketch, sketch, sketch]);
    const judgement = judge(text, seeds);
    expect(judgement.notes).toEqual(['a line through 4 cells of 12 runs, with its 95\u202f% interval']);
    expect(judgement.value).toEqual(judge(text, decay({ 0.5: 16_200, 1: 7900, 2: 4000, 4: 2000 })).value);
  });

  describe('beside other parameters', () => {
    const pair = (decay: number, rate: number, t95?: number | null): Sketch => ({
      cell: { 'optimizer.weightDecay': decay, 'optimizer.learningRate': rate },
      ...(t95 === undefined ? { isMissing: true } : { t95 }),
    });
    /** On one clock to 0.2 %, up and down. */
    const clock = (decay: number, rate: number, off = 1.002): Sketch => pair(decay, rate, (4 * off) / (decay * rate));
    const runs = [clock(1, 1e-3), clock(2, 1e-3, 1 / 1.002), clock(4, 1e-3), clock(1, 2e-3, 1 / 1.002), clock(1, 4e-3)];
    const both = 'slope of t95.at over optimizer.weightDecay beside optimizer.learningRate in -1.02..-0.98';

    test('is the slope with them held', () => {
      const { verdict, notes } = judge(both, runs);
      expect(verdict).toBe('holds');
      expect(notes.join()).toContain('a fit in weight decay and learning rate through 5 runs');
      expect(judge(both, [...runs, pair(4, 4e-3)]).verdict).toBe('incomplete');
    });

    test('beside a product it is what one of its factors does where the product is held', () => {
      const own = 'slope of t95.at over optimizer.weightDecay beside optimizer.weightDecay * optimizer.learningRate';
      const judgement = judge(`${own} in -0.1..0.1`, runs);
      expect(judgement.verdict).toBe('holds');
      expect(judgement.value.text).toMatch(/^−?0\.00 \(−0\.0\d to 0\.0\d\)$/);
    });

    test.each([
      ['the others are to be named', both.replace(' beside optimizer.learningRate', ''), 'the runs differ in optimizer.learningRate as well'],
      ['all of them', both.replace('optimizer.learningRate', 'task.p'), 'the runs differ in optimizer.learningRate as well'],
    ])('%s', (_, text, complaint) => expect(() => judge(text, runs)).toThrow(complaint)); // prettier-ignore

    test('one that does not vary, or follows from the others, leaves it open', () => {
      expect(judge(both.replace('beside', 'beside task.p,'), runs).verdict).toBe('undecided');
      expect(judge(both, runs.slice(0, 3)).verdict).toBe('undecided');
    });
  });

  test('what is not a time has none', () => {
    const text = 'slope of weightDrop over optimizer.weightDecay in 0..1';
    expect(() => judge(text, decay({ 1: 8000, 2: 4000 }))).toThrow('weightDrop is not a time');
  });

  test('one cell has no slope', () => expect(judge(text, decay({ 1: 8000, 2: null })).verdict).toBe('undecided'));
});
