/** What becomes of runs after their first 99 %: what is drawn, told and tabled of it. */
import { expect, test } from 'vitest';
import { figureKinds } from '../../src/figures/index.ts';
import { aftermathOf } from '../../src/lab/statistics/aftermath.ts';
import { linesIn } from './pathPoints.ts';
import { divergedRun } from './syntheticRun.ts';
import { productSweep } from './syntheticSweep.ts';
import { fallingRuns, timedRun } from './syntheticSpeedUps.ts';
import { overlappingTexts, textBoxes } from './textBoxes.ts';

const { canDraw, draw } = figureKinds.aftermath;
const OPTIONS = { id: 'fig', width: 720, theme: 'page' } as const;

test('its finding, table and data say the same of every run', async () => {
  const runs = fallingRuns();
  const { alt, table, csv } = await draw(runs, OPTIONS);
  const found = runs.map(({ rows }) => aftermathOf(rows));
  expect(found.map((one) => one?.falls)).toEqual([0, 0, undefined, expect.any(Number), expect.any(Number)]);
  const [often, seldom] = [found[3]?.falls ?? 0, found[4]?.falls ?? 0];
  expect(often).toBeGreaterThan(seldom);
  expect(seldom).toBeGreaterThan(1);
  expect(alt).toContain('Of 4 runs at 99 % test accuracy 2 fall below 90 % afterwards'.replaceAll(' %', '\u202f%'));
  expect(alt).toContain(`Falls, run by run, {+1}: ${often} and ${seldom}.`);
  expect(alt).toContain('1 run is not at 99\u202f% within the budget.');
  expect(table.rows.map((row) => row.slice(0, 4))).toEqual([
    ['nothing', '2 of 3', 0, 0],
    ['{+1}', '2 of 2', 2, often + seldom],
  ]);
  const told = csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  expect(told.map((row) => row[0])).toEqual(runs.map(({ record }) => record.id));
  expect(told.map((row) => row[5])).toEqual(['0', '0', '', String(often), String(seldom)]);
});

test('a tick hangs for every evaluation below 99 %, deeper the lower, and none for runs that stay', async () => {
  const deep = (runs: ReturnType<typeof fallingRuns>): Promise<number[]> =>
    draw(runs, { ...OPTIONS, width: 4000 }).then(({ svg }) =>
      linesIn(svg).flatMap(([[x1, y1] = [NaN, NaN], [x2, y2] = [NaN, NaN]]) => (x1 === x2 ? [Math.abs(y2 - y1)] : [])),
    );
  const [stay, stayToo, , often] = fallingRuns();
  if (!stay || !stayToo || !often) throw new Error('too few runs');
  const calm = await deep([stay, stayToo]);
  const falling = await deep([stay, often]);
  const dips = often.rows.filter(
    ({ epoch, testAccuracy }) => testAccuracy < 0.9 && epoch >= (aftermathOf(often.rows)?.start ?? 0),
  );
  // Ticks of the axis are 5 px, ends of lines 6, the sample 9.
  expect(calm.filter((depth) => depth > 9)).toEqual([]);
  expect(falling.filter((depth) => depth > 9)).toHaveLength(
    dips.filter(({ testAccuracy }) => testAccuracy < 0.5).length,
  );
});

test('texts do not touch, wide or narrow', async () => {
  for (const [width, runs] of [360, 576, 720].flatMap((w) =>
    [fallingRuns(), productSweep()].map((own) => [w, own] as const),
  )) {
    const { svg } = await draw(runs, { ...OPTIONS, width });
    expect(overlappingTexts(svg)).toEqual([]);
    expect(textBoxes(svg).filter(({ left, right }) => left < 0 || right > width)).toEqual([]);
  }
});

test('a run that diverged after 99 % is told so; one run alone, or many, are not drawn', async () => {
  const there = timedRun(1, 500);
  const diverged = divergedRun(there, (there.record.summary.t99?.at ?? NaN) + 300);
  expect(canDraw([timedRun(0, 700)])).toBe(false);
  expect(canDraw([timedRun(0, Infinity), timedRun(1, Infinity)])).toBe(false);
  expect(canDraw([timedRun(0, 700), timedRun(1, Infinity)])).toBe(true);
  expect(canDraw(Array.from({ length: 49 }, (_, seed) => timedRun(seed, 700)))).toBe(false);
  const { svg, alt } = await draw([timedRun(0, 700), diverged], OPTIONS);
  expect(svg).not.toContain('NaN');
  expect(alt).toContain('Seed 1 diverged at epoch');
  expect(textBoxes(svg).filter(({ text }) => text.endsWith('diverged'))).toHaveLength(1);
});
