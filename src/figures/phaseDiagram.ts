/**
 * What became of every run of a sweep: a row of cells for one parameter, a grid for two, one below the other where seeds
 * differ. A letter says the same as the colour. Outlines and letters of the runs are the first in the drawing, in the
 * order of `phasesOf`: a page that moves thresholds finds them so.
 * Source: the phase diagrams of Liu et al. 2022, "Towards Understanding Grokking: An Effective Theory of Representation
 * Learning"; verdicts that depend on where a threshold lies are marked, which is ours.
 */
import * as Plot from '@observablehq/plot';
import type { RunResults } from '../lab/store/results.ts';
import { DEFAULT_THRESHOLDS, verdictChanges, verdictOf, type Change, type Verdict } from '../lab/statistics/verdict.ts';
import { listed } from './checkpoints.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { formatPercent, textWidth } from './format.ts';
import { BY_XY, lineAt, textAt } from './marks.ts';
import { axisName, valueText, type ParameterValue } from './parameterNames.ts';
import { colours } from './palette.ts';
import { render } from './render.ts';
import { significant, toCsv } from './table.ts';
import { letterOf, UNSURE, VERDICT_LOOKS, VERDICTS } from './verdictLooks.ts';
import { cellLabel, drawableSweep, parametersInWords, type Parameter, type Sweep } from './variedParameters.ts';

/** A run in its place: column and row of the grid, and which of the runs that share it. */
export interface Phase {
  readonly run: RunResults;
  readonly column: number;
  readonly row: number;
  readonly slot: number;
  readonly slots: number;
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
}

interface Axes {
  readonly columns: Parameter;
  /** Null: one row. */
  readonly rows: Parameter | null;
}

/** Names go down the side, where there is room for them; of two numbers, the one with more values goes along. */
function axesOf({ parameters }: Sweep): Axes {
  const [first, second] = parameters as [Parameter, Parameter?];
  if (!second) return { columns: first, rows: null };
  const isBetter = first.isNumeric !== second.isNumeric ? first.isNumeric : first.values.length >= second.values.length;
  return isBetter ? { columns: first, rows: second } : { columns: second, rows: first };
}

/** The runs of a sweep in their places, cell by cell. */
export function phasesOf(sweep: Sweep): Phase[] {
  const { columns, rows } = axesOf(sweep);
  const at = (parameter: Parameter | null, values: readonly ParameterValue[]): number =>
    parameter ? parameter.values.indexOf(values[sweep.parameters.indexOf(parameter)] ?? null) : 0;
  return sweep.cells.flatMap(({ values, runs }) =>
    runs.map((run, slot) => ({
      run,
      column: at(columns, values),
      row: at(rows, values),
      slot,
      slots: runs.length,
      verdict: verdictOf(run.rows),
      changes: verdictChanges(run.rows),
    })),
  );
}

const FONT_SIZE = 12;
const GAP = 3;
/** px, of a cell's width. */
const LARGEST = 150;

interface Layout {
  readonly left: number;
  readonly top: number;
  readonly columnWidth: number;
  readonly rowHeight: number;
  readonly columns: number;
  readonly rows: number;
  /** Numbers grow upwards, names are read downwards. */
  readonly isUpwards: boolean;
}

const textsOf = ({ path, values }: Parameter): string[] => values.map((value) => valueText(path, value));

function layoutOf(axes: Axes, phases: readonly Phase[], width: number, top: number): Layout {
  const { columns, rows } = axes;
  const names = rows ? textsOf(rows).map((text) => textWidth(text, FONT_SIZE)) : [];
  const left = rows ? Math.ceil(Math.max(...names)) + 16 : 0;
  const slots = Math.max(...phases.map((phase) => phase.slots));
  return {
    left,
    top: top + (rows ? 22 : 4),
    columnWidth: Math.min(LARGEST, (width - left) / columns.values.length),
    rowHeight: slots === 1 ? 38 : 22 * slots + GAP,
    columns: columns.values.length,
    rows: rows?.values.length ?? 1,
    isUpwards: rows?.isNumeric ?? false,
  };
}

