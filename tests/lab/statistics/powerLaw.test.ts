import { describe, expect, test } from 'vitest';
import { fitCensored, type RegressionPoint } from '../../../src/lab/statistics/censoredRegression.ts';
import { logUpperTail, normalDensity } from '../../../src/lab/statistics/distributions.ts';
import { censored, seen } from '../../../src/lab/statistics/eventTime.ts';
import { powerLaw, type SweepPoint } from '../../../src/lab/statistics/powerLaw.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { onGrid } from './draws.ts';

/** Weight decay → t95 of atgugu/grokking_experiments; + where it did not come within 40,000 epochs. */
const SWEEP = '0.01:40000+ 0.1:40000+ 0.3:23900 0.5:17600 1:8350 2:3100 3:1400 5:900';
const sweep: SweepPoint[] = SWEEP.split(' ').map((text) => {
  const [x = NaN, epochs = NaN] = text.split(':').map(Number.parseFloat);
  return { x, time: text.endsWith('+') ? censored(epochs) : seen(epochs) };
});
const known = sweep.filter(({ time }) => !time.isCensored);

describe('without censored runs', () => {
  test('a power law is found', () => {
    const law = powerLaw([1, 2, 4, 8].map((x) => ({ x, time: seen(8_000 / x ** 1.5) })));
    expect(law?.slope).toBeCloseTo(-1.5, 12);
    expect(law?.atOne).toBeCloseTo(8_000, 8);
    expect(law).toMatchObject({ seen: 4, censored: 0 });
  });

  // scipy 1.17.1: stats.linregress of the logarithms, slope ± t(0.975, 5)·stderr.
  test('slope and interval are those of least squares', () => {
    const epochs = [23_900, 17_600, 8_350, 3_100, 1_400, 900, 700];
    const points = [0.1, 0.3, 0.5, 1, 2, 3, 5].map((x, i) => ({ x, time: seen(epochs[i] ?? NaN) }));
    const { slope, atOne, bounds } = powerLaw(points) ?? {};
    expect([slope, Math.log(atOne ?? NaN), bounds?.low, bounds?.high].map((x) => x ?? NaN)).toBeAllclose(
      [-1.0196235395521092, 8.101426785379697, -1.2479720487889718, -0.7912750303152465],
      { rtol: 1e-9 },
    );
  });

  test('two runs give a slope and no interval, one x gives none', () => {
    expect(powerLaw([1, 2].map((x) => ({ x, time: seen(100 / x) })))).toMatchObject({ slope: expect.closeTo(-1, 12) as number, bounds: null }); // prettier-ignore
    expect(powerLaw([1, 1].map((x) => ({ x, time: seen(100) })))).toBeNull();
  });
});

describe('with censored runs', () => {
  test('left out, they are counted', () => {
    const law = powerLaw(sweep, { censoredAre: 'left out' });
    expect(law).toEqual({ ...powerLaw(known, { censoredAre: 'left out' }), censored: 2 });
    expect(law).toMatchObject({ seen: 6, censored: 2 });
  });

  // Computed once with scipy 1.17.1: Nelder–Mead on the log-likelihood, brentq on its profile for the interval.
  test('bounded, the line is the likeliest of all and its interval that of the profile', () => {
    const { slope = NaN, atOne = NaN, bounds } = powerLaw(sweep) ?? {};
    expect([Math.log(atOne), slope]).toBeAllclose([8.805622852617407, -1.2370724535398754], { rtol: 1e-6 });
    expect([bounds?.low ?? NaN, bounds?.high ?? NaN]).toBeAllclose([-1.4655429604485783, -1.010915553366402], { rtol: 1e-5 }); // prettier-ignore
  });

  test('cells count once, by their medians: a second and a third seed alike make no interval narrower', () => {
    const tripled = sweep.flatMap((point) => [point, point, point]);
    expect(powerLaw(tripled)).toEqual(powerLaw(sweep));
    // Of a cell with two of three seeds there, the median is the second; with one of three, it is later than the budget.
    const at = (...times: (number | null)[]): SweepPoint[] => times.map((time) => ({ x: 1, time: time === null ? censored(40_000) : seen(time) })); // prettier-ignore
    const others = known.filter(({ x }) => x !== 1);
    expect(powerLaw([...others, ...at(5_000, null, 8_000)])).toEqual(powerLaw([...others, ...at(8_000)]));
    expect(powerLaw([...others, ...at(5_000, null, null)])).toEqual(powerLaw([...others, ...at(null)]));
  });

  test('one that is censored far below the line changes next to nothing', () => {
    const [more, fewer] = [[...known, { x: 0.4, time: censored(10) }], known].map((points) => powerLaw(points));
    expect(more?.slope).toBeCloseTo(fewer?.slope ?? NaN, 9);
    expect(more?.bounds?.low).toBeCloseTo(fewer?.bounds?.low ?? NaN, 6);
    expect(more).toMatchObject({ seen: 6, censored: 1 });
  });

  test('hours instead of epochs, or a parameter in other units, leave the slope alone', () => {
    const scaled = sweep.map(({ x, time }) => ({ x: x * 100, time: time.isCensored ? censored(time.after / 8) : seen(time.at / 8) })); // prettier-ignore
    const [one, other] = [sweep, scaled].map((points) => powerLaw(points));
    expect(other?.slope).toBeCloseTo(one?.slope ?? NaN, 9);
    expect(other?.bounds?.high).toBeCloseTo(one?.bounds?.high ?? NaN, 9);
  });

  test('no slope is told from fewer than three runs that got there', () => {
    expect(powerLaw([...sweep.slice(0, 2), ...known.slice(0, 2)])).toBeNull();
  });

  test('a parameter of 0 has no place on a logarithmic axis', () => {
    expect(() => powerLaw([...known, { x: 0, time: seen(10) }])).toThrow('expected x and time above 0, got 0 and 10');
  });
});

