/**
 * What becomes of runs once they have generalized: each a line at 100 % from its first 99 % on, with test accuracy hanging
 * from it where it is lower, deeper the lower it is. Runs are followed for different times, so the line says for how long.
 * Source: ours. A time to 99 % alone hides what comes after it.
 */
import type * as Plot from '@observablehq/plot';
import { aftermathOf, type Aftermath } from '../lab/statistics/aftermath.ts';
import type { RunResults } from '../lab/store/results.ts';
import { rangeText, withDivergences } from './checkpoints.ts';
import { divergenceEpoch } from './divergence.ts';
import { epochAxisMarks, epochTicks, epochTickText, epochX, type EpochAxis, type Frame } from './epochAxis.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { counted, formatCount, formatShare, formatTick, listed, textWidth } from './format.ts';
import { barsAcross, barsAt, lineAt, textAt, textsAt } from './marks.ts';
import { colours } from './palette.ts';
import { render } from './render.ts';
import { shortest, toCsv } from './table.ts';
import { cellInWords, drawableSweep, sweepOf } from './variedParameters.ts';

const FONT_SIZE = 12;
/** px: the head with the scale, one run, more of it before another cell, the epochs below. */
const [HEAD, ROW, GROUP_GAP, FOOT] = [40, 22, 14, 46];
/** px that an accuracy of 0 hangs down. */
const DEPTH = 18;
/** px of the epochs below which cells are named above their runs, and words are short. */
const LEAST = 260;
/** More runs than these are too many to look at one by one. */
const MOST_RUNS = 48;

interface Followed {
  /** What sets its cell apart: "{−1}", "learning rate 0.01"; empty where only seeds differ. */
  readonly label: string;
  readonly run: RunResults;
  /** Null: it was not at 99 % within its budget. */
  readonly aftermath: Aftermath | null;
}

function followed(runs: readonly RunResults[]): Followed[] {
  const sweep = drawableSweep(runs);
  const cells = sweep
    ? sweep.cells.map((cell) => ({ label: cellInWords(sweep, cell), runs: cell.runs }))
    : [{ label: '', runs }];
  return cells.flatMap(({ label, runs: own }) => own.map((run) => ({ label, run, aftermath: aftermathOf(run.rows) })));
}

const byCell = (all: readonly Followed[]): [label: string, own: Followed[]][] => [
  ...Map.groupBy(all, ({ label }) => label),
];

interface Layout {
  readonly axis: EpochAxis;
  readonly frame: Frame;
  /** Where the seed of a run is told. */
  readonly seedAt: number;
  readonly isNarrow: boolean;
  /** px of the line of each run. */
  readonly lines: readonly number[];
}

function layoutOf(all: readonly Followed[], width: number): Layout {
  const names = Math.max(0, ...all.map(({ label }) => textWidth(label, FONT_SIZE + 1, true)));
  const seeds = Math.max(...all.map((one) => textWidth(seedName(one), FONT_SIZE)));
  const acrossOf = (isBrief: boolean): Pick<Frame, 'left' | 'right'> => {
    const said = Math.max(...all.map((one) => textWidth(aftermathInWords(one, isBrief), FONT_SIZE)));
    return { left: (isBrief || names === 0 ? 1 : names + 14) + seeds + 12, right: width - said - 12 };
  };
  const wide = acrossOf(false);
  const isNarrow = wide.right - wide.left < LEAST;
  const { left, right } = isNarrow ? acrossOf(true) : wide;
  const isNamedAbove = isNarrow && names > 0;
  const gap = isNamedAbove ? ROW : GROUP_GAP;
  let y = HEAD - ROW - (isNamedAbove ? 0 : gap);
  const lines = all.map(({ label }, i) => (y += ROW + (label !== all[i - 1]?.label || i === 0 ? gap : 0)));
  const every = Math.min(...all.map(({ run }) => run.record.spec.evaluateEvery));
  const longest = Math.max(every, ...all.map(({ aftermath }) => aftermath?.epochs ?? 0));
  return {
    axis: { start: every / 2, end: longest },
    frame: { left, right, top: HEAD - 8, bottom: (lines.at(-1) ?? HEAD) + ROW },
    seedAt: left - seeds - 12,
    isNarrow,
    lines,
  };
}

const seedName = ({ run }: Followed): string => `seed ${run.record.spec.seed}`;

