/** Short path data draw what the long ones drew. */
import { describe, expect, test } from 'vitest';
import { shortPath } from '../../src/figures/pathData.ts';
import { linesOf } from './pathPoints.ts';

describe('short path data', () => {
  test.each([
    ['M26,108L96.7,104.8L342,104.8', 'M26,108l70.7-3.2h245.3'],
    ['M0.5,-0.3L0.4,-0.3L0.4,5L1.5,6.2L1.4,6.3', 'M.5-.3h-.1v5.3l1.1,1.2-.1,.1'],
    ['M3,4L3,5L3,6', 'M3,4v1,1'],
    ['M1,2L1,2M5,5L6,7', 'M1,2h0M5,5l1,2'],
  ])('of %s', (long, short) => {
    expect(shortPath(long)).toBe(short);
    expect(linesOf(short).flat().length).toBe(linesOf(long).flat().length);
  });

  test('leave shapes, curves and nothing as they are', () => {
    for (const d of ['M1,2L3,4L5,0Z', 'M1,2Z', 'M1,2C1,2,3,4,5,6', 'M1,2H8', '']) expect(shortPath(d)).toBe(d);
  });

  test('lead through the same points to the tenth, however many', () => {
    // A walk that also stands still, along either axis and both.
    const walk = Array.from({ length: 3000 }, (_, i) => [
      Math.round(10 * (300 + 200 * Math.sin(i * i))) / 10,
      i % 3 === 0 ? 77.7 : Math.round(10 * (100 + 99 * Math.cos(1.7 * i * i))) / 10 - 100,
    ]);
    const points = walk.flatMap((point, i) => (i % 5 === 0 ? [point, point] : [point]));
    const long = points.map((point, i) => `${i % 700 === 0 ? 'M' : 'L'}${point.join(',')}`).join('');
    const short = shortPath(long);
    const [drawn, wanted] = [linesOf(short), linesOf(long)];
    expect(drawn.map((line) => line.length)).toEqual(wanted.map((line) => line.length));
    const off = drawn.flat().map(([x, y], i) => {
      const [toX, toY] = wanted.flat()[i] ?? [NaN, NaN];
      return Math.hypot(x - toX, y - toY);
    });
    expect(Math.max(...off)).toBeLessThan(1e-6);
    expect(short.length).toBeLessThan(long.length);
  });
});