describe('beside another parameter', () => {
  /** Learning rate, weight decay, epochs; + where it did not come. */
  const runs =
    '1e-3 5 550, 1e-3 3 1220, 1e-3 2 1950, 2e-3 1 2150, 3e-3 1 1180, 1e-3 1 4210, 5e-4 2 3800, 2e-3 0.5 4900, 1e-3 0.5 8020';
  const late = '3e-4 1 12000+, 1e-3 0.1 15000+';
  const points = (text: string, first: 'rate' | 'decay'): SweepPoint[] =>
    text.split(', ').map((row) => {
      const [rate = NaN, decay = NaN, epochs = NaN] = row.split(' ').map(Number.parseFloat);
      const time = row.endsWith('+') ? censored(epochs) : seen(epochs);
      return first === 'rate' ? { x: rate, beside: [decay], time } : { x: decay, beside: [rate], time };
    });

  // numpy.linalg.lstsq, slope ± t(0.975, 6)·stderr; scipy 1.17.1: Nelder–Mead on the log-likelihood, brentq on its profile.
  test.each([
    ['rate', runs, -1.046329126819952, [-1.2416908013529666, -0.8509674522869373]],
    ['decay', runs, -1.1764446677278357, [-1.3099884739010474, -1.042900861554624]],
    ['rate', `${runs}, ${late}`, -1.04906555, [-1.2423903024968626, -0.8930539391610937]],
    ['decay', `${runs}, ${late}`, -1.17748746, [-1.3103936158986524, -1.0530994194692707]],
  ] as const)('the slope in %s and its interval are those with the other held', (first, text, slope, [low, high]) => {
    const law = powerLaw(points(text, first));
    expect([law?.slope, law?.bounds?.low, law?.bounds?.high].map((x) => x ?? NaN)).toBeAllclose([slope, low, high], { rtol: 1e-5 }); // prettier-ignore
    expect(Math.log(law?.atOne ?? NaN)).toBeCloseTo(text === runs ? 1.091536862143147 : 1.07386556, 5);
  });

  test('no slope is told where the runs cannot tell the two apart', () => {
    const alike = [1, 2, 4, 8].map((x) => ({ x, beside: [3 * x ** 2], time: seen(8_000 / x) }));
    expect(powerLaw(alike)).toBeNull();
    expect(powerLaw([...alike, { x: 1, beside: [1], time: censored(100) }])).toBeNull();
  });

  test('of nothing there is none', () => expect(powerLaw([])).toBeNull());
});

const logLikelihood = (points: readonly RegressionPoint[], slopes: readonly number[], intercept: number, sigma: number): number =>
  points.reduce((sum, { x, y, isCensored }) => {
    const z = (y - intercept - x.reduce((product, value, i) => product + value * (slopes[i] ?? NaN), 0)) / sigma;
    return sum + (isCensored ? logUpperTail(z) : Math.log(normalDensity(z) / sigma));
  }, 0); // prettier-ignore

test.each([1, 2, 3])('no fit near the best one is more likely, whatever is censored: %i predictors', (predictors) => {
  const random = randomStream(0, 'line');
  for (let i = 0; i < 50; i++) {
    const points = Array.from({ length: 12 }, (_, j) => {
      const x = Array.from({ length: predictors }, (__, k) => (k === 0 ? j : random.normal()));
      return { x, y: 3 - x.reduce((sum, value) => sum + value) + random.normal(), isCensored: j > 5 && random.uniform() < 0.5 };
    }); // prettier-ignore
    const best = fitCensored(points);
    if (!best) throw new Error('no fit');
    const { slopes, intercept, sigma } = best;
    expect(best.logLikelihood).toBeCloseTo(logLikelihood(points, slopes, intercept, sigma), 9);
    for (const step of [-1e-3, 1e-3]) {
      const steeper = slopes.map(
        (_, k) => [slopes.map((slope, l) => slope + (k === l ? step : 0)), intercept, sigma] as const,
      );
      const near = [...steeper, [slopes, intercept + step, sigma], [slopes, intercept, sigma + step]] as const; // prettier-ignore
      for (const [a, b, c] of near) expect(logLikelihood(points, a, b, c)).toBeLessThan(best.logLikelihood);
    }
  }
});

test('the interval covers where the slow end is censored, around a slope without bias', () => {
  const random = randomStream(0, 'coverage/slope');
  const laws = Array.from({ length: 200 }, () => {
    const points = [0.1, 0.3, 0.5, 1, 2, 3, 5].map((x) => ({ x, time: onGrid((5_000 / x) * Math.exp(0.3 * random.normal()), { budget: 15_000 }) })); // prettier-ignore
    return [powerLaw(points), powerLaw(points, { censoredAre: 'left out' })] as const;
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const covered = laws.filter(([law]) => law?.bounds && law.bounds.low <= -1 && -1 <= law.bounds.high).length;
  expect(covered / laws.length).toBeGreaterThan(0.91);
  expect(mean(laws.map(([law]) => law?.slope ?? NaN))).toBeCloseTo(-1, 1);
  // Left out, it is flatter: what is missing is the slowest.
  expect(mean(laws.map(([, law]) => law?.slope ?? NaN))).toBeGreaterThan(-0.98);
});
