/**
 * What became of every run of a sweep, in the places of phaseGrid.ts. A letter says the same as the colour. Outlines and
 * letters of the runs are the first in the drawing, in the order of `verdictsInPlace`: a page that moves thresholds finds
 * them so.
 * Source: the phase diagrams of Liu et al. 2022, "Towards Understanding Grokking: An Effective Theory of Representation
 * Learning"; verdicts that depend on where a threshold lies are marked, which is ours.
 */
import * as Plot from '@observablehq/plot';
import { DEFAULT_THRESHOLDS, type Change, type Verdict } from '../lab/statistics/verdict.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { formatPercent, listed } from './format.ts';
import type { Place } from './geometry.ts';
import { legendRows, type LegendSample } from './legendRows.ts';
import { BY_XY, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { axisMarks, FONT_SIZE, gridOf, rectOf, verdictsInPlace, type Grid, type PlacedVerdict } from './phaseGrid.ts';
import { render } from './render.ts';
import { significant, toCsv } from './table.ts';
import { letterOf, UNSURE, VERDICT_LOOKS, VERDICTS } from './verdictLooks.ts';
import { cellLabel, drawableSweep, parametersInWords, type Sweep } from './variedParameters.ts';

function runMarks(phases: readonly PlacedVerdict[], grid: Grid): Plot.Markish[] {
  const placed = phases.map((phase) => {
    const { x1, y1, x2, y2 } = rectOf(phase, grid);
    return {
      corners: [[x1, y1], [x2, y1], [x2, y2], [x1, y2]] as const, // prettier-ignore
      x: (x1 + x2) / 2,
      y: (y1 + y2) / 2,
      colour: colours[VERDICT_LOOKS[phase.verdict].colour],
      letter: letterOf(phase.verdict, phase.changes.length > 0),
    };
  });
  // Closed lines: Plot's rectangles want scales.
  const outlines = placed.flatMap(({ corners, colour }, i) => corners.map(([x, y]) => ({ x, y, colour, run: i })));
  return [
    Plot.line(outlines, { ...BY_XY, z: 'run', fill: { value: 'colour', scale: null }, stroke: 'none', curve: 'linear-closed' }), // prettier-ignore
    Plot.text(placed, {
      ...BY_XY,
      text: 'letter',
      fill: colours.paper,
      fontSize: FONT_SIZE,
      fontWeight: 600,
      lineAnchor: 'middle',
    }),
  ];
}

/** A dot where no run is. */
function missingMarks(phases: readonly PlacedVerdict[], grid: Grid): Plot.Markish[] {
  const taken = new Set(phases.map(({ column, row }) => `${column}/${row}`));
  const places = Array.from({ length: grid.columns * grid.rows }, (_, i) => ({
    column: i % grid.columns,
    row: Math.floor(i / grid.columns),
  }))
    .filter(({ column, row }) => !taken.has(`${column}/${row}`))
    .map(({ column, row }) => rectOf({ column, row, slot: 0, slots: 1 }, grid))
    .map(({ x1, x2, y1, y2 }) => ({ x: (x1 + x2) / 2, y: (y1 + y2) / 2 }));
  return places.length > 0 ? [missingDots(places)] : [];
}

const missingDots = (places: readonly Place[]): Plot.Markish =>
  Plot.dot(places, { ...BY_XY, r: 2, fill: colours.faint });

/** px: a field of the picture. */
const SAMPLE = 18;
const SPACING = { name: 25, next: 17, row: 22 };

/** Letters and colours with what they mean. @returns height, px */
function legend(width: number, hasMissing: boolean): { marks: Plot.Markish[]; height: number } {
  const key = { fontSize: FONT_SIZE, anchor: 'middle', isBold: true } as const;
  const letterAt = ({ x, y }: Place, letter: string, colour: string): Plot.Markish =>
    textAt(letter, x + SAMPLE / 2, y, { ...key, colour });
  const samples: LegendSample[] = [
    ...VERDICTS.map((verdict) => {
      const { letter, colour } = VERDICT_LOOKS[verdict];
      return {
        name: verdict,
        mark: (at: Place) => [
          lineAt([at.x, at.y], [at.x + SAMPLE, at.y], { colour: colours[colour], width: 16 }),
          letterAt(at, letter, colours.paper),
        ],
      };
    }),
    {
      name: `another if a threshold moves by ${formatPercent(0.2)}`,
      mark: (at) => [letterAt(at, UNSURE, colours.ink)],
    },
    ...(hasMissing ? [{ name: 'no run', mark: ({ x, y }: Place) => [missingDots([{ x: x + SAMPLE / 2, y }])] }] : []),
  ];
  return legendRows(samples, { width, fontSize: FONT_SIZE, spacing: SPACING });
}

function drawPhases(
  sweep: Sweep,
  phases: readonly PlacedVerdict[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const places = sweep.parameters.reduce((product, { values }) => product * values.length, 1);
  const key = legend(width, places > sweep.cells.length);
  const grid = gridOf(sweep, phases, width, key.height);
  const marks = [...runMarks(phases, grid), ...missingMarks(phases, grid), ...axisMarks(grid, width), ...key.marks];
  const height = grid.top + grid.rows * grid.rowHeight + grid.foot;
  const svg = render([{ x: 0, y: 0, plot: { width, height, margin: 0, marks } }], { id, theme, width, height });
  return { svg, width, height, time: null };
}

/** In the order in which they are told. */
const IN_WORDS: Readonly<Record<Verdict, string>> = {
  grokked: 'grokked',
  collapsed: 'collapsed after they had grokked',
  memorized: 'only memorized',
  neither: 'did neither',
};

function finding(sweep: Sweep, phases: readonly PlacedVerdict[]): string {
  const { memorized, grokked, lost } = DEFAULT_THRESHOLDS;
  const parts = Object.entries(IN_WORDS).flatMap(([verdict, words]) => {
    const count = phases.filter((phase) => phase.verdict === verdict).length;
    return count > 0 ? [`${count} ${count === 1 ? words.replace('they', 'it') : words}`] : [];
  });
  const unsure = phases.filter(({ changes }) => changes.length > 0).length;
  return (
    `Of ${phases.length} runs by ${parametersInWords(sweep)}, ${listed(parts)}. ` +
    `Memorized: train accuracy ${formatPercent(memorized, 0)}; grokked: test accuracy ${formatPercent(grokked, 0)}; ` +
    `collapsed: below ${formatPercent(lost, 0)} again for ${DEFAULT_THRESHOLDS.evaluations} evaluations. ` +
    `${unsure === 0 ? 'None' : unsure} of the verdicts ${unsure === 1 ? 'changes' : 'change'} when one threshold moves by up to ${formatPercent(0.2)}.`
  );
}

const changeInWords = ({ threshold, value, verdict }: Change): string =>
  `${verdict} with ${threshold} ${significant(value)}`;

function tableOf(sweep: Sweep, phases: readonly PlacedVerdict[]): Table {
  const rows = sweep.cells.map((cell) => {
    const own = phases.filter(({ run }) => cell.runs.includes(run));
    const changed = [...new Set(own.flatMap(({ changes }) => changes.map(changeInWords)))];
    return [
      cellLabel(sweep, cell),
      own.map(({ verdict }) => verdict).join(', '),
      changed.length > 0 ? changed.join('; ') : 'nothing',
    ];
  });
  return { columns: [parametersInWords(sweep), 'verdict', 'within ±20 % of a threshold'], rows: rows.slice(0, 30) };
}

export const phaseDiagram: FigureKind = {
  version: 1,
  needs: 'runs that differ in one or two parameters besides their seeds',
  canDraw: (runs) => drawableSweep(runs) !== null,
  draw: (runs, options) => {
    const sweep = drawableSweep(runs);
    if (!sweep) throw new TypeError('phaseDiagram: the runs differ in no parameter, or in more than two');
    const phases = verdictsInPlace(sweep);
    return Promise.resolve({
      ...drawPhases(sweep, phases, options),
      alt: finding(sweep, phases),
      table: tableOf(sweep, phases),
      csv: toCsv({
        columns: [...sweep.parameters.map(({ path }) => path), 'seed', 'run', 'verdict', 'changes'],
        rows: sweep.cells.flatMap(({ values, runs: own }) =>
          own.map((run) => {
            const phase = phases.find((candidate) => candidate.run === run);
            const { seed } = run.record.spec;
            return [
              ...values.map((value) => String(value).replaceAll(',', ' ')),
              seed,
              run.record.id,
              phase?.verdict ?? '',
              phase?.changes.length ?? 0,
            ];
          }),
        ),
      }),
    });
  },
};
