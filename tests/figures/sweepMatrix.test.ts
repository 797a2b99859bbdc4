/** Panels of two parameters in rows and columns, with a place for every pair of values. */
import { describe, expect, test } from 'vitest';
import type { Drawing } from '../../src/figures/figure.ts';
import { figureKinds } from '../../src/figures/index.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { decaySweep, layersSweep, partialSweep, sweptRun } from './syntheticSweep.ts';
import { textBoxes, type TextBox } from './textBoxes.ts';

const draw = (runs: readonly RunResults[], width: number): Promise<Drawing> =>
  figureKinds['sweep-curves'].draw(runs, { id: 'fig', width, theme: 'page' });
const middle = ({ left, right }: TextBox): number => (left + right) / 2;
const textsOf = ({ svg }: Drawing): string[] => textBoxes(svg).map(({ text }) => text);

describe.each([360, 390, 1056])('of layers and operations at %i px', (width) => {
  const OPERATIONS = ['a+b', 'a·b', 'a³+ab'];
  const LAYERS = ['layers 1', 'layers 2', 'layers 3'];

  test('the runs of one operation stand in a row, those of one depth in a column', async () => {
    const boxes = textBoxes((await draw(partialSweep(), width)).svg);
    const boxOf = (text: string): TextBox => {
      const [box, ...others] = boxes.filter((own) => own.text === text);
      if (!box || others.length > 0) throw new Error(`expected "${text}" once`);
      return box;
    };
    const pitch = boxOf('a·b').top - boxOf('a+b').top;
    expect(new Set(LAYERS.map((name) => boxOf(name).top)).size).toBe(1);
    for (const [row, operation] of OPERATIONS.entries())
      for (const [column, layers] of LAYERS.entries()) {
        if (row > 0 && column === 2) continue;
        const note = boxOf(
          `95\u202f% at ${String(400 + 100 * row + 1000 * column).replace(/(\d)(\d{3})$/, '$1\u202f$2')}`,
        );
        const half = (middle(boxOf('layers 2')) - middle(boxOf('layers 1'))) / 2;
        expect(Math.abs(middle(note) - middle(boxOf(layers)))).toBeLessThan(half);
        expect(boxOf(operation).top - note.top).toBeGreaterThan(0);
        expect(boxOf(operation).top - note.top).toBeLessThan(pitch / 2 + 1);
      }
  });

  test('what is not stored has its place, and the words say how many those are', async () => {
    const drawing = await draw(partialSweep(), width);
    const boxes = textBoxes(drawing.svg);
    const empty = boxes.filter(({ text }) => text === 'no run');
    const third = boxes.find(({ text }) => text === 'layers 3');
    expect([empty.length, third !== undefined]).toEqual([2, true]);
    for (const box of empty) expect(Math.abs(middle(box) - middle(third ?? box))).toBeLessThan(2);
    expect(drawing.alt).toMatch(/Of 9 cells 2 have no run\.$/);
  });

  test('epochs stand below the lowest row alone, accuracies at the left alone', async () => {
    const boxes = textBoxes((await draw(partialSweep(), width)).svg);
    const epochs = boxes.filter(({ text }) => text === '1k');
    expect(epochs).toHaveLength(3);
    expect(new Set(epochs.map(({ top }) => top)).size).toBe(1);
    expect(epochs[0]?.top).toBeGreaterThan(boxes.find(({ text }) => text === 'a³+ab')?.bottom ?? Infinity);
    expect(boxes.filter(({ text }) => text === '0.5')).toHaveLength(3);
  });
});

test('the parameter with fewer values goes along the columns', async () => {
  const drawing = await draw(layersSweep(), 720);
  const boxes = textBoxes(drawing.svg);
  const [sum, cubic, first, second] = ['a+b', 'a³+ab', '95\u202f% at 1\u202f800', '95\u202f% at 900'].map((name) =>
    boxes.find(({ text }) => text === name),
  );
  if (!sum || !cubic || !first || !second) throw new Error('expected operations and times');
  expect(sum.top).toBe(cubic.top);
  // One layer above two, both of them below the sum.
  expect(second.top).toBeGreaterThan(first.bottom);
  expect(Math.max(first.right, second.right)).toBeLessThan(cubic.left);
  expect(textsOf(drawing).join() + drawing.alt).not.toContain('no run');
});

const grid = (decays: readonly number[], rates: readonly number[]): RunResults[] =>
  decays.flatMap((weightDecay) =>
    rates.map((learningRate) => sweptRun({ optimizer: { weightDecay, learningRate }, t95: 500 })),
  );

test('columns that would not be legible are not made: each panel says what it is', async () => {
  const runs = grid([1, 2, 3, 5], [1e-3, 2e-3, 3e-3, 5e-3]);
  expect(textsOf(await draw(runs, 1056))).not.toContain('0.002 · 3');
  expect(textsOf(await draw(runs, 360))).toContain('0.002 · 3');
});

test('a sweep with few of the pairs of its values is no matrix of holes', async () => {
  const runs = [1, 2, 3, 5].flatMap((weightDecay, i) => grid([weightDecay], [(i + 1) / 1000]));
  const drawing = await draw(runs, 1056);
  expect(textsOf(drawing)).toEqual(expect.arrayContaining(['0.001 · 1', '0.004 · 5']));
  expect(textsOf(drawing)).not.toContain('no run');
  expect(drawing.alt).not.toContain('no run');
});

test('one parameter fills rows, as it did', async () => {
  const texts = textsOf(await draw(decaySweep(), 1056));
  expect(texts).toEqual(expect.arrayContaining(['0.1', '0.6', '2', '3', '5', '95\u202f% at 300']));
  expect(texts).not.toContain('no run');
});

test('of several seeds narrow panels say the median in fewer words', async () => {
  const runs = [0, 1, 2].flatMap((seed) =>
    [1, 2, 3].flatMap((nLayers) =>
      (['a+b', 'a*b', 'a-b'] as const).map((operation) =>
        sweptRun({
          task: { operation },
          model: { nLayers },
          seed,
          t95: operation === 'a-b' && seed > 0 ? null : 600 + 100 * seed,
        }),
      ),
    ),
  );
  const countOf = async (width: number, note: string): Promise<number> =>
    textsOf(await draw(runs, width)).filter((text) => text === note).length;
  expect(await countOf(1056, 'median 95\u202f% at 700')).toBe(6);
  expect(await countOf(360, 'median 700')).toBe(6);
  expect(await countOf(1056, 'later than 3\u202f000')).toBe(3);
  expect(await countOf(360, '> 3\u202f000')).toBe(3);
});
