/** Where each position of the final network looks, on average over all pairs: the causal 3 × 3 pattern of every head. */
import type { MapsResults } from '../lab/measures/mapsFile.ts';
import type { RunResults } from '../lab/store/results.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { rangeText, withDivergence } from './checkpoints.ts';
import { formatCount, formatPercent, listed } from './format.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { FONT_SIZE, spaced } from './mapPictures.ts';
import { imageAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { cividis, levels, type Rgb } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, toCsv } from './table.ts';

/** Many: squares whose numbers differ differ in colour. */
const LEVELS = 64;
const PALETTE = levels(cividis, LEVELS);
const POSITIONS = ['a', 'b', '='] as const;
/** px left of the squares, and above them: the head's name and the letters of the columns. */
const [LEFT, HEAD, TOP, GAP] = [20, 44, 28, 18];

interface Square {
  readonly row: number;
  readonly column: number;
  readonly weight: number;
}

/** A position sees itself and what comes before it: the other squares stay empty. */
const squaresOf = (pattern: readonly (readonly number[])[]): Square[] =>
  pattern.flatMap((weights, row) => weights.slice(0, row + 1).map((weight, column) => ({ row, column, weight })));

/** 0.0021 → "0.002". */
const written = (weight: number): string => (Number.isFinite(weight) ? (weight === 1 ? '1' : weight.toFixed(3)) : '—');

/** The darker or lighter of two letters, whichever stands out more. Source: WCAG 2.2, relative luminance. */
function letterColour(background: Rgb | undefined): string {
  if (!background) return colours.quiet;
  const [red = 0, green = 0, blue = 0] = background.map((x) => (x / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? '#111111' : '#ffffff';
}

function headPanel(pattern: readonly (readonly number[])[], head: number, size: number): Panel['plot'] {
  const squares = squaresOf(pattern);
  const shown = POSITIONS.flatMap((_, row) =>
    POSITIONS.map((__, column) => (column > row ? NaN : levelOf(pattern[row]?.[column] ?? NaN, LEVELS))),
  );
  const url = heatmapUrl({ width: 3, height: 3, levels: shown, palette: PALETTE });
  const x = (column: number): number => LEFT + column * size;
  const y = (row: number): number => HEAD + row * size;
  const colourOf = ({ weight }: Square): Rgb | undefined => PALETTE[levelOf(weight, LEVELS)];
  return {
    width: LEFT + 3 * size + 1,
    height: HEAD + 3 * size + 1,
    margin: 0,
    marks: [
      textAt(`head ${head}`, LEFT, 8, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }),
      ...POSITIONS.flatMap((name, i) => [
        textAt(name, x(i + 0.5), HEAD - 10, { anchor: 'middle', fontSize: FONT_SIZE }),
        textAt(name, LEFT - 8, y(i + 0.5), { anchor: 'end', fontSize: FONT_SIZE }),
      ]),
      imageAt(url, { x: LEFT, y: HEAD, width: 3 * size, height: 3 * size }),
      ...[1, 2].flatMap((i) => [
        lineAt([x(i), y(0)], [x(i), y(3)], { colour: colours.paper, width: 2 }),
        lineAt([x(0), y(i)], [x(3), y(i)], { colour: colours.paper, width: 2 }),
      ]),
      ...squares.map((square) =>
        textAt(written(square.weight), x(square.column + 0.5), y(square.row + 0.5), {
          anchor: 'middle',
          fontSize: FONT_SIZE,
          colour: letterColour(colourOf(square)),
        }),
      ),
    ],
  };
}

function drawPatterns(
  { heads }: MapsResults,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const columns = Math.min(heads.length, width < 560 ? 2 : 4);
  const room = (width - (columns - 1) * GAP) / columns;
  const size = Math.floor(Math.min(64, (room - LEFT - 1) / 3));
  const lefts = spaced(columns, LEFT + 3 * size + 1, width, 48);
  const step = HEAD + 3 * size + GAP;
  const height = TOP + Math.ceil(heads.length / columns) * step - GAP + 1;
  const says = 'rows: who looks · columns: where to · mean weight over all pairs';
  const words = width < 400 ? 'rows look at columns · mean weight over all pairs' : says;
  const note = {
    x: 0,
    y: 0,
    plot: { width, height: TOP, margin: 0, marks: [textAt(words, 1, 8, { fontSize: FONT_SIZE, colour: colours.ink })] },
  };
  const panels = heads.map(({ meanPattern }, i): Panel => ({
    x: lefts[i % columns] ?? 0,
    y: TOP + Math.floor(i / columns) * step,
    plot: headPanel(meanPattern, i, size),
  }));
  return { svg: render([note, ...panels], { id, theme, width, height }), width, height, time: null };
}

/** "43 % to 57 %", "50 %". */
const between = (shares: readonly number[]): string =>
  rangeText(shares, (share) => formatPercent(share, share < 0.01 ? 2 : 0));

function finding(run: RunResults, { epoch, heads }: MapsResults): string {
  const told = heads.map(({ meanPattern }) => meanPattern).filter((pattern) => pattern.flat().every(Number.isFinite));
  if (told.length === 0) return withDivergence(run, null, epoch);
  const of = (row: number, column: number): string => between(told.map((pattern) => pattern[row]?.[column] ?? NaN));
  const byHead = told.map((pattern, head) => `head ${head} ${formatPercent(pattern[2]?.[0] ?? NaN)} on a`);
  return withDivergence(
    run,
    `On average over all pairs "=" gives ${of(2, 0)} of its attention to a, ${of(2, 1)} to b and ${of(2, 2)} to itself. ` +
      `From "=": ${listed(byHead)}. The second operand gives the first ${of(1, 0)}; epoch ${formatCount(epoch)} ` +
      `(seed ${run.record.spec.seed}).`,
  );
}

export const attentionPatterns: FigureKind = {
  version: 1,
  needs: 'one run with the measure maps',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.maps),
  draw: ([run], options) => {
    if (!run?.maps) throw new TypeError(`attentionPatterns: run ${run?.record.id ?? '(none)'} has no measure maps`);
    const { heads } = run.maps;
    const rows = heads.flatMap(({ meanPattern }, head) =>
      meanPattern.map((weights, row) => ({ head, name: POSITIONS[row] ?? '', weights, row })),
    );
    return Promise.resolve({
      ...drawPatterns(run.maps, options),
      alt: finding(run, run.maps),
      table: {
        columns: ['head', 'position', 'on a', 'on b', 'on ='],
        rows: rows.slice(0, 30).map(({ head, name, weights, row }) => [head, name, ...weights.map((x, column) => (column > row ? 'masked' : cell(x, 4)))]), // prettier-ignore
      },
      csv: toCsv({
        columns: ['head', 'query', 'key', 'mean_weight'],
        rows: heads.flatMap(({ meanPattern }, head) => squaresOf(meanPattern).map(({ row, column, weight }) => [head, POSITIONS[row] ?? '', POSITIONS[column] ?? '', Number(weight.toPrecision(6))])), // prettier-ignore
      }),
    });
  },
};
