import { describe, expect, test } from 'vitest';
import { curveLines } from '../../src/figures/curves.ts';
import type { Place } from '../../src/figures/geometry.ts';
import { downsample, simplify, thinOut, type Point } from '../../src/figures/downsample.ts';
import { epochAxis, epochTicks, epochX } from '../../src/figures/epochAxis.ts';
import { formatCount, formatNumber, formatPercent, formatTick } from '../../src/figures/format.ts';
import { figureKinds } from '../../src/figures/index.ts';
import { spread } from '../../src/figures/labels.ts';
import { medianCurve, medianRise, transitionEpoch } from '../../src/figures/seeds.ts';
import { median } from '../../src/lab/statistics/median.ts';
import type { Evaluation } from '../../src/lab/training/summary.ts';
import { syntheticRun } from './syntheticRun.ts';

const jagged: Point[] = Array.from({ length: 5000 }, (_, i) => ({ epoch: i, value: Math.sin(i * i) }));
const position = (epoch: number): number => epoch;
const none = new Set<number>();

describe('downsample', () => {
  test('keeps the extremes of every column', () => {
    const fewer = downsample(jagged, { limit: 102, position, keep: none });
    expect(fewer.length).toBeLessThanOrEqual(102);
    for (let column = 0; column < 50; column++) {
      const inside = (points: readonly Point[]): number[] =>
        points
          .filter(({ epoch }) => Math.min(49, Math.floor((50 * epoch) / 4999)) === column)
          .map(({ value }) => value);
      expect(Math.max(...inside(fewer))).toBe(Math.max(...inside(jagged)));
      expect(Math.min(...inside(fewer))).toBe(Math.min(...inside(jagged)));
    }
  });

  test('keeps crossings, the ends and the order', () => {
    const keep = new Set([1234, 1235]);
    const epochs = downsample(jagged, { limit: 60, position, keep }).map(({ epoch }) => epoch);
    expect(epochs).toEqual([...epochs].sort((x, y) => x - y));
    expect(epochs).toEqual(expect.arrayContaining([0, 1234, 1235, 4999]));
  });

  test('leaves short lines alone and says when the limit cannot hold what is to be kept', () => {
    expect(downsample(jagged.slice(0, 20), { limit: 20, position, keep: none })).toHaveLength(20);
    expect(() => downsample(jagged, { limit: 5, position, keep: new Set([1, 2, 3]) })).toThrow(/limit 5 .* 3 points/);
  });
});

describe('simplify', () => {
  const place = ({ epoch, value }: Point): Place => ({ x: epoch, y: value });

  test('leaves a straight line its ends and what is to be kept', () => {
    const straight = Array.from({ length: 100 }, (_, i) => ({ epoch: i, value: 3 * i }));
    const epochs = simplify(straight, { place, tolerance: 0.1, keep: new Set([42]) }).map(({ epoch }) => epoch);
    expect(epochs).toEqual([0, 42, 99]);
  });

  test('leaves no point farther away than the tolerance', () => {
    const curve = Array.from({ length: 400 }, (_, i) => ({ epoch: i, value: 100 / (1 + Math.exp((200 - i) / 9)) }));
    const fewer = simplify(curve, { place, tolerance: 0.5, keep: none });
    expect(fewer.length).toBeLessThan(40);
    for (const { epoch, value } of curve) {
      const after = fewer.findIndex((point) => point.epoch >= epoch);
      const [a, b] = [fewer[Math.max(0, after - 1)], fewer[after]] as [Point, Point];
      const share = b.epoch > a.epoch ? (epoch - a.epoch) / (b.epoch - a.epoch) : 0;
      const steepness = b.epoch > a.epoch ? Math.hypot(1, (b.value - a.value) / (b.epoch - a.epoch)) : 1;
      expect(Math.abs(value - (a.value + share * (b.value - a.value))) / steepness).toBeLessThan(0.5001);
    }
  });

  test('thins several lines out to their budget', () => {
    const lines = [{ points: jagged }, { points: jagged }];
    const pixels = ({ epoch, value }: Point): Place => ({ x: epoch / 10, y: 100 * value });
    const total = (budget: number): number =>
      thinOut(lines, { place: pixels, budget }).reduce((sum, { points }) => sum + points.length, 0);
    expect(total(10_000)).toBeLessThanOrEqual(600);
    expect(total(10_000)).toBeGreaterThan(500);
  });
});

describe('spread', () => {
  test('moves labels apart as little as possible and keeps their order', () => {
    expect(spread([10, 50], 12, [0, 100])).toEqual([10, 50]);
    expect(spread([50, 50], 12, [0, 100])).toEqual([44, 56]);
    expect(spread([52, 50], 12, [0, 100])).toEqual([57, 45]);
  });

  test('stays in range where lines end together at the edge', () => {
    expect(spread([0, 0], 12, [0, 100])).toEqual([0, 12]);
    expect(spread([100, 99, 98], 12, [0, 100])).toEqual([100, 88, 76]);
  });

  test('pushes on what it is pushed into', () => {
    const placed = spread([0, 0, 14], 12, [0, 100]);
    expect(placed).toEqual([0, 12, 24]);
  });
});

