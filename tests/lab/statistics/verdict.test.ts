import { describe, expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS, verdictChanges, verdictOf } from '../../../src/lab/statistics/verdict.ts';
import { curveOf, held } from './curves.ts';

const grokked = curveOf([0, 0.1, 0.99, ...held(1, 20)]);
const memorized = curveOf([0, ...held(0.1, 20)]);
const neither = curveOf(held(0.05, 20), 0.5);
const collapsed = curveOf([0, 0.99, 1, ...held(0.3, 20)]);

test.each([
  ['grokked', grokked],
  ['memorized', memorized],
  ['neither', neither],
  ['collapsed', collapsed],
] as const)('a run that is %s', (verdict, curve) => {
  expect(verdictOf(curve)).toBe(verdict);
});

describe('within ±20 % of a threshold', () => {
  test('no verdict of a clear case changes', () => {
    for (const curve of [grokked, memorized, neither, collapsed]) expect(verdictChanges(curve)).toEqual([]);
  });

  test('a run just below 95 % is grokked by a lower level', () => {
    const curve = curveOf([0, ...held(0.92, 20)]);
    expect(verdictOf(curve)).toBe('memorized');
    const [change, ...others] = verdictChanges(curve);
    expect(others).toEqual([]);
    // Steps of 2 %: 0.95 · 0.96 = 0.912 is the first at or below 0.92.
    expect(change).toEqual({ threshold: 'grokked', value: expect.closeTo(0.912, 12) as number, verdict: 'grokked' });
  });

  test('a dip of nine evaluations is a collapse by a rule of eight or nine', () => {
    const curve = curveOf([0, 1, ...held(0.3, 9), ...held(1, 20)]);
    expect(verdictOf(curve)).toBe('grokked');
    expect(verdictChanges(curve)).toEqual([{ threshold: 'evaluations', value: 9, verdict: 'collapsed' }]);
  });

  test('accuracies stop at 1', () => {
    const curve = curveOf([0, ...held(0.995, 20)]);
    expect(verdictChanges(curve, { ...DEFAULT_THRESHOLDS, lost: 0.5 })).toEqual([
      { threshold: 'grokked', value: 1, verdict: 'memorized' },
    ]);
  });

  test('a threshold that is not 20 % away does not count', () => {
    const curve = curveOf([0, ...held(0.7, 20)]);
    expect(verdictChanges(curve)).toEqual([]);
    expect(verdictChanges(curve, DEFAULT_THRESHOLDS, 0.3)).toMatchObject([
      { threshold: 'grokked', verdict: 'grokked' },
    ]);
  });
});
