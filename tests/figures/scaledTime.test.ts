/** The two clocks of scaled-time, on runs whose times are known in closed form. */
import { describe, expect, test } from 'vitest';
import type { Drawing } from '../../src/figures/figure.ts';
import { figureKinds } from '../../src/figures/index.ts';
import { logTicks } from '../../src/figures/logTicks.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { valuesOf } from './marksWith.ts';
import { decaySweep, productSweep } from './syntheticSweep.ts';
import { textBoxes, type TextBox } from './textBoxes.ts';

const draw = (runs: readonly RunResults[], width: number): Promise<Drawing> =>
  figureKinds['scaled-time'].draw(runs, { id: 'fig', width, theme: 'page' });
const reached = decaySweep().filter(({ record }) => record.summary.t95);
const textsOf = ({ svg }: Drawing): string[] => textBoxes(svg).map(({ text }) => text);

/** px between the middles of two ticks of one row. */
function apart(boxes: readonly TextBox[], one: string, other: string): number {
  const middle = ({ left, right }: TextBox): number => (left + right) / 2;
  const pairs = boxes
    .filter(({ text }) => text === one)
    .flatMap((first) =>
      boxes.filter(({ text, top }) => text === other && top === first.top).map((last) => middle(last) - middle(first)),
    );
  expect(pairs).toHaveLength(1);
  return pairs[0] ?? NaN;
}

describe.each([390, 1056])('at %i px', (width) => {
  test('both clocks have the same px for a factor', async () => {
    const boxes = textBoxes((await draw(reached, width)).svg);
    expect(apart(boxes, '500', '1k')).toBeGreaterThan(20);
    expect(apart(boxes, '5', '10')).toBeCloseTo(apart(boxes, '500', '1k'), 0);
  });

  test('each says how far apart its runs are at 95 %', async () => {
    expect(textsOf(await draw(reached, width))).toEqual(
      expect.arrayContaining([
        '95\u202f% at 300 to 2\u202f500, a factor of 8.3',
        '95\u202f% at 1.5 to 1.5, a factor of 1',
      ]),
    );
    expect(textsOf(await draw(decaySweep(), width))).toContain('95\u202f% at 300 to 2\u202f500, a factor of 8.3 among those seen'); // prettier-ignore
  });

  test('each begins where the first curve begins to rise', async () => {
    // 20 % are passed 150 epochs before 95 %: first at epoch 150 and at 0.75 on the clock of decay, with weight decay 5.
    const texts = textsOf(await draw(reached, width));
    expect(texts).toEqual(expect.arrayContaining(['200', '0.5']));
    expect(texts.filter((text) => ['50', '20', '0.2', '0.1'].includes(text))).toEqual([]);
  });

  test('of several seeds that did not get there the number is told beside the arrow', async () => {
    const late = decaySweep().filter(({ record }) => !record.summary.t95);
    const twice = late.map((run) => {
      const spec = { ...run.record.spec, seed: run.record.spec.seed + 1 };
      return { ...run, record: { ...run.record, id: `${run.record.id.slice(0, 11)}z`, spec } };
    });
    expect(late.length).toBeGreaterThan(0);
    const counts = (runs: readonly RunResults[]): Promise<number> =>
      draw(runs, width).then((drawing) => textsOf(drawing).filter((text) => text.endsWith('×2')).length);
    expect(await counts([...reached, ...late])).toBe(0);
    expect(await counts([...reached, ...late, ...twice])).toBeGreaterThan(0);
  });

  test('a run whose budget ended before the clock of decay begins is written there, not drawn', async () => {
    const { svg } = await draw(decaySweep(), width);
    expect(textBoxes(svg).filter(({ text }) => text === '> 0.3')).toHaveLength(1);
    const arrows = (of: string): number => [...of.matchAll(/r="3\.5"/g)].length;
    expect(arrows(svg)).toBe(width > 800 ? 1 : 0);
  });

  test('what has one colour is said', async () => {
    const texts = textsOf(await draw(productSweep(), width));
    if (width > 800) expect(texts).toEqual(expect.arrayContaining(['product', '0.0005', '0.001', '0.002', '0.004']));
    else expect(texts).toContain('one colour, one product');
    expect(textsOf(await draw(reached, width)).join()).not.toContain('product');
  });
});

test('runs of one product have one colour on both clocks', async () => {
  const { svg } = await draw(productSweep(), 1056);
  const colours = valuesOf(svg, 'stroke').filter((hex) => /^#[0-9a-f]{6}$/.test(hex));
  // Four products: ends of the ramp have one run each, the others two, and each run two curves.
  const counts = [...Map.groupBy(colours, (hex) => hex).values()].map(({ length }) => length);
  expect(counts.sort()).toEqual([2, 2, 4, 4]);
});

test('ticks at 2 and 5 times the powers of ten where these are fewer than asked for', () => {
  expect(logTicks(0.5, 60)).toEqual([0.5, 1, 2, 5, 10, 20, 50]);
  expect(logTicks(0.5, 600)).toEqual([1, 10, 100]);
  expect(logTicks(0.5, 600, 4)).toContain(200);
});