/** What became of one run, to the right of its line. */
function aftermathInWords({ run, aftermath }: Followed, isBrief: boolean): string {
  const divergence = divergenceEpoch(run);
  if (!aftermath) return isBrief ? `> ${formatTick(run.record.summary.epochs)}` : 'not at 99\u202f%';
  const lowest = formatShare(aftermath.lowest.accuracy);
  const parts = [
    ...(aftermath.falls > 0
      ? [isBrief ? `${aftermath.falls}×, ${lowest}` : `${counted(aftermath.falls, 'fall')}, to ${lowest}`]
      : []),
    ...(divergence === null ? [] : ['diverged']),
  ];
  return parts.join(', ') || (isBrief ? '–' : 'not below 90\u202f%');
}

/** Of the evaluations in each px, the lowest accuracy; only where that is below 99 %. */
function dips({ run, aftermath }: Followed, x: (epoch: number) => number): { x: number; testAccuracy: number }[] {
  const lowest = new Map<number, number>();
  for (const { epoch, testAccuracy } of run.rows) {
    if (!aftermath || epoch < aftermath.start || testAccuracy >= 0.99) continue;
    const column = Math.round(x(epoch - aftermath.start));
    lowest.set(column, Math.min(lowest.get(column) ?? 1, testAccuracy));
  }
  return [...lowest]
    .map(([column, testAccuracy]) => ({ x: column, testAccuracy }))
    .sort((one, other) => one.x - other.x);
}

function rowMarks(all: readonly Followed[], { frame, axis, seedAt, isNarrow, lines }: Layout): Plot.Markish[] {
  const x = (epoch: number): number => epochX(axis, [frame.left, frame.right], epoch);
  const placed = all.map((one, i) => ({ one, y: lines[i] ?? 0 }));
  const watched = placed.flatMap(({ one: { aftermath }, y }) =>
    aftermath ? [{ y, left: frame.left, right: x(aftermath.epochs) }] : [],
  );
  const hanging = placed.flatMap(({ one, y }) =>
    dips(one, x).map((dip) => ({ x: dip.x, top: y, bottom: y + DEPTH * (1 - dip.testAccuracy), dip })),
  );
  const isDeep = ({ dip }: (typeof hanging)[number]): boolean => dip.testAccuracy < 0.9;
  const small = { fontSize: FONT_SIZE } as const;
  const inRow = (text: string, left: number, y: number) => ({ text, x: left, y: y + DEPTH / 3 });
  return [
    textsAt(
      placed.map(({ one, y }) => inRow(seedName(one), seedAt, y)),
      small,
    ),
    textsAt(
      placed.map(({ one, y }) => inRow(aftermathInWords(one, isNarrow), frame.right + 11, y)),
      small,
    ),
    barsAcross(watched, { colour: colours.faint, width: 1.5 }),
    barsAt(
      watched.map(({ y, right }) => ({ x: right, top: y - 3, bottom: y + 3 })),
      { colour: colours.faint, width: 1.5 },
    ),
    barsAt(
      hanging.filter((bar) => !isDeep(bar)),
      { colour: colours.test, width: 1, opacity: 0.6 },
    ),
    barsAt(hanging.filter(isDeep), { colour: colours.test, width: 1.5 }),
  ];
}

/** The names of the cells, each at its first run, and what the depth means. */
function headMarks(all: readonly Followed[], { lines, isNarrow }: Layout, width: number): Plot.Markish[] {
  const names = all.flatMap(({ label }, i) => {
    const y = (lines[i] ?? 0) + (isNarrow ? -13 : DEPTH / 3);
    const look = { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink } as const;
    return label !== '' && label !== all[i - 1]?.label ? [textAt(label, 1, y, look)] : [];
  });
  const small = { fontSize: FONT_SIZE } as const;
  return [
    ...names,
    lineAt([2, 3], [26, 3], { colour: colours.faint, width: 1.5 }),
    barsAt([{ x: 14, top: 3, bottom: 3 + DEPTH / 2 }], { colour: colours.test, width: 1.5 }),
    textAt('test accuracy 50\u202f%', 34, 9, small),
    ...(isNarrow ? [textAt('falls below 90\u202f%', width - 1, 9, { ...small, anchor: 'end' })] : []),
  ];
}

