/** What chance does to verdicts by an interval: against closed forms, and among all claims. */
import { describe, expect, test } from 'vitest';
import { powerLaw } from '../../../src/lab/statistics/powerLaw.ts';
import { seen } from '../../../src/lab/statistics/eventTime.ts';
import { holm } from '../../../src/lab/statistics/multiplicity.ts';
import { speedUp } from '../../../src/lab/statistics/pairs.ts';
import type { Bounds } from '../../../src/site/bounds.ts';
import { compare, exactly } from '../../../src/site/bounds.ts';
import { evidence } from '../../../src/site/claims/acknowledged.ts';
import { adjustedAmong, chanceOf, together } from '../../../src/site/claims/chance.ts';
import type { Judgement, Verdict } from '../../../src/site/claims/claim.ts';

/** Mean 0.5 and standard error 0.1/√2 of five logarithms: t = 5√2 against 0. */
const logs = [0.5, 0.7, 0.4, 0.6, 0.3];
const pairs = logs.map((log) => ({ base: seen(1000 * Math.exp(log)), variant: seen(1000) }));
const intervalAt = (level: number): Bounds | null => speedUp(pairs, { level }).geometricMean?.bounds ?? null;
const above = (bound: number) => (interval: Bounds) => compare(interval, '>', exactly(bound), 'ratio').truth !== null;
const within =
  ([low, high]: readonly [number, number]) =>
  (interval: Bounds) =>
    compare(interval, 'in', { low, high }, 'ratio').truth !== null;

/** 1 − P(|T| ≤ t) for four degrees of freedom: Abramowitz & Stegun 26.7.4. */
function twoSided(t: number): number {
  const squaredCosine = 4 / (4 + t ** 2);
  return 1 - Math.sqrt(1 - squaredCosine) * (1 + squaredCosine / 2);
}

describe('the chance of a verdict', () => {
  test('is the p of the two-sided t-test against a bound, on either side of it', () => {
    const standardError = 0.1 / Math.SQRT2;
    expect(chanceOf(intervalAt, above(1))).toBeCloseTo(twoSided(0.5 / standardError), 8);
    expect(chanceOf(intervalAt, above(Math.exp(0.45)))).toBeCloseTo(twoSided(0.05 / standardError), 8);
    expect(chanceOf(intervalAt, above(Math.exp(0.7)))).toBeCloseTo(twoSided(0.2 / standardError), 8);
  });

  test('of a band is twice that of the nearer of the two one-sided tests', () => {
    const band = [Math.exp(0.2), Math.exp(0.7)] as const;
    expect(chanceOf(intervalAt, within(band))).toBeCloseTo(twoSided((0.2 * Math.SQRT2) / 0.1), 8);
  });

  test('is at most 5 % exactly where the 95 % interval decides', () => {
    const { low = NaN } = intervalAt(0.95) ?? {};
    expect(chanceOf(intervalAt, above(low))).toBeCloseTo(0.05, 6);
    expect(chanceOf(intervalAt, above(low * 0.999))).toBeLessThan(0.05);
    expect(chanceOf(intervalAt, above(low * 1.001))).toBeGreaterThan(0.05);
  });

  test('of a slope comes from its line', () => {
    const points = [16_200, 7900, 4000, 2000].map((at, i) => ({ x: 2 ** i, time: seen(at) }));
    const slopeAt = (level: number): Bounds | null => powerLaw(points, { level })?.bounds ?? null;
    const { low = NaN } = slopeAt(0.9) ?? {};
    expect(chanceOf(slopeAt, (interval) => compare(interval, '>', exactly(low)).truth !== null)).toBeCloseTo(0.1, 6);
  });

  test('is 1 right at the bound, never told below a millionth, and null without an interval', () => {
    expect(chanceOf(() => exactly(1), above(1))).toBe(1e-6);
    expect(chanceOf((level) => ({ low: 1 / (1 + level), high: 1 + level }), above(1))).toBe(1);
    expect(chanceOf(() => null, above(1))).toBeNull();
  });
});

const judged = (verdict: Verdict, chance: number | null, low: number | null = 1.2): { judgement: Judgement } => ({
  judgement: {
    verdict,
    chance,
    value: { text: '1.2', low, high: low },
    bound: { text: '> 1', low: 1, high: 1 },
    margin: null,
    runs: [],
    about: [],
    notes: [],
  },
});

describe('all together', () => {
  // R 4.5: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
  test('probabilities are adjusted by rank, and none overtakes another', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([])).toEqual([]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });

  test('claims that rest on an interval are counted, those that lack runs or rest on none are not', () => {
    const [strong, weak, failed] = [judged('holds', 0.001), judged('holds', 0.03), judged('fails', 0.002)];
    const open = judged('undecided', 0.2);
    const claims = [strong, weak, failed, open, judged('incomplete', 0.001), judged('holds', null)];
    const { all, alone, jointly, onlyAlone } = together(claims);
    expect(all).toEqual([strong, weak, failed, open]);
    expect(alone).toEqual([strong, weak, failed]);
    expect(jointly).toEqual([strong, failed]);
    expect(onlyAlone).toEqual([weak]);
  });
});

test('some claims can be taken together without the others; one that lacks runs has no chance and does not count', () => {
  const claims = [
    { id: 'first', ...judged('holds', 0.0007) },
    { id: 'second', ...judged('holds', 0.028) },
    { id: 'other', ...judged('holds', 0.01) },
    { id: 'third', ...judged('undecided', 0.168) },
    { id: 'later', ...judged('incomplete', 0.5) },
  ];
  const adjusted = adjustedAmong(claims, ['first', 'second', 'third', 'later']);
  expect([...adjusted.keys()]).toEqual(['first', 'second', 'third', 'later']);
  expect(adjusted.get('first')).toBeCloseTo(3 * 0.0007, 12);
  expect(adjusted.get('second')).toBeCloseTo(2 * 0.028, 12);
  expect(adjusted.get('third')).toBe(0.168);
  expect(adjusted.get('later')).toBeNull();
  expect(() => adjustedAmong(claims, ['first', 'fourth'])).toThrow('no claim has the id "fourth"');
});

describe('in words', () => {
  test.each([
    [judged('undecided', 0.2), 'The 95\u202f% interval reaches across the bound; p = 0.20'],
    [judged('undecided', null, null), 'These runs cannot tell; 0 of'],
    [judged('undecided', null), 'True at one end of what is known and false at the other; 0 of'],
    [judged('holds', 0.0004), 'P < 0.001; 0 of'],
    [judged('incomplete', 0.01), '. 0 of'],
  ])('%#', ({ judgement }, words) => expect(evidence(judgement).replaceAll('\u00a0', ' ')).toContain(words));
});
