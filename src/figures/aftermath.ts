/**
 * What becomes of runs once they have generalized: each a line at 100 % from its first 99 % on, with test accuracy hanging
 * from it where it is lower, deeper the lower it is. Runs are followed for different times, so the line says for how long.
 * Source: ours. A time to 99 % alone hides what comes after it.
 */
import type * as Plot from '@observablehq/plot';
import { aftermathOf, type Aftermath } from '../lab/statistics/aftermath.ts';
import type { RunResults } from '../lab/store/results.ts';
import { epochAxisMarks, epochTicks, epochX, type EpochAxis, type Frame } from './epochAxis.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { counted, formatCount, formatShare, formatTick, listed, textWidth } from './format.ts';
import { barsAcross, barsAt, lineAt, textAt, textsAt } from './marks.ts';
import { colours } from './palette.ts';
import { render } from './render.ts';
import { cell, shortest, toCsv } from './table.ts';
import { cellLabel, sweepOf } from './variedParameters.ts';

const FONT_SIZE = 12;
/** px: the head with the scale, one run, more of it before another cell, the epochs below. */
const [HEAD, ROW, GROUP_GAP, FOOT] = [40, 22, 14, 46];
/** px that an accuracy of 0 hangs down. */
const DEPTH = 18;
const NARROW = 520;
/** More runs than these are told by a table. */
const MOST_RUNS = 48;

interface Followed {
  /** What sets its cell apart: "{−1}"; empty where only seeds differ. */
  readonly label: string;
  readonly run: RunResults;
  /** Null: it never got there. */
  readonly aftermath: Aftermath | null;
}

function followed(runs: readonly RunResults[]): Followed[] {
  const sweep = sweepOf(runs);
  const cells = sweep
    ? sweep.cells.map((cell) => ({ label: cellLabel(sweep, cell), runs: cell.runs }))
    : [{ label: '', runs }];
  return cells.flatMap(({ label, runs: own }) => own.map((run) => ({ label, run, aftermath: aftermathOf(run.rows) })));
}

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
  const isNarrow = width < NARROW;
  const labels = Math.max(0, ...all.map(({ label }) => textWidth(label, FONT_SIZE + 1, true)));
  const seeds = Math.max(...all.map((one) => textWidth(seedName(one), FONT_SIZE)));
  // On a narrow figure the cell is named above its runs.
  const seedAt = isNarrow || labels === 0 ? 1 : labels + 14;
  const said = Math.max(...all.map((one) => textWidth(fallsInWords(one, isNarrow), FONT_SIZE)));
  const frame = { left: seedAt + seeds + 12, right: width - said - 12 };
  const gap = isNarrow && labels > 0 ? ROW : GROUP_GAP;
  let y = HEAD - (isNarrow && labels > 0 ? 0 : gap);
  const lines = all.map(({ label }, i) => (y += ROW + (label !== all[i - 1]?.label ? gap : 0) - (i === 0 ? ROW : 0)));
  const every = Math.min(...all.map(({ run }) => run.record.spec.evaluateEvery));
  const longest = Math.max(every, ...all.map(({ aftermath }) => aftermath?.epochs ?? 0));
  return {
    axis: { start: every / 2, end: longest },
    frame: { ...frame, top: HEAD - 8, bottom: (lines.at(-1) ?? HEAD) + ROW },
    seedAt,
    isNarrow,
    lines,
  };
}

const seedName = ({ run }: Followed): string => `seed ${run.record.spec.seed}`;

function fallsInWords({ aftermath }: Followed, isBrief: boolean): string {
  if (!aftermath) return isBrief ? 'never' : 'not at 99\u202f%';
  if (aftermath.falls === 0) return isBrief ? '–' : 'stays above 90\u202f%';
  const { testAccuracy } = aftermath.lowest;
  const lowest = Number.isNaN(testAccuracy) ? 'no number' : formatShare(testAccuracy);
  return isBrief ? `${aftermath.falls}×, ${lowest}` : `${counted(aftermath.falls, 'fall')}, to ${lowest}`;
}

