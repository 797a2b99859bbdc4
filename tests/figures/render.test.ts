import * as Plot from '@observablehq/plot';
import { expect, test } from 'vitest';
import { render } from '../../src/figures/render.ts';
import { colours, figureCss } from '../../src/figures/palette.ts';

const clipped = {
  width: 100,
  height: 50,
  axis: null,
  x: { domain: [0, 1] },
  marks: [
    Plot.line([[0, 0] as const, [1, 3] as const], { clip: true, stroke: colours.train }),
    Plot.arrow([[0, 0, 1, 1]], { x1: '0', y1: '1', x2: '2', y2: '3' }),
  ],
};
const canvas = { theme: 'page', width: 100, height: 50 } as const;
const idsOf = (svg: string): string[] => [...svg.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id);

test('prefixes ids, so that two figures on one page do not clip each other', () => {
  const panels = [
    { x: 0, y: 0, plot: clipped },
    { x: 10, y: 0, plot: clipped },
  ];
  const first = render(panels, { ...canvas, id: 'fig-a' });
  const second = render(panels, { ...canvas, id: 'fig-b' });
  const ids = [...idsOf(first), ...idsOf(second)];
  expect(idsOf(first)).toEqual(['fig-a-1', 'fig-a-2']);
  expect(new Set(ids).size).toBe(ids.length);
  const references = [...first.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
  expect(references).toEqual(['fig-a-1', 'fig-a-2']);
});

test('is numbered from 1 whatever was drawn before', () => {
  const draw = (): string => render([{ x: 0, y: 0, plot: clipped }], { ...canvas, id: 'fig' });
  expect(draw()).toBe(draw());
});

test('rounds lengths to a tenth and keeps whole opacities', () => {
  const plot = {
    ...clipped,
    marks: [Plot.line([[0, 0] as const, [0.123456, 1] as const], { strokeOpacity: 0.345 })],
  };
  const svg = render([{ x: 1 / 3, y: 0, plot }], { ...canvas, id: 'fig' });
  expect(svg).toContain('stroke-opacity="0.345"');
  expect(svg).toContain('translate(0.3,0)');
  expect(svg.replaceAll('0.345', '')).not.toMatch(/\d\.\d\d/);
});

test('stands alone: namespace, viewBox, size, and no style of its own', () => {
  const svg = render([{ x: 0, y: 0, plot: clipped }], { ...canvas, id: 'fig' });
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" class="atlas-figure" viewBox="0 0 100 50"/);
  expect(svg).not.toContain('<style');
  expect(svg).not.toContain('plot-');
});

test('refuses what Plot would wrap in a figure', () => {
  const plot = { ...clipped, title: 'no' };
  expect(() => render([{ x: 0, y: 0, plot }], { ...canvas, id: 'fig' })).toThrow(/title, caption and legend/);
});

test('gives every class it uses a colour for light and for dark', () => {
  const svg = render([{ x: 0, y: 0, plot: clipped }], { ...canvas, id: 'fig' });
  const classes = [...svg.matchAll(/class="([^"]+)"/g)].flatMap(([, names = '']) => names.split(' '));
  expect(classes).toContain('s-train');
  for (const name of classes) expect(figureCss).toContain(`.${name} {`);
  expect(figureCss).toContain('--c-train: light-dark(#b4541a, #f0a36b)');
});

test('marks of one look that follow each other share a group; others, and clipped ones, keep theirs', () => {
  const line = (look: object): Plot.Markish => Plot.line([[0, 0] as const, [1, 1] as const], look);
  const marks = (looks: readonly object[]): string =>
    render([{ x: 0, y: 0, plot: { ...clipped, marks: looks.map(line) } }], { ...canvas, id: 'fig' });
  const [red, blue] = [{ stroke: colours.train }, { stroke: colours.test }];
  const groups = (svg: string): number => [...svg.matchAll(/<g[ >]/g)].length;
  const paths = (svg: string): number => [...svg.matchAll(/<path /g)].length;
  expect([groups(marks([red])), groups(marks([red, red])), groups(marks([red, blue, red]))]).toEqual([1, 1, 3]);
  expect(paths(marks([red, red]))).toBe(2);
  const clip = { ...red, clip: true };
  expect(groups(marks([clip, clip]))).toBe(2 * groups(marks([clip])));
  // Opacity is each mark's own, within the group as without it.
  const faint = marks([
    { ...red, opacity: 0.5 },
    { ...red, opacity: 0.5 },
  ]);
  expect([groups(faint), [...faint.matchAll(/<path [^>]*opacity="0.5"/g)].length]).toEqual([1, 2]);
});

test('texts of one line stand at their place; turned ones and those of several lines stay as they were', () => {
  const textOf = (text: string, options: Plot.TextOptions): string => {
    const marks = [Plot.text([text], { x: [20], y: [30], ...options })];
    const plot = {
      width: 100,
      height: 100,
      marks,
      x: { type: 'identity' },
      y: { type: 'identity' },
      axis: null,
    } as const;
    const svg = render([{ x: 0, y: 0, plot }], { id: 'fig', theme: 'page', width: 100, height: 100 });
    return /<text[\s\S]*<\/text>/.exec(svg)?.[0] ?? '';
  };
  expect(textOf('one', {})).toMatch(/^<text dy="0\.3\d*em" x="20" y="30">one<\/text>$/);
  expect(textOf('turned', { rotate: 90 })).toContain('transform="translate(20,30) rotate(90)"');
  expect(textOf('two\nlines', {})).toContain('transform="translate(20,30)"');
});
