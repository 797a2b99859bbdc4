/** Time to 95 % in rows, a row a cell: for operations, and for layers of each of them. */
import { lineAt, textAt } from './marks.ts';
import { formatCount, formatTick, textWidth } from './format.ts';
import type { Place } from './geometry.ts';
import { logShare, logTicks } from './logTicks.ts';
import { colours } from './palette.ts';
import { valueText } from './parameterNames.ts';
import type { Panel } from './render.ts';
import { collapseInWords, type CellTimes } from './sweepTimes.ts';
import { ARROW, censoredMarks, lostMarks, reachedMarks } from './timeMarks.ts';
import type { Sweep } from './variedParameters.ts';

type Marks = NonNullable<Panel['plot']['marks']>;

const FONT_SIZE = 12;
/** px: above the rows, one row, more of it before another value of the first parameter, below the rows. */
const [HEAD, ROW, GROUP_GAP, FOOT] = [44, 25, 9, 28];

interface Layout {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  /** Left end of the column of each parameter. */
  readonly columns: readonly number[];
  /** Middle of each row. */
  readonly rows: readonly number[];
  readonly domain: readonly [number, number];
  readonly x: (epochs: number) => number;
}

const isNewGroup = (times: readonly CellTimes[], i: number): boolean =>
  i > 0 && times[i]?.cell.values[0] !== times[i - 1]?.cell.values[0];

function layoutOf({ parameters }: Sweep, times: readonly CellTimes[], width: number): Layout {
  const widths = parameters.map(({ path, name }, n) =>
    Math.max(
      textWidth(name, FONT_SIZE),
      ...times.map(({ cell }) => textWidth(valueText(path, cell.values[n] ?? null), FONT_SIZE, true)),
    ),
  );
  const columns = widths.map((_, n) => widths.slice(0, n).reduce((sum, size) => sum + size + 12, 1));
  const left = Math.ceil((columns.at(-1) ?? 0) + (widths.at(-1) ?? 0) + 12);
  const right = width - 16;
  let y = HEAD - ROW / 2;
  const rows = times.map((_, i) => (y += ROW + (parameters.length > 1 && isNewGroup(times, i) ? GROUP_GAP : 0)));
  const epochs = times.flatMap(({ runs }) => runs.map(({ time }) => (time.isCensored ? time.after : time.at)));
  const domain = [Math.min(...epochs) / 1.7, Math.max(...epochs) * 1.25] as const;
  return {
    left,
    right,
    columns,
    rows,
    domain,
    bottom: (rows.at(-1) ?? HEAD) + ROW / 2 + 2,
    x: (value) => left + logShare(value, domain) * (right - left),
  };
}

export function timeToGrokRows(sweep: Sweep, times: readonly CellTimes[], width: number): Panel['plot'] {
  const layout = layoutOf(sweep, times, width);
  return {
    width,
    height: layout.bottom + FOOT,
    margin: 0,
    marks: [...frameMarks(sweep, layout, width), ...times.flatMap((_, i) => rowMarks(sweep, { times, i }, layout))],
  };
}

function frameMarks({ parameters }: Sweep, { left, right, bottom, columns, domain, x }: Layout, width: number): Marks {
  const ticks = logTicks(...domain);
  return [
    textAt('epochs to 95\u202f% test accuracy', width - 1, 8, {
      fontSize: FONT_SIZE,
      colour: colours.ink,
      anchor: 'end',
    }),
    ...parameters.map(({ name }, n) => textAt(name, columns[n] ?? 0, 28, { fontSize: FONT_SIZE })),
    ...ticks.map((tick) => lineAt([x(tick), 36], [x(tick), bottom + 5])),
    lineAt([left, bottom], [right, bottom], { colour: colours.faint }),
    ...ticks.map((tick) => textAt(formatTick(tick), x(tick), bottom + 15, { anchor: 'middle', fontSize: FONT_SIZE })),
  ];
}

function rowMarks(
  { parameters }: Sweep,
  { times, i }: { times: readonly CellTimes[]; i: number },
  layout: Layout,
): Marks {
  const cell = times[i];
  if (!cell) return [];
  const { left, right, columns, rows, x } = layout;
  const y = rows[i] ?? 0;
  const placed = cell.runs.map((run) => ({ ...run, x: x(run.time.isCensored ? run.time.after : run.time.at), y }));
  const isFirst = i === 0 || isNewGroup(times, i);
  return [
    lineAt([left, y], [right, y]),
    ...parameters.flatMap(({ path }, n) =>
      n === 0 && !isFirst
        ? []
        : [
            textAt(valueText(path, cell.cell.values[n] ?? null), columns[n] ?? 0, y, {
              fontSize: FONT_SIZE,
              colour: colours.ink,
              isBold: n === 0,
            }),
          ],
    ),
    ...(cell.runs.length > 1 && cell.median !== null
      ? [lineAt([x(cell.median), y - 9], [x(cell.median), y + 9], { colour: colours.test, width: 2.25 })]
      : []),
    ...reachedMarks(
      placed.filter(({ time, collapse }) => !time.isCensored && collapse === null),
      cell.runs.length > 1 ? 0.55 : 1,
    ),
    ...lostMarks(placed.filter(({ collapse }) => collapse !== null)),
    ...censoredMarks(placed.filter(({ time }) => time.isCensored).slice(0, 1), 'right'),
    ...noteMarks(cell, placed, layout),
  ];
}

/** What is said beside the marks, the fullest that has room on one side of them. */
function noteMarks(cell: CellTimes, placed: readonly Place[], { left, right }: Layout): Marks {
  const xs = placed.map(({ x }) => x);
  const after = Math.max(...xs) + (cell.runs.some(({ time }) => time.isCensored) ? ARROW : 8) + 5;
  const before = Math.min(...xs) - 12;
  const y = placed[0]?.y ?? 0;
  const look = { fontSize: FONT_SIZE, hasHalo: true };
  for (const text of notesOf(cell)) {
    const size = textWidth(text, FONT_SIZE);
    if (after + size <= right + 14) return [textAt(text, after, y, look)];
    if (before - size >= left) return [textAt(text, before, y, { ...look, anchor: 'end' })];
  }
  return [];
}

/** Of a single run its time, of several how many did not get there; what was lost again. The fullest first. */
function notesOf({ runs }: CellTimes): string[] {
  const [only, ...others] = runs;
  if (only && others.length === 0) {
    const { time, collapse } = only;
    const reached = time.isCensored ? `not within ${formatCount(time.after)}` : formatCount(time.at);
    return collapse
      ? [`${reached}, ${collapseInWords(collapse)}`, `lost at ${formatCount(collapse.fell.at)}`]
      : [reached];
  }
  const late = runs.filter(({ time }) => time.isCensored).length;
  const lost = runs.filter(({ collapse }) => collapse !== null).length;
  const parts = [late > 0 ? `${late} of ${runs.length} not in time` : '', lost > 0 ? `${lost} lost again` : ''];
  const told = parts.filter((part) => part !== '');
  return told.length > 0 ? [told.join(', '), ...told] : [];
}
