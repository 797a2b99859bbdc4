/** One line for each running run, in as many columns as the terminal has room for. */
import { remainingOf } from './estimate.ts';
import type { Paint, Style } from './paint.ts';
import type { RunProgress } from './progress.ts';
import { sparkline } from './sparkline.ts';
import { pad, widthOf } from './width.ts';
import { cellWords, durationText, speedText } from './words.ts';

interface Column {
  readonly title: string;
  /** Positive: aligned right. */
  readonly width: number;
  /** Columns left free after it. @default 2 */
  readonly gap?: number;
  readonly text: (run: RunProgress) => string;
}

type Name = 'run' | 'cell' | 'epoch' | 'trainCurve' | 'train' | 'testCurve' | 'test' | 'speed' | 'left';

/** Where there is no room for all columns, these go, in this order. The run's id stays. */
const DROPPED_FIRST: readonly Name[] = ['cell', 'trainCurve', 'speed', 'train', 'epoch', 'left', 'testCurve', 'test'];
const TRAIN_CURVE_WIDTH = 6;
const TEST_CURVE_WIDTH = { least: 6, most: 24 };

/** @param all decides how wide columns are, so that they stay put. @param width columns of the terminal. */
export function runTable(
  running: readonly RunProgress[],
  all: readonly RunProgress[],
  { width, paint }: { width: number; paint: Paint },
): string[] {
  const columns = fit(columnsOf(all, paint), width, paint);
  const join = (textOf: (column: Column) => string): string =>
    columns
      .map((column) => pad(textOf(column), column.width) + ' '.repeat(column.gap ?? 2))
      .join('')
      .trimEnd();
  const header = join(({ title }) => title);
  const lines = running.map((run) => join(({ text }) => text(run)));
  return [paint('dim', header), ...lines];
}

function columnsOf(all: readonly RunProgress[], paint: Paint): Record<Name, Column> {
  const widest = (text: (run: RunProgress) => string): number => Math.max(0, ...all.map((run) => widthOf(text(run))));
  return {
    run: { title: 'run', width: -12, text: ({ row }) => row.id },
    cell: { title: 'cell', width: -Math.max(4, widest(cellText)), text: cellText },
    epoch: { title: 'epoch', width: Math.max(9, widest(budgetText)), text: epochText },
    trainCurve: curveColumn('trainAccuracy', TRAIN_CURVE_WIDTH, paint),
    train: { title: 'train', width: 6, text: (run) => accuracyText(run, 'trainAccuracy') },
    testCurve: curveColumn('testAccuracy', TEST_CURVE_WIDTH.least, paint),
    test: { title: 'test', width: 6, text: (run) => paint(testStyle(run), accuracyText(run, 'testAccuracy')) },
    speed: { title: 'speed', width: 6, text: (run) => speed(run) },
    left: { title: 'left', width: 8, text: leftText },
  };
}

function fit(all: Record<Name, Column>, width: number, paint: Paint): readonly Column[] {
  const dropped = new Set<Name>();
  const shown = (): Column[] =>
    (Object.keys(all) as Name[]).filter((name) => !dropped.has(name)).map((name) => all[name]);
  // The last column needs no gap.
  const room = (): number =>
    shown().reduce((rest, column) => rest - Math.abs(column.width) - (column.gap ?? 2), width + 2);
  for (const name of DROPPED_FIRST) if (room() < 0) dropped.add(name);
  const { least, most } = TEST_CURVE_WIDTH;
  const testCurve = curveColumn('testAccuracy', Math.min(most, least + Math.max(0, room())), paint);
  return shown().map((column) => (column === all.testCurve ? testCurve : column));
}

type Split = 'trainAccuracy' | 'testAccuracy';

/** Fills up over the epochs expected; over those trained once they are more. */
function curveColumn(split: Split, width: number, paint: Paint): Column {
  const text = (run: RunProgress): string => {
    const points = run.curve.map((row) => ({ epoch: row.epoch, value: row[split] }));
    const drawn = sparkline(points, Math.max(run.row.expectedEpochs, run.epoch), width);
    const style = split === 'testAccuracy' ? testStyle(run) : 'dim';
    return paint(style, drawn) + paint('dim', '·'.repeat(width - drawn.length));
  };
  return { title: '', width: -width, gap: 1, text };
}

const GENERALIZED = 0.99;

const testStyle = ({ curve }: RunProgress): Style =>
  (curve.at(-1)?.testAccuracy ?? 0) >= GENERALIZED ? 'generalized' : 'testing';

function accuracyText({ curve }: RunProgress, split: Split): string {
  const value = curve.at(-1)?.[split] ?? NaN;
  return Number.isFinite(value) ? `${(100 * value).toFixed(1)}%` : '–';
}

const budgetText = ({ row }: RunProgress): string => `${row.spec.epochs}/${row.spec.epochs}`;

function epochText({ row, stage, epoch }: RunProgress): string {
  return stage === 'starting' || stage === 'measuring' ? stage : `${epoch}/${row.spec.epochs}`;
}

const cellText = ({ row }: RunProgress): string => cellWords(row.cell);

function speed({ stage, epochsPerSecond }: RunProgress): string {
  const text = stage === 'training' ? speedText(epochsPerSecond) : '';
  return text && `${text}/s`;
}

function leftText(run: RunProgress): string {
  if (run.stage === 'measuring') return run.measure;
  const { seconds, isAtMost } = remainingOf(run);
  return `${isAtMost ? '≤ ' : ''}${durationText(seconds)}`;
}