function drawRuns(
  all: readonly Followed[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const layout = layoutOf(all, width);
  const { frame, axis } = layout;
  const height = frame.bottom + FOOT;
  const marks = [
    ...headMarks(all, layout, width),
    ...rowMarks(all, layout),
    ...epochAxisMarks(axis, { frame, width, fontSize: FONT_SIZE, isLabelled: false }),
    ...epochTicks(axis).map(
      (epoch) =>
      textAt(epochTickText(axis, epoch), epochX(axis, [frame.left, frame.right], epoch), frame.bottom + 16, { fontSize: FONT_SIZE, anchor: 'middle' }), // prettier-ignore
    ),
    textAt('epochs after the first 99\u202f%, logarithmic', frame.right, frame.bottom + 36, { fontSize: FONT_SIZE, anchor: 'end' }), // prettier-ignore
  ];
  const svg = render([{ x: 0, y: 0, plot: { width, height, margin: 0, marks } }], { id, theme, width, height });
  // Each run has a zero of its own: no epoch of a page's cursor lies on this axis.
  return { svg, width, height, time: null };
}

/** Cells in which a run falls, the worst first. */
const MOST_TOLD = 8;

function finding(all: readonly Followed[]): string {
  const there = all.filter(({ aftermath }) => aftermath !== null);
  const falls = ({ aftermath }: Followed): number => aftermath?.falls ?? 0;
  const fallen = there.filter((one) => falls(one) > 0);
  const cells = byCell(there)
    .map(([label, own]) => ({ label, own, falls: own.reduce((sum, one) => sum + falls(one), 0) }))
    .filter((cell) => cell.label !== '' && cell.falls > 0)
    .sort((one, other) => other.falls - one.falls);
  const told = cells.slice(0, MOST_TOLD).map(({ label, own }) => `${label}: ${listed(own.map(falls))}`);
  const late = all.length - there.length;
  const verb = fallen.length === 1 ? 'falls' : 'fall';
  return withDivergences(
    all.map(({ run }) => run),
    `Of ${counted(there.length, 'run')} at 99\u202f% test accuracy ${fallen.length || 'none'} ${verb} below 90\u202f% afterwards, each as far as it was followed.` +
      (told.length > 0
        ? ` Falls, run by run, ${cells.length > MOST_TOLD ? `of the worst ${MOST_TOLD} of ${cells.length}: ` : ''}${told.join('; ')}.`
        : '') + // prettier-ignore
      (late > 0 ? ` ${counted(late, 'run')} ${late === 1 ? 'is' : 'are'} not at 99\u202f% within the budget.` : ''),
  );
}

const range = (values: readonly number[]): string => rangeText(values, formatCount);

/** A row a cell, or where only seeds differ a row a seed. */
const tableOf = (all: readonly Followed[]): Table => ({
  columns: [
    'runs',
    'at 99\u202f%',
    'of them below 90\u202f% again',
    'falls',
    'lowest test accuracy',
    'epochs followed',
  ],
  rows: [...Map.groupBy(all, (one) => one.label || seedName(one))].slice(0, 30).map(([label, own]) => {
    const known = own.flatMap(({ aftermath }) => aftermath ?? []);
    const [falls, lowest] = [known.map((one) => one.falls), known.map((one) => one.lowest.accuracy)];
    return [
      label,
      `${known.length} of ${own.length}`,
      falls.filter((count) => count > 0).length,
      falls.reduce((sum, count) => sum + count, 0),
      known.length > 0 ? formatShare(Math.min(...lowest)) : '',
      known.length > 0 ? range(known.map(({ epochs }) => epochs)) : '',
    ];
  }),
});

/** A row a run; what is not known of one that was not at 99 % is left empty. */
const csvOf = (all: readonly Followed[]): string =>
  toCsv({
    columns: ['run', 'cell', 'seed', 'first_99_at', 'epochs_followed', 'falls_below_90', 'lowest_test_accuracy', 'lowest_at', 'diverged_at'], // prettier-ignore
    rows: all.map(({ label, run, aftermath }) => [
      run.record.id,
      label.replaceAll(', ', ' '),
      run.record.spec.seed,
      aftermath?.start ?? '',
      aftermath?.epochs ?? '',
      aftermath?.falls ?? '',
      aftermath ? shortest(aftermath.lowest.accuracy) : '',
      aftermath?.lowest.epoch ?? '',
      divergenceEpoch(run) ?? '',
    ]),
  });

export const aftermath: FigureKind = {
  version: 1,
  needs: `2 to ${MOST_RUNS} runs that differ in at most two parameters and their seeds, of which at least one reaches 99 % test accuracy`,
  canDraw: (runs) =>
    runs.length > 1 &&
    runs.length <= MOST_RUNS &&
    (sweepOf(runs) === null || drawableSweep(runs) !== null) &&
    runs.some(({ rows }) => aftermathOf(rows) !== null),
  draw: (runs, options) => {
    const all = followed(runs);
    return Promise.resolve({ ...drawRuns(all, options), alt: finding(all), table: tableOf(all), csv: csvOf(all) });
  },
};
