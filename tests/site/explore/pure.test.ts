/** What the explorer computes without a page: addresses, axes, nearest checkpoints, thinning, differences. */
import { describe, expect, test } from 'vitest';
import type { RunResults } from '../../../src/lab/store/results.ts';
import type { Evaluation } from '../../../src/lab/training/summary.ts';
import { sharedEpochs, thinCurves } from '../../../src/site/explore/thinning.ts';
import {
  axisOf,
  epochAtShare,
  epochTicks,
  mergeEpochs,
  shareOf,
  steps,
} from '../../../src/site/islands/explore/axis.ts';
import { placeOfFrame, planeAt } from '../../../src/site/islands/explore/decode.ts';
import { crossingInWords, difference } from '../../../src/site/islands/explore/difference.ts';
import { matches } from '../../../src/site/islands/explore/picker.ts';
import { parseView, viewQuery, type View } from '../../../src/site/islands/explore/state.ts';

describe('the view in the address', () => {
  const views: View[] = [
    { runs: [], epoch: null, isLinear: false, isDifference: false },
    { runs: ['47610b71c281'], epoch: 0, isLinear: true, isDifference: false },
    { runs: ['47610b71c281', 'ee689708a731'], epoch: 4290, isLinear: false, isDifference: true },
  ];
  test.each(views)('%j is read as it was written', (view) => expect(parseView(viewQuery(view))).toEqual(view));
  test('the default has no query', () => expect(viewQuery(parseView(''))).toBe(''));
  test('what is not understood is left out', () => {
    const search = '?runs=47610b71c281,nonsense,47610b71c281,../../x&epoch=-3&scale=cubic&difference=yes';
    expect(parseView(search)).toEqual({ runs: ['47610b71c281'], epoch: null, isLinear: false, isDifference: false });
  });
  test('there are at most four runs', () => {
    const ids = Array.from({ length: 6 }, (_, i) => String(i).repeat(12));
    expect(parseView(`?runs=${ids.join(',')}`).runs).toEqual(ids.slice(0, 4));
  });
});

describe('the epoch axis', () => {
  const curves = [
    [0, 10, 20, 5000],
    [0, 10, 8000],
  ];
  test.each([true, false])('goes there and back (linear: %s)', (isLinear) => {
    const axis = axisOf(curves, isLinear);
    expect(axis.end).toBe(8000);
    for (const epoch of [0, 10, 137, 5000, 8000]) expect(epochAtShare(axis, shareOf(axis, epoch))).toBeCloseTo(epoch);
  });
  test('labels zero and the powers of ten, or round steps', () => {
    expect(epochTicks(axisOf(curves, false))).toEqual([0, 10, 100, 1000]);
    expect(epochTicks(axisOf(curves, true))).toEqual([0, 2000, 4000, 6000, 8000]);
  });
  test('steps are round', () => {
    expect(steps(1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(steps(3649, 4)).toEqual([0, 1000, 2000, 3000]);
  });
});

test('epochs of several runs are one ascending list', () =>
  expect(mergeEpochs([[0, 10, 400], [0, 7, 10]])).toEqual([0, 7, 10, 400])); // prettier-ignore

describe('frames', () => {
  test('of the planes are cut by frame and frequency', () => {
    const bytes = Int8Array.from({ length: 2 * 3 * 4 }, (_, i) => i);
    expect([...planeAt(bytes, { keys: [1, 2, 3], epochs: [0, 9] }, { t: 1, key: 2 })]).toEqual([20, 21, 22, 23]);
  });
  test('of the maps are found in their files', () => {
    expect(placeOfFrame({ framesPerFile: 4 }, 0)).toEqual({ file: 0, index: 0 });
    expect(placeOfFrame({ framesPerFile: 4 }, 11)).toEqual({ file: 2, index: 3 });
  });
});

/** A run with an evaluation every ten epochs, a spike of the test loss and a transition. */
function longRun(count: number): RunResults {
  const rows = Array.from({ length: count }, (_, i): Evaluation => {
    const epoch = 10 * i;
    return {
      epoch,
      trainLoss: i === 7 ? NaN : 1 / (1 + epoch),
      testLoss: epoch === 22_220 ? 99 : 5,
      trainAccuracy: 1,
      testAccuracy: epoch >= 30_010 ? 1 : 0.1,
      sumSquaredWeights: 1000,
    };
  });
  const t95 = { after: 30_000, at: 30_010 };
  const summary = { tMem: null, t50: t95, t95, t99: null };
  return { rows, record: { summary } } as unknown as RunResults;
}

describe('thinned curves', () => {
  const { testLoss, testAccuracy, trainLoss } = thinCurves(longRun(4001));
  test('have at most 600 points, the ends and the extremes among them', () => {
    expect(testLoss.epochs.length).toBeLessThanOrEqual(600);
    expect(testLoss.epochs[0]).toBe(0);
    expect(testLoss.epochs.at(-1)).toBe(40_000);
    expect(Math.max(...testLoss.values)).toBe(99);
  });
  test('keep the evaluations on both sides of the transition', () => {
    expect(testAccuracy.epochs).toEqual(expect.arrayContaining([30_000, 30_010]));
  });
  test('leave out what is not a number', () => {
    expect(trainLoss.epochs).not.toContain(70);
    expect(trainLoss.values.every(Number.isFinite)).toBe(true);
  });
  test('of runs of any length share epochs', () => {
    const other = thinCurves(longRun(2801)).testAccuracy.epochs;
    const common = testAccuracy.epochs.filter((epoch) => other.includes(epoch));
    expect(common.length).toBeGreaterThan(100);
    expect(sharedEpochs(Array.from({ length: 100 }, (_, i) => 10 * i))).toContain(0);
  });
});

describe('the difference of two runs', () => {
  test('is taken at the epochs both have', () => {
    const first = { epochs: [0, 10, 30, 40], values: [1, 2, 4, 8] };
    const second = { epochs: [0, 20, 30], values: [1, 5, 6] };
    expect(difference(first, second)).toEqual({ epochs: [0, 30], values: [0, -2] });
  });
  test('is said in words', () => {
    const a = { t95: { after: 540, at: 550 }, epochs: 2000 };
    const b = { t95: { after: 4780, at: 4790 }, epochs: 6000 };
    expect(crossingInWords(a, b)).toContain('A is 4\u202f240 epochs earlier, a factor of 8.7.');
    expect(crossingInWords(b, a)).toContain('4\u202f240 epochs later');
    expect(crossingInWords(a, a)).toContain('the same evaluation');
    expect(crossingInWords(a, { t95: null, epochs: 40_000 })).toContain('within its 40\u202f000 epochs');
  });
});

test('the search wants every word, and numbers whole', () => {
  const text = 'ee689708a731 weight decay 0.3 weight-decay grokked';
  expect(matches(text, 'weight-decay 0.3')).toBe(true);
  expect(matches(text, 'decay 3')).toBe(false);
  expect(matches(text, 'trained on 30 %')).toBe(false);
  expect(matches('trained on 30 %', 'trained on 30\u202f%')).toBe(true);
  expect(matches(text, 'Decay 0.3')).toBe(true);
  expect(matches(text, 'ee68')).toBe(true);
  expect(matches(text, 'decay 0.5')).toBe(false);
  expect(matches(text, '')).toBe(true);
});
