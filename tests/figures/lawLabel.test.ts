/** The slope is written where it is read as the line's. */
import { expect, test } from 'vitest';
import type { Place } from '../../src/figures/geometry.ts';
import { figureKinds } from '../../src/figures/index.ts';
import { lawLabel, type LawLabelOptions } from '../../src/figures/lawLabel.ts';
import { NARROW_WIDTH, WIDTHS } from '../../src/figures/widths.ts';
import { decaySweep } from './syntheticSweep.ts';
import { textBoxes } from './textBoxes.ts';

const within = { x: 0, y: 0, width: 600, height: 300 };
/** Down from the left, a place every 5 px. */
const line = Array.from({ length: 101 }, (_, i): Place => ({ x: 50 + 5 * i, y: 20 + 2.5 * i }));
const place = (points: readonly Place[], rest: Partial<LawLabelOptions> = {}): { x: number; y: number } => {
  const label = lawLabel('slope −1.00', line, { fontSize: 12, within, points, lines: line, levels: [], ...rest });
  if (!label) throw new Error('expected a label');
  const { x, y, width, height } = label.box;
  for (const point of points)
    expect(Math.hypot(Math.max(x - point.x, 0, point.x - x - width), Math.max(y - point.y, 0, point.y - y - height))).toBeGreaterThanOrEqual(30); // prettier-ignore
  for (const own of line) expect(own.x > x && own.x < x + width && own.y > y && own.y < y + height).toBe(false);
  return label.box;
};

test('at an end that is free', () => {
  expect(place([{ x: 300, y: 145 }, { x: 550, y: 270 }]).x).toBeLessThan(120); // prettier-ignore
  expect(place([{ x: 50, y: 20 }, { x: 300, y: 145 }]).x).toBeGreaterThan(400); // prettier-ignore
});

test('in the gap between points where neither end is', () => {
  const points = [50, 150, 450, 550].map((x) => ({ x, y: x / 2 - 5 }));
  const { x } = place(points);
  expect([x > 150, x < 450]).toEqual([true, true]);
});

test('on no hairline', () => {
  const { y } = place([{ x: 550, y: 270 }]);
  const { y: moved } = place([{ x: 550, y: 270 }], { levels: [y + 7] });
  expect(y + 7 > moved && y + 7 < moved + 14).toBe(false);
});

test('of no line there is none', () => {
  const none = { fontSize: 12, within, points: [], lines: [], levels: [] };
  expect(lawLabel('slope', [], none)).toBeNull();
  expect(lawLabel('slope', line.slice(0, 1), none)).toBeNull();
});

test.each([NARROW_WIDTH, WIDTHS.body])(
  'time-to-grok at %i px: no point is nearer to the slope than 30 px',
  async (width) => {
    const runs = decaySweep(0.1).filter(({ record }) => record.summary.t95);
    const { svg } = await figureKinds['time-to-grok'].draw(runs, { id: 'fig', width, theme: 'page' });
    const label = textBoxes(svg).find(({ text }) => text.startsWith('slope'));
    const dots = [...svg.matchAll(/<circle r="4" cy="([\d.]+)" cx="([\d.]+)"/g)].map(([, y, x]) => [Number(x), Number(y)] as const); // prettier-ignore
    expect(dots).toHaveLength(5);
    const { left, right, top, bottom } = label ?? { left: 0, right: 0, top: 0, bottom: 0 };
    const distances = dots.map(([x, y]) =>
      Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)),
    );
    expect(Math.min(...distances)).toBeGreaterThan(30);
  },
);
