import { expect, test } from 'vitest';
import { bar, sparkline } from '../../../src/lab/reporting/sparkline.ts';
import { clip, pad, widthOf } from '../../../src/lab/reporting/width.ts';
import { clockText, durationText, speedText } from '../../../src/lab/reporting/words.ts';

test('widths are those on a terminal', () => {
  expect(widthOf('\x1b[1mab\x1b[22m')).toBe(2);
  expect(widthOf('ü漢字🎉e\u0301')).toBe(1 + 2 + 2 + 2 + 1);
  expect(pad('漢', 4)).toBe('  漢');
  expect(pad('\x1b[1mab\x1b[22m', -4)).toBe('\x1b[1mab\x1b[22m  ');
});

test('clipping splits no letter and closes every style', () => {
  expect(clip('a漢字', 4)).toBe('a漢');
  expect(clip('a漢b', 2)).toBe('a');
  expect(clip('\x1b[1mabc\x1b[22mdef', 2)).toBe('\x1b[1mab\x1b[22m');
});

const points = (...values: number[]): { epoch: number; value: number }[] =>
  values.map((value, i) => ({ epoch: 10 * i, value }));

test('a sparkline has the last value of every stretch, up to where the run is', () => {
  expect(sparkline(points(0, 0, 0.5, 0.5, 1), 80, 8)).toBe('▁▅▅█');
  expect(sparkline(points(0, 0, 0.5, 0.5, 1), 40, 2)).toBe('▅█');
  expect(sparkline(points(0, 0.2, 1), 20, 6)).toBe('▁▁▂▂▂█');
  expect(sparkline([{ epoch: 30, value: 1 }], 40, 4)).toBe('  █');
  expect(sparkline(points(0, NaN, 1), 20, 2)).toBe(' █');
  expect(sparkline([], 40, 4)).toBe('');
});

test('a bar is full only when all is done', () => {
  expect(bar(0.999, 4)).toEqual(['━━━', '─']);
  expect(bar(1, 4)).toEqual(['━━━━', '']);
});

test('numbers as people read them', () => {
  expect([0.2, 89, 90, 5399, 5400].map(durationText)).toEqual(['1 s', '89 s', '2 min', '90 min', '1.5 h']);
  expect([7, 753, 11045].map(clockText)).toEqual(['0:07', '12:33', '3:04:05']);
  expect([0.012345, 9.999, 99.96, 1234.5, NaN, 0].map(speedText)).toEqual(['0.0123', '10.0', '100', '1235', '', '']);
});