describe('the epoch axis', () => {
  const axis = epochAxis([syntheticRun()]);

  test('begins at half the first evaluation, where epoch 0 is drawn', () => {
    expect(axis).toEqual({ start: 5, end: 3000 });
    expect(epochX(axis, [20, 620], 0)).toBe(20);
    expect(epochX(axis, [20, 620], 5)).toBe(20);
    expect(epochX(axis, [20, 620], 3000)).toBe(620);
  });

  test('has ticks at 0 and the powers of ten', () => {
    expect(epochTicks(axis)).toEqual([5, 10, 100, 1000]);
    expect([10, 100, 1000, 10_000].map(formatTick)).toEqual(['10', '100', '1k', '10k']);
  });
});

test('writes numbers as readers expect them', () => {
  expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567');
  expect([0, 0.952, 0.0123, 0.9961, 1].map((x) => formatPercent(x))).toEqual(
    ['0', '95', '1.2', '99.6', '100'].map((x) => `${x}\u202f%`),
  );
  expect([0.0000123, 0.25, -3, 4321].map((x) => formatNumber(x))).toEqual(['1.2×10⁻⁵', '0.25', '−3', '4\u202f321']);
});

describe('several seeds', () => {
  const runs = [700, 900, 1200, 1500].map((transition, seed) => syntheticRun({ seed, transition }));

  test('median: the middle value, or the mean of the middle two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([1, Infinity, Infinity])).toBe(Infinity);
    expect(median([3, NaN, 1])).toBeNaN();
  });

  test('the median line passes 95 % at the median of t_95', () => {
    const line = medianRise(runs, (row) => row.testAccuracy);
    const at = line.find(({ value }) => value >= 0.95)?.epoch ?? NaN;
    expect(Math.abs(at - (transitionEpoch(runs) ?? NaN))).toBeLessThan(10);
    expect(line.map(({ epoch }) => epoch)).toEqual(line.map(({ epoch }) => epoch).sort((x, y) => x - y));
  });

  test('the median of values ends where the first run stops; that of accuracies goes on', () => {
    const ends = [1400, 1800, 2400];
    const stopping = ends.map((stop, seed) => syntheticRun({ seed, transition: stop / 2, stop }));
    const line = medianCurve(stopping, (row) => row.testLoss);
    expect(line.at(-1)?.epoch).toBe(1400);
    const at = (epoch: number): number[] =>
      stopping.map(({ rows }) => rows.find((row) => row.epoch === epoch)?.testLoss ?? NaN);
    for (const { epoch, value } of line) expect(value).toBe(median(at(epoch)));
    expect(medianRise(stopping, (row) => row.testAccuracy).at(-1)?.epoch).toBe(2400);
  });

  test('the name of a median that ends early stands beside the longest run', () => {
    const stopping = [syntheticRun({ transition: 200, stop: 400 }), syntheticRun({ seed: 1, transition: 900 })];
    const look = { name: 'test', colour: '#000', value: (row: Evaluation) => row.testLoss, middle: medianCurve };
    const bold = curveLines(stopping, look).at(-1);
    expect(bold?.points.at(-1)?.epoch).toBe(400);
    const last = stopping[1]?.rows.at(-1);
    expect(bold?.nameAt).toEqual({ epoch: last?.epoch, value: last?.testLoss });
  });

  test('the median ends where a run stops between evaluations of the others', () => {
    const [first, second] = [syntheticRun(), syntheticRun({ seed: 1 })];
    const stopped = { ...second, rows: [...second.rows.slice(0, 3), { ...second.rows[2], epoch: 23, testLoss: NaN }] };
    const line = medianCurve([first, stopped as typeof second], (row) => row.testLoss);
    expect(line.map(({ epoch }) => epoch)).toEqual([0, 10, 20]);
  });
});

test('the finding of one run says where it lost what it had learned, and where it ends', async () => {
  const run = syntheticRun();
  const altOf = async (rows: typeof run.rows): Promise<string> =>
    (await figureKinds.accuracy.draw([{ ...run, rows }], { id: 'fig-x', width: 390, theme: 'page' })).alt;
  expect(await altOf(run.rows)).not.toContain('falls below');
  const fallen = run.rows.slice(-12);
  const lost = run.rows.map((row) => (fallen.includes(row) ? { ...row, testAccuracy: 0.25 } : row));
  const end = `stays there to the end; the last test accuracy is 25\u202f%.`;
  expect(await altOf(lost)).toContain(
    `It falls below 90 % at epoch ${formatCount(fallen[0]?.epoch ?? NaN)} and ${end}`,
  );
});
