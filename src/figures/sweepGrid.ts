/**
 * Where the panels of a sweep stand: two parameters as rows and columns of a matrix, with a place for every pair of
 * their values; one parameter, or two with few of their pairs, poured into full rows.
 */
import { textWidth } from './format.ts';
import { textAt } from './marks.ts';
import { colours } from './palette.ts';
import { valueText } from './parameterNames.ts';
import type { Panel } from './render.ts';
import type { CellTimes } from './sweepTimes.ts';
import { shortLabel, type Parameter, type Sweep } from './variedParameters.ts';

export interface PanelPlace {
  /** Null: no run of these values is stored. */
  readonly times: CellTimes | null;
  /** What the headings of its row and column do not say. */
  readonly label: string | null;
  /** Of the frame's left edge, px. */
  readonly x: number;
  /** Of the panel's upper edge, px. */
  readonly y: number;
  /** Whether accuracies are written at its left, and epochs below it. */
  readonly isLeft: boolean;
  readonly hasEpochs: boolean;
}

export interface SweepGrid {
  readonly places: readonly PanelPlace[];
  readonly panelWidth: number;
  /** Of the lowest panels' lower edge, px. */
  readonly bottom: number;
  /** Of rows and columns. */
  readonly headings: NonNullable<Panel['plot']['marks']>;
}

export interface GridRoom {
  readonly width: number;
  /** px above the grid. */
  readonly top: number;
}

/** px of a panel with its heading; from panel to panel; the ticks at the left of a row; above columns. */
export const PANEL = 122;
export const TICKS = 26;
const [GAP, HEADS] = [16, 16];
/** px of a heading, and of the name of what the rows are. */
const [HEADING, FONT_SIZE] = [13, 12];
/** Narrower panels are not legible, px. */
const LEAST_WIDTH = 80;
/** Of a matrix, places with runs: where it has fewer, most of it would be empty. */
const LEAST_SHARE = 1 / 2;

interface Matrix {
  readonly rows: Parameter;
  readonly columns: Parameter;
  readonly timesAt: (row: number, column: number) => CellTimes | null;
}

/**
 * The two parameters of a sweep most of whose pairs of values have runs; the one with fewer values goes along the
 * columns. Null for other sweeps.
 */
export function rowsAndColumns({ parameters, cells }: Sweep): Pick<Matrix, 'rows' | 'columns'> | null {
  const [first, second, ...others] = parameters;
  if (!first || !second || others.length > 0) return null;
  if (cells.length < LEAST_SHARE * first.values.length * second.values.length) return null;
  const isTurned = first.values.length < second.values.length;
  return isTurned ? { rows: second, columns: first } : { rows: first, columns: second };
}

function matrixOf(sweep: Sweep, times: readonly CellTimes[]): Matrix | null {
  const found = rowsAndColumns(sweep);
  if (!found) return null;
  const { rows, columns } = found;
  const isTurned = rows === sweep.parameters[1];
  const timesAt = (row: number, column: number): CellTimes | null => {
    const pair = [rows.values[row], columns.values[column]];
    const values = isTurned ? pair.reverse() : pair;
    return times.find(({ cell }) => cell.values.every((value, n) => value === values[n])) ?? null;
  };
  return { rows, columns, timesAt };
}

export function gridOf(sweep: Sweep, times: readonly CellTimes[], room: GridRoom): SweepGrid {
  const matrix = matrixOf(sweep, times);
  return (matrix && matrixGrid(matrix, room)) ?? pouredGrid(sweep, times, room);
}

/** Places of the matrix without a run; none where the sweep is no matrix. */
export function emptyPlaces({ parameters, cells }: Sweep): { readonly empty: number; readonly all: number } {
  const all = parameters.reduce((product, { values }) => product * values.length, 1);
  return rowsAndColumns({ parameters, cells }) ? { empty: all - cells.length, all } : { empty: 0, all: cells.length };
}

/** Null where its columns do not fit. */
function matrixGrid({ rows, columns, timesAt }: Matrix, { width, top }: GridRoom): SweepGrid | null {
  const rowHeads = rows.values.map((value) => valueText(rows.path, value));
  const rowsWidth = Math.max(...rowHeads.map((head) => textWidth(head, HEADING, true))) + 10;
  // The name of the rows has no ticks beside it.
  const left = Math.max(rowsWidth + TICKS, textWidth(rows.name, FONT_SIZE) + 8);
  const count = columns.values.length;
  const panelWidth = (width - left - (count - 1) * GAP) / count;
  if (panelWidth < LEAST_WIDTH) return null;
  const x = (column: number): number => left + column * (panelWidth + GAP);
  const y = (row: number): number => top + HEADS + row * PANEL;
  return {
    panelWidth,
    bottom: y(rows.values.length),
    places: rows.values.flatMap((_, row) =>
      columns.values.map((_, column) => ({
        times: timesAt(row, column),
        label: null,
        x: x(column),
        y: y(row),
        isLeft: column === 0,
        hasEpochs: row === rows.values.length - 1,
      })),
    ),
    headings: [
      textAt(rows.name, 1, top + 8, { fontSize: FONT_SIZE }),
      ...columnHeads(columns, panelWidth).map((head, i) =>
        textAt(head, x(i) + panelWidth / 2, top + 8, { ...HEADING_LOOK, anchor: 'middle' }),
      ),
      ...rowHeads.map((head, i) => textAt(head, 1, y(i) + 0.57 * PANEL, HEADING_LOOK)),
    ],
  };
}

const HEADING_LOOK = { fontSize: HEADING, colour: colours.ink, isBold: true } as const;

/** "layers 2" where there is room for all of them, "2" where there is not; names speak for themselves. */
function columnHeads({ path, name, values, isNumeric }: Parameter, room: number): string[] {
  const short = values.map((value) => valueText(path, value));
  const long = short.map((value) => `${name} ${value}`);
  return isNumeric && long.every((head) => textWidth(head, HEADING, true) <= room) ? long : short;
}

/** Panels as wide as they may be, in rows that leave few places empty. */
function pouredGrid(sweep: Sweep, times: readonly CellTimes[], { width, top }: GridRoom): SweepGrid {
  const columns = columnsFor(times.length, width);
  const panelWidth = (width - TICKS - (columns - 1) * GAP) / columns;
  return {
    panelWidth,
    bottom: top + Math.ceil(times.length / columns) * PANEL,
    headings: [],
    places: times.map((own, i) => ({
      times: own,
      label: shortLabel(sweep, own.cell),
      x: TICKS + (i % columns) * (panelWidth + GAP),
      y: top + Math.floor(i / columns) * PANEL,
      isLeft: i % columns === 0,
      hasEpochs: i + columns >= times.length,
    })),
  };
}

function columnsFor(count: number, width: number): number {
  const most = Math.max(2, Math.floor(width / 170));
  const candidates = Array.from({ length: Math.min(most, count) }, (_, i) => i + 1);
  // The fewest columns that need no more rows.
  return candidates.find((n) => Math.ceil(count / n) === Math.ceil(count / most)) ?? most;
}
