/** Phase diagrams: which run is where, what became of it, and what is marked as depending on a threshold. */
import { describe, expect, test } from 'vitest';
import { figureKinds } from '../../src/figures/index.ts';
import { verdictsInPlace } from '../../src/figures/phaseGrid.ts';
import { drawableSweep, type Sweep } from '../../src/figures/variedParameters.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { phaseSweep } from './syntheticPhases.ts';
import { decaySweep, sweptRun } from './syntheticSweep.ts';
import { syntheticRun } from './syntheticRun.ts';
import { timedRun } from './syntheticSpeedUps.ts';
import { overlappingTexts } from './textBoxes.ts';

const { canDraw, draw } = figureKinds['phase-diagram'];
const OPTIONS = { id: 'fig', width: 720, theme: 'page' } as const;
const sweepOf = (runs: readonly RunResults[]): Sweep => drawableSweep(runs) as Sweep;

/** Colour, letter and middle of each outline, in the order of the drawing. */
function cellsOf(svg: string, count: number): { colour: string; letter: string; x: number; y: number }[] {
  const letters = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, letter = '']) => letter);
  return [...svg.matchAll(/<path class="f-(\w+)" d="M([^Z]*)Z"/g)]
    .slice(0, count)
    .map(([, colour = '', line = ''], i) => {
      const corners = line.split('L').map((corner) => corner.split(',').map(Number));
      const middle = (axis: 0 | 1): number => corners.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0) / 4;
      return { colour, letter: letters[i] ?? '', x: middle(0), y: middle(1) };
    });
}

describe('a row', () => {
  test('has one cell a value, ascending, coloured and lettered by verdict', async () => {
    const runs = decaySweep();
    const cells = cellsOf((await draw(runs, OPTIONS)).svg, runs.length);
    expect(cells.map(({ x }) => x)).toEqual(cells.map(({ x }) => x).sort((x, y) => x - y));
    expect(new Set(cells.map(({ y }) => y)).size).toBe(1);
    expect(cells.map(({ colour, letter }) => `${letter} ${colour}`)).toEqual([
      'M train',
      ...Array<string>(5).fill('G test'),
    ]);
  });
});

describe('a list', () => {
  const STENCILS = ['0', '-1', '+1', '-1,0', '-1,+1', '0,+1', '-1,0,+1'] as const;
  const runs = STENCILS.flatMap((stencil, i) => [0, 1, 2].slice(0, i === 2 ? 2 : 3).map((seed) => timedRun(seed, 600, { stencil }))); // prettier-ignore

  test.each([720, 360])('takes many names down the side, seeds side by side, at %i px', async (width) => {
    const { svg } = await draw(runs, { ...OPTIONS, width });
    const cells = cellsOf(svg, runs.length);
    const heights = [...new Set(cells.map(({ y }) => y))];
    expect(heights).toEqual(heights.toSorted((one, other) => one - other));
    expect(heights).toHaveLength(STENCILS.length);
    const columns = heights.map((height) => cells.filter(({ y }) => y === height).map(({ x }) => x));
    expect(columns.map(({ length }) => length)).toEqual([3, 3, 2, 3, 3, 3, 3]);
    for (const own of columns) expect(own).toEqual(columns[0]?.slice(0, own.length));
    expect(overlappingTexts(svg)).toEqual([]);
  });

  test('leaves as many as fit along a row', async () => {
    const few = runs.slice(0, 8);
    expect(new Set(cellsOf((await draw(few, OPTIONS)).svg, few.length).map(({ x }) => x)).size).toBe(3);
  });
});

describe('a grid', () => {
  const runs = phaseSweep();
  const phases = verdictsInPlace(sweepOf(runs));

  test('puts the parameter with more values along, numbers growing upwards', async () => {
    const cells = cellsOf((await draw(runs, OPTIONS)).svg, runs.length);
    phases.forEach(({ run: { record } }, i) => {
      const same = phases.flatMap((other, j) => (other.run.record.spec.optimizer.weightDecay === record.spec.optimizer.weightDecay ? [cells[j]?.x] : [])); // prettier-ignore
      expect(new Set(same).size).toBe(1);
      const above = phases.findIndex((other) => other.run.record.spec.optimizer.learningRate > record.spec.optimizer.learningRate); // prettier-ignore
      if (above >= 0) expect(cells[above]?.y).toBeLessThan(cells[i]?.y ?? NaN);
    });
  });

  test('shows every verdict, marks the one in doubt, and leaves dots where there is no run', async () => {
    const { svg, table, alt } = await draw(runs, OPTIONS);
    const cells = cellsOf(svg, runs.length);
    expect(cells.map(({ letter }) => letter)).toEqual(['N', 'M±', 'G', 'M', 'G', 'G', 'G', 'G', 'G', 'C', 'G']);
    expect(cells.filter(({ letter }) => letter === 'C').map(({ colour }) => colour)).toEqual(['fourth']);
    // Three places of twelve, and the legend's.
    expect(svg.match(/<circle/g)).toHaveLength(3 + 1);
    expect(alt).toContain('7 grokked, 1 collapsed after it had grokked, 2 only memorized and 1 did neither.');
    expect(alt).toMatch(/1 of the verdicts changes when/);
    const doubted = table.rows.filter((row) => row[2] !== 'nothing');
    expect(doubted).toEqual([['learning rate 0.0003 · weight decay 1', 'memorized', 'grokked with grokked 0.893']]);
  });

  test('runs of two seeds share a place, one below the other', async () => {
    const cells = cellsOf((await draw(runs, OPTIONS)).svg, runs.length);
    const shared = phases.flatMap(({ slots, slot }, i) => (slots === 2 ? [{ slot, ...cells[i] }] : []));
    expect(shared.map(({ slot }) => slot)).toEqual([0, 1, 0, 1]);
    expect(shared[0]?.x).toBe(shared[1]?.x);
    expect(shared[0]?.y).toBeLessThan(shared[1]?.y ?? 0);
  });

  test('names go down the side', () => {
    const operations = (['a+b', 'a-b', 'a*b'] as const).flatMap((operation) =>
      [1, 2].map((nLayers) => sweptRun({ task: { operation }, model: { nLayers }, t95: 500 })),
    );
    const rows = verdictsInPlace(sweepOf(operations)).map(({ row, column }) => `${row}${column}`);
    expect(rows).toEqual(['00', '01', '10', '11', '20', '21']);
  });
});

test('there is none of seeds alone, nor of more than two parameters', () => {
  expect(canDraw([])).toBe(false);
  expect(canDraw([syntheticRun(), syntheticRun({ seed: 1 })])).toBe(false);
  const many = [
    sweptRun({ t95: 500 }),
    sweptRun({ t95: 500, optimizer: { weightDecay: 3 }, model: { nLayers: 2 }, task: { fracTrain: 0.6 } }),
  ];
  expect(canDraw(many)).toBe(false);
  expect(canDraw(decaySweep())).toBe(true);
});

test('values with commas stay one column of the CSV', async () => {
  const runs = (['0', '-1,0'] as const).map((stencil) => timedRun(0, 800, { stencil }));
  const { csv } = await draw(runs, OPTIONS);
  expect(new Set(csv.trimEnd().split('\n').map((line) => line.split(',').length)).size).toBe(1); // prettier-ignore
});
