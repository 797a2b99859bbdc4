/** Where the runs of a sweep lie in a phase diagram: a row for one parameter, a grid for two, a list for many names. */
import type * as Plot from '@observablehq/plot';
import type { RunResults } from '../lab/store/results.ts';
import { verdictChanges, verdictOf, type Change, type Verdict } from '../lab/statistics/verdict.ts';
import { textWidth } from './format.ts';
import { textAt } from './marks.ts';
import { axisName, valueText, type ParameterValue } from './parameterNames.ts';
import { colours } from './palette.ts';
import type { Parameter, Sweep } from './variedParameters.ts';

/** A run with what became of it: column and row of the grid, and which of the runs that share a place. */
export interface PlacedVerdict {
  readonly run: RunResults;
  readonly column: number;
  readonly row: number;
  readonly slot: number;
  readonly slots: number;
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
}

interface Axes {
  /** Null: one column. */
  readonly columns: Parameter | null;
  /** Null: one row. */
  readonly rows: Parameter | null;
}

/** So many names fit along a row. */
const MOST_ALONG = 6;

/** Names go down the side, where there is room for them; of two numbers, the one with more values goes along. */
function axesOf({ parameters }: Sweep): Axes {
  const [first, second] = parameters as [Parameter, Parameter?];
  if (!second) {
    const isList = !first.isNumeric && first.values.length > MOST_ALONG;
    return isList ? { columns: null, rows: first } : { columns: first, rows: null };
  }
  const isBetter = first.isNumeric !== second.isNumeric ? first.isNumeric : first.values.length >= second.values.length;
  return isBetter ? { columns: first, rows: second } : { columns: second, rows: first };
}

/** The runs of a sweep in their places, cell by cell. */
export function verdictsInPlace(sweep: Sweep): PlacedVerdict[] {
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

export const FONT_SIZE = 12;
const GAP = 3;
/** px, of a cell's width in a grid, and in a list. */
const [LARGEST, LISTED] = [150, 46];

export interface Grid {
  readonly axes: Axes;
  readonly left: number;
  readonly top: number;
  readonly columnWidth: number;
  readonly rowHeight: number;
  readonly columns: number;
  readonly rows: number;
  /** Numbers grow upwards, names are read downwards. */
  readonly isUpwards: boolean;
  /** Runs that share a place: side by side in a list, so many at most; one below the other in a grid. */
  readonly across: number | null;
  /** px below the cells, for their names. */
  readonly foot: number;
}

const textsOf = ({ path, values }: Parameter): string[] => values.map((value) => valueText(path, value));

/** @param top px above it. */
export function gridOf(sweep: Sweep, runs: readonly PlacedVerdict[], width: number, top: number): Grid {
  const axes = axesOf(sweep);
  const { columns, rows } = axes;
  const names = rows ? textsOf(rows).map((text) => textWidth(text, FONT_SIZE)) : [];
  const left = rows ? Math.ceil(Math.max(...names)) + 16 : 0;
  const slots = Math.max(...runs.map((run) => run.slots));
  const isList = columns === null;
  const count = columns?.values.length ?? 1;
  return {
    axes,
    left,
    top: top + (rows ? 22 : 4),
    columnWidth: Math.min(isList ? slots * LISTED : LARGEST, (width - left) / count),
    rowHeight: isList ? 25 : slots === 1 ? 38 : 22 * slots + GAP,
    columns: count,
    rows: rows?.values.length ?? 1,
    isUpwards: rows?.isNumeric ?? false,
    across: isList ? slots : null,
    foot: isList ? 8 : 54,
  };
}

interface Rect {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

type Place = Pick<PlacedVerdict, 'column' | 'row' | 'slot' | 'slots'>;

export function rectOf({ column, row, slot, slots }: Place, grid: Grid): Rect {
  const { left, top, columnWidth, rowHeight, rows, isUpwards, across } = grid;
  const x = left + column * columnWidth;
  const y = top + (isUpwards ? rows - 1 - row : row) * rowHeight;
  if (across !== null) {
    const size = columnWidth / across;
    return { x1: x + slot * size, x2: x + (slot + 1) * size - GAP, y1: y, y2: y + rowHeight - GAP };
  }
  const height = (rowHeight - GAP) / slots;
  return { x1: x, x2: x + columnWidth - GAP, y1: y + slot * height, y2: y + (slot + 1) * height - (slots > 1 ? 1 : 0) };
}

/** Names of columns and rows. */
export function axisMarks(grid: Grid, width: number): Plot.Markish[] {
  const {
    axes: { columns, rows },
    left,
    top,
    columnWidth,
    rowHeight,
  } = grid;
  const bottom = top + grid.rows * rowHeight;
  const small = { fontSize: FONT_SIZE } as const;
  const name = { ...small, colour: colours.ink } as const;
  const texts = columns ? textsOf(columns) : [];
  // Every other one lower, where they do not fit side by side.
  const isTight = texts.some((text) => textWidth(text, FONT_SIZE) > columnWidth - 5);
  const drop = (i: number): number => (isTight && i % 2 === 1 ? 15 : 0);
  const right = Math.min(width - 1, left + grid.columns * columnWidth - GAP);
  return [
    ...texts.map((text, i) =>
      textAt(text, left + (i + 0.5) * columnWidth - GAP / 2, bottom + 12 + drop(i), { ...small, anchor: 'middle' }),
    ),
    ...(columns
      ? [textAt(`${axisName(columns.path)} →`, right, bottom + (isTight ? 45 : 30), { ...name, anchor: 'end' })]
      : []),
    ...(rows
      ? [
          textAt(`${grid.isUpwards ? '↑' : '↓'} ${axisName(rows.path)}`, 1, top - 12, name),
          ...textsOf(rows).map((text, row) => {
            const at = grid.isUpwards ? grid.rows - 1 - row : row;
            return textAt(text, left - 8, top + (at + 0.5) * rowHeight - GAP / 2, { ...small, anchor: 'end' });
          }),
        ]
      : []),
  ];
}