interface Rect {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

function rectOf({ column, row, slot, slots }: Pick<Phase, 'column' | 'row' | 'slot' | 'slots'>, layout: Layout): Rect {
  const { left, top, columnWidth, rowHeight, rows, isUpwards } = layout;
  const x1 = left + column * columnWidth;
  const y = top + (isUpwards ? rows - 1 - row : row) * rowHeight;
  const height = (rowHeight - GAP) / slots;
  return { x1, x2: x1 + columnWidth - GAP, y1: y + slot * height, y2: y + (slot + 1) * height - (slots > 1 ? 1 : 0) };
}

function runMarks(phases: readonly Phase[], layout: Layout): Plot.Markish[] {
  const placed = phases.map((phase) => {
    const { x1, y1, x2, y2 } = rectOf(phase, layout);
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
function missingMarks(phases: readonly Phase[], layout: Layout): Plot.Markish[] {
  const taken = new Set(phases.map(({ column, row }) => `${column}/${row}`));
  const places = Array.from({ length: layout.columns * layout.rows }, (_, i) => ({
    column: i % layout.columns,
    row: Math.floor(i / layout.columns),
  }))
    .filter(({ column, row }) => !taken.has(`${column}/${row}`))
    .map(({ column, row }) => rectOf({ column, row, slot: 0, slots: 1 }, layout))
    .map(({ x1, x2, y1, y2 }) => ({ x: (x1 + x2) / 2, y: (y1 + y2) / 2 }));
  return places.length > 0 ? [Plot.dot(places, { ...BY_XY, r: 2, fill: colours.faint })] : [];
}

function axisMarks({ columns, rows }: Axes, layout: Layout, width: number): Plot.Markish[] {
  const { left, top, columnWidth, rowHeight } = layout;
  const bottom = top + layout.rows * rowHeight;
  const small = { fontSize: FONT_SIZE } as const;
  const name = { ...small, colour: colours.ink } as const;
  const texts = textsOf(columns);
  // Every other one lower, where they do not fit side by side.
  const isTight = texts.some((text) => textWidth(text, FONT_SIZE) > columnWidth - 5);
  const drop = (i: number): number => (isTight && i % 2 === 1 ? 15 : 0);
  const right = Math.min(width - 1, left + layout.columns * columnWidth - GAP);
  return [
    ...texts.map((text, i) =>
      textAt(text, left + (i + 0.5) * columnWidth - GAP / 2, bottom + 12 + drop(i), { ...small, anchor: 'middle' }),
    ),
    textAt(`${axisName(columns.path)} →`, right, bottom + (isTight ? 45 : 30), { ...name, anchor: 'end' }),
    ...(rows
      ? [
          textAt(`${layout.isUpwards ? '↑' : '↓'} ${axisName(rows.path)}`, 1, top - 12, name),
          ...textsOf(rows).map((text, row) => {
            const at = layout.isUpwards ? layout.rows - 1 - row : row;
            return textAt(text, left - 8, top + (at + 0.5) * rowHeight - GAP / 2, { ...small, anchor: 'end' });
          }),
        ]
      : []),
  ];
}

/** Letters and colours with what they mean, in as many rows as it takes. */
function legend(width: number, hasMissing: boolean): { marks: Plot.Markish[]; height: number } {
  let [x, y] = [1, 10];
  const place = (text: string): readonly [number, number] => {
    const across = 26 + textWidth(text, FONT_SIZE);
    if (x > 1 && x + across > width) [x, y] = [1, y + 22];
    const at = [x, y] as const;
    x += across + 16;
    return at;
  };
  const entry = (text: string, mark: (x: number, y: number) => Plot.Markish[]): Plot.Markish[] => {
    const [left, middle] = place(text);
    return [...mark(left, middle), textAt(text, left + 25, middle, { fontSize: FONT_SIZE })];
  };
  const key = { fontSize: FONT_SIZE, anchor: 'middle', isBold: true } as const;
  const marks = [
    ...VERDICTS.flatMap((verdict) => {
      const { letter, colour } = VERDICT_LOOKS[verdict];
      return entry(verdict, (left, middle) => [
        lineAt([left, middle], [left + 18, middle], { colour: colours[colour], width: 16 }),
        textAt(letter, left + 9, middle, { ...key, colour: colours.paper }),
      ]);
    }),
    ...entry(`another if a threshold moves by ${formatPercent(0.2)}`, (left, middle) => [
      textAt(UNSURE, left + 9, middle, { ...key, colour: colours.ink }),
    ]),
    ...(hasMissing
      ? entry('no run', (left, middle) => [
          Plot.dot([0], { x: { value: [left + 9], scale: null }, y: { value: [middle], scale: null }, r: 2, fill: colours.faint }), // prettier-ignore
        ])
      : []),
  ];
  return { marks, height: y + 14 };
}

function drawPhases(
  sweep: Sweep,
  phases: readonly Phase[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const axes = axesOf(sweep);
  const places = axes.columns.values.length * (axes.rows?.values.length ?? 1);
  const key = legend(width, places > sweep.cells.length);
  const layout = layoutOf(axes, phases, width, key.height);
  const marks = [
    ...runMarks(phases, layout),
    ...missingMarks(phases, layout),
    ...axisMarks(axes, layout, width),
    ...key.marks,
  ];
  const height = layout.top + layout.rows * layout.rowHeight + 54;
  const svg = render([{ x: 0, y: 0, plot: { width, height, margin: 0, marks } }], { id, theme, width, height });
  return { svg, width, height, time: null };
}

const OUTCOMES: Readonly<Record<Verdict, string>> = {
  neither: 'did neither',
  memorized: 'only memorized',
  grokked: 'grokked',
  collapsed: 'grokked and collapsed',
};

function finding(sweep: Sweep, phases: readonly Phase[]): string {
  const { memorized, grokked, lost } = DEFAULT_THRESHOLDS;
  const parts = VERDICTS.flatMap((verdict) => {
    const count = phases.filter((phase) => phase.verdict === verdict).length;
    return count > 0 ? [`${count} ${OUTCOMES[verdict]}`] : [];
  });
  const unsure = phases.filter(({ changes }) => changes.length > 0).length;
  return (
    `Of ${phases.length} runs over ${parametersInWords(sweep)} ${listed(parts.reverse())}. ` +
    `Memorized: train accuracy ${formatPercent(memorized, 0)}; grokked: test accuracy ${formatPercent(grokked, 0)}; ` +
    `collapsed: below ${formatPercent(lost, 0)} again for ${DEFAULT_THRESHOLDS.evaluations} evaluations. ` +
    `${unsure === 0 ? 'None' : unsure} of the verdicts ${unsure === 1 ? 'changes' : 'change'} when one threshold moves by up to ${formatPercent(0.2)}.`
  );
}

const changeInWords = ({ threshold, value, verdict }: Change): string =>
  `${verdict} with ${threshold} ${significant(value)}`;

function tableOf(sweep: Sweep, phases: readonly Phase[]): Table {
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
  canDraw: (runs) => drawableSweep(runs) !== null,
  draw: (runs, options) => {
    const sweep = drawableSweep(runs);
    if (!sweep) throw new TypeError('phaseDiagram: the runs differ in no parameter, or in more than two');
    const phases = phasesOf(sweep);
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
