/** A profile says of a curve what the whole curve says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changesAround, DEFAULT_THRESHOLDS, verdictChanges, verdictOf, type Thresholds } from '../../../src/lab/statistics/verdict.ts'; // prettier-ignore
import { profileOf, verdictFrom } from '../../../src/lab/statistics/verdictProfile.ts';
import { decodeCurve } from '../../../src/lab/store/curve.ts';
import type { Evaluation } from '../../../src/lab/training/summary.ts';
import { curveOf, held } from './curves.ts';

const COUNTS = [8, 9, 10, 11, 12];
const LEVELS = [0.4, 0.5, 0.76, 0.9, 0.95, 0.99, 1];

function everyThreshold(): Thresholds[] {
  return [0.5, 0.99, 1].flatMap((memorized) =>
    LEVELS.flatMap((grokked) =>
      [0.1, ...LEVELS].flatMap((lost) => COUNTS.map((evaluations) => ({ memorized, grokked, lost, evaluations }))),
    ),
  );
}

function expectSame(rows: readonly Evaluation[]): void {
  const profile = profileOf(rows, COUNTS);
  for (const thresholds of everyThreshold())
    expect(verdictFrom(profile, thresholds), JSON.stringify(thresholds)).toBe(verdictOf(rows, thresholds));
}

/** Accuracies in ten-thousandths that wander, the same at every call. */
function wandering(seed: number, steps: number): Evaluation[] {
  let [state, x] = [seed, 0.3];
  const draw = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const test = Array.from({ length: steps }, () => {
    x = Math.min(1, Math.max(0, x + 0.12 * (draw() - 0.47)));
    return Math.round(1e4 * x) / 1e4;
  });
  return curveOf(test, 0.992);
}

describe('at every set of thresholds', () => {
  test.each([
    ['rises and stays', curveOf([0, 0.3, 0.7, 0.96, ...held(1, 30)])],
    ['never rises', curveOf(held(0.01, 30), 0.6)],
    ['rises and is lost to its end', curveOf([0, 0.97, 1, ...held(0.2, 3)])],
    ['dips for nine evaluations', curveOf([0, 1, ...held(0.3, 9), ...held(1, 20)])],
    ['dips for ten', curveOf([0, 1, ...held(0.3, 10), ...held(1, 20)])],
    ['dips twice, the second time lower', curveOf([0, 0.8, ...held(0.6, 12), 1, ...held(0.45, 12), 1])],
    ['diverges', curveOf([0, 0.97, NaN, NaN])],
    ['begins at its best', curveOf([1, ...held(0.92, 15)])],
  ])('a curve that %s', (_, rows) => expectSame(rows));

  test('a hundred that wander', () => {
    for (let seed = 1; seed <= 100; seed++) expectSame(wandering(seed, 120));
  });
});

describe('of the stored runs', () => {
  const store = join(process.cwd(), 'public', 'runs');
  const curves = readdirSync(store, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => decodeCurve(readFileSync(join(store, name, 'curve.csv'), 'utf8')));

  test('verdicts and their changes are those of the curves, from at most 1 kB each', () => {
    expect(curves.length).toBeGreaterThan(5);
    for (const rows of curves) {
      const profile = profileOf(rows, COUNTS);
      expect(JSON.stringify(profile).length).toBeLessThan(1000);
      const changes = changesAround((thresholds) => verdictFrom(profile, thresholds), DEFAULT_THRESHOLDS);
      expect(changes).toEqual(verdictChanges(rows));
    }
  });
});

test('what a profile does not tell is an error', () => {
  const profile = profileOf(curveOf([0, 1]), [10]);
  expect(() => verdictFrom(profile, { ...DEFAULT_THRESHOLDS, evaluations: 9 })).toThrow(/9 evaluations/);
  expect(() => verdictFrom(profile, { ...DEFAULT_THRESHOLDS, grokked: 0.3 })).toThrow(/level 0.3/);
});