/** Of the evaluations in each px, the lowest accuracy; only where that is below 99 %. */
function dips({ run, aftermath }: Followed, x: (epoch: number) => number): { x: number; testAccuracy: number }[] {
  const lowest = new Map<number, number>();
  for (const { epoch, testAccuracy } of run.rows) {
    if (!aftermath || epoch < aftermath.start || testAccuracy >= 0.99) continue;
    const column = Math.round(x(epoch - aftermath.start));
    lowest.set(column, Math.min(lowest.get(column) ?? 1, Number.isNaN(testAccuracy) ? 0 : testAccuracy));
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
      placed.map(({ one, y }) => inRow(fallsInWords(one, isNarrow), frame.right + 11, y)),
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
      textAt(epoch === axis.start ? '0' : formatTick(epoch), epochX(axis, [frame.left, frame.right], epoch), frame.bottom + 16, { fontSize: FONT_SIZE, anchor: 'middle' }), // prettier-ignore
    ),
    textAt('epochs after the first 99\u202f%', frame.right, frame.bottom + 36, { fontSize: FONT_SIZE, anchor: 'end' }),
  ];
  const svg = render([{ x: 0, y: 0, plot: { width, height, margin: 0, marks } }], { id, theme, width, height });
  // Each run has a zero of its own: no epoch of a page's cursor lies on this axis.
  return { svg, width, height, time: null };
}

function finding(all: readonly Followed[]): string {
  const there = all.filter(({ aftermath }) => aftermath !== null);
  const fallen = there.filter(({ aftermath }) => (aftermath?.falls ?? 0) > 0);
  const byCell = [...Map.groupBy(there, ({ label }) => label)].filter(([label]) => label !== '');
  const cells = byCell.map(([label, own]) => {
    const falls = own.map(({ aftermath }) => aftermath?.falls ?? 0);
    return `${label} ${listed(falls)}`;
  });
  const never = all.length - there.length;
  return (
    `Of ${there.length} runs that reach 99\u202f% test accuracy ${fallen.length} fall below 90\u202f% afterwards, ` +
    `each as far as it was followed.${cells.length > 0 ? ` Falls, run by run: ${cells.join('; ')}.` : ''}` +
    `${never > 0 ? ` ${counted(never, 'run')} never reach${never === 1 ? 'es' : ''} 99\u202f%.` : ''}`
  );
}

const tableOf = (all: readonly Followed[]): Table => ({
  columns: [
    'runs',
    'seed',
    'first 99\u202f% at',
    'epochs followed',
    'falls below 90\u202f%',
    'lowest test accuracy',
    'at epoch',
  ],
  rows: all
    .slice(0, 30)
    .map(({ label, run, aftermath }) => [
      label || 'all',
      run.record.spec.seed,
      ...(aftermath
        ? [
            aftermath.start,
            aftermath.epochs,
            aftermath.falls,
            cell(aftermath.lowest.testAccuracy),
            aftermath.lowest.epoch,
          ]
        : [`not within ${formatCount(run.record.summary.epochs)}`, '', '', '', '']),
    ]),
});

/** Every evaluation from the first 99 % on. */
const csvOf = (all: readonly Followed[]): string =>
  toCsv({
    columns: ['run', 'cell', 'seed', 'epoch', 'epochs_after_99', 'train_accuracy', 'test_accuracy'],
    rows: all.flatMap(({ label, run, aftermath }) =>
      run.rows
        .filter(({ epoch }) => aftermath && epoch >= aftermath.start)
        .map(({ epoch, trainAccuracy, testAccuracy }) => [
          run.record.id,
          label.replaceAll(', ', ' '),
          run.record.spec.seed,
          epoch,
          epoch - (aftermath?.start ?? 0),
          shortest(trainAccuracy),
          shortest(testAccuracy),
        ]),
    ),
  });

export const aftermath: FigureKind = {
  version: 1,
  needs: `2 to ${MOST_RUNS} runs, of which at least one reaches 99 % test accuracy`,
  canDraw: (runs) => runs.length > 1 && runs.length <= MOST_RUNS && runs.some(({ rows }) => aftermathOf(rows) !== null),
  draw: (runs, options) => {
    const all = followed(runs);
    return Promise.resolve({ ...drawRuns(all, options), alt: finding(all), table: tableOf(all), csv: csvOf(all) });
  },
};
