/** The loss of every pair at four moments, as p × p pictures from left to right in time. */
import { mean } from '../lab/mean.ts';
import type { PairsResults, RunResults } from '../lab/store/results.ts';
import { allPairs, type ModularTask } from '../lab/tasks/modular.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { divergedAt, largestFinite } from './divergence.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { formatCount, formatNumber, formatPower } from './format.ts';
import { imageAt, textAt } from './marks.ts';
import { momentsOf, rowAt } from './moments.ts';
import { pairGrid } from './pairGrid.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { cividis, levels } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, significant, toCsv } from './table.ts';

const FONT_SIZE = 12;
/** Few: the picture of a noise this fine hardly compresses, and pages carry it twice. */
const LEVELS = 16;
const PALETTE = levels(cividis, LEVELS);

interface PairPicture {
  readonly name: string;
  readonly epoch: number;
  readonly loss: Float32Array;
  /** Mean over each split, nats. */
  readonly train: number;
  readonly test: number;
}

/** Decades of the shared scale: losses outside lie on its ends. */
interface Decades {
  readonly low: number;
  readonly high: number;
}

function picturesOf(run: RunResults, { momentEpochs, loss, isTrain }: PairsResults): PairPicture[] {
  // The moments of the measure are those of the story but for the onset, which it does not have.
  const names = momentsOf(run, momentEpochs).filter(({ name }) => name !== 'onset');
  return momentEpochs.map((epoch, i) => {
    const values = loss[i] ?? new Float32Array();
    const over = (split: number): number => mean(values.filter((_, pair) => isTrain[pair] === split));
    // Moments of a short run fall together: its first picture is init, a later one what it came to.
    const same = names.filter((moment) => moment.epoch === epoch);
    const name = same.at(i === 0 ? 0 : -1)?.name ?? '';
    return { name, epoch, loss: values, train: over(1), test: over(0) };
  });
}

/** From the lowest percentile of all finite losses, 10⁻⁸ at least, to the highest one, in whole decades. */
function decadesOf(pictures: readonly PairPicture[]): Decades {
  const all = Float64Array.from(pictures.flatMap(({ loss }) => [...loss].filter(Number.isFinite))).sort();
  const low = Math.max(1e-8, all[Math.floor(all.length / 100)] ?? 1e-8);
  const decade = Math.floor(Math.log10(low));
  return { low: decade, high: Math.max(Math.ceil(Math.log10(largestFinite(all, 0))), decade + 1, -7) };
}

/** Row of the picture: a, downwards; column: b. Pairs that the task leaves out, and losses of NaN, are paper. */
function pictureUrl({ loss }: PairPicture, { low, high }: Decades, task: ModularTask): string {
  const levels = loss.map((x) => levelOf((Math.log10(Math.max(x, 1e-30)) - low) / (high - low), LEVELS));
  return heatmapUrl({ width: task.p, height: task.p, levels: pairGrid(task, levels), palette: PALETTE });
}

interface Grid {
  readonly columns: number;
  /** px of a picture's side: a multiple of p / 2 where that costs little, so that cells are equally large. */
  readonly side: number;
  readonly gap: number;
  readonly left: number;
}

function gridOf(width: number, p: number, count: number): Grid {
  const columns = width < 560 ? 2 : count;
  const gap = width < 560 ? 14 : 20;
  const left = 16;
  const room = Math.floor((width - left - (columns - 1) * gap) / columns);
  const snapped = Math.floor(room / (p / 2)) * (p / 2);
  const side = snapped > 0.85 * room ? snapped : room;
  return { columns, left, side, gap: Math.floor((width - left - columns * side) / (columns - 1)) };
}

function pictureMarks(
  picture: PairPicture,
  decades: Decades,
  task: ModularTask,
  side: number,
): NonNullable<Panel['plot']['marks']> {
  const bold = { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink };
  const below = side + HEAD + 11;
  return [
    textAt(picture.name, 16, 8, bold),
    textAt(`epoch ${formatCount(picture.epoch)}`, 16, 24, { fontSize: FONT_SIZE }),
    imageAt(pictureUrl(picture, decades, task), { x: 16, y: HEAD, width: side, height: side }),
    textAt('a', 12, HEAD + 6, { anchor: 'end', fontSize: FONT_SIZE }),
    textAt('b', 16 + side, below, { anchor: 'end', fontSize: FONT_SIZE }),
    textAt(`train mean ${formatNumber(picture.train)}`, 16, below, { fontSize: FONT_SIZE, colour: colours.train }),
    textAt(`test mean ${formatNumber(picture.test)}`, 16, below + 15, { fontSize: FONT_SIZE, colour: colours.test }),
  ];
}

/** px above and below a picture. */
const HEAD = 36;
const FOOT = 38;

function drawPictures(
  run: RunResults,
  pictures: readonly PairPicture[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const { task } = run.record.spec;
  const decades = decadesOf(pictures);
  const { columns, side, gap, left } = gridOf(width, task.p, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const cell = { width: left + side + gap, height: HEAD + side + FOOT };
  const top = 26;
  const legendWidth = Math.min(width, left + columns * (side + gap) - gap);
  const height = Math.ceil(top + rows * (cell.height + 12) - 12);
  const legend: Panel = {
    x: 0,
    y: 0,
    plot: {
      width: legendWidth,
      height: top,
      margin: 0,
      marks: rampLegend(
        {
          label: 'loss of a pair (nats)',
          ends: [`≤ ${formatPower(decades.low)}`, decades.high === 1 ? '10' : formatPower(decades.high)],
          palette: PALETTE,
        },
        { right: legendWidth - 1, y: 8, fontSize: FONT_SIZE },
      ),
    },
  };
  const panels = pictures.map((picture, i): Panel => ({
    x: (i % columns) * (side + gap),
    y: top + Math.floor(i / columns) * (cell.height + 12),
    plot: { width: cell.width, height: cell.height, margin: 0, marks: pictureMarks(picture, decades, task, side) },
  }));
  return { svg: render([legend, ...panels], { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, pictures: readonly PairPicture[]): string {
  const { spec, summary } = run.record;
  const isFinite = ({ train, test }: PairPicture): boolean => Number.isFinite(train + test);
  const parts = pictures
    .filter(isFinite)
    .map(
      ({ name, epoch, train, test }) =>
        `${name} (epoch ${formatCount(epoch)}) train ${formatNumber(train)}, test ${formatNumber(test)}`,
    );
  const broken = pictures.find((picture) => !isFinite(picture));
  if (broken) parts.push(`the run ${divergedAt(run, broken.epoch)}`);
  const seed = `(seed ${spec.seed})`;
  return (
    `Mean loss of trained and held-out pairs in nats: ${parts.join('; ')}` +
    (summary.tMem ? `. Once memorized, the dark cells are the trained pairs ${seed}.` : ` ${seed}.`)
  );
}

function tableOf(run: RunResults, pictures: readonly PairPicture[]): Table {
  return {
    columns: ['moment', 'epoch', 'mean train loss (nats)', 'mean test loss (nats)', 'train accuracy', 'test accuracy'],
    rows: pictures.map(({ name, epoch, train, test }) => {
      const row = rowAt(run, epoch);
      return [name, epoch, ...[train, test, row.trainAccuracy, row.testAccuracy].map((x) => cell(x, 4))];
    }),
  };
}

function csvOf({ record }: RunResults, { isTrain }: PairsResults, pictures: readonly PairPicture[]): string {
  const pairs = allPairs(record.spec.task);
  return toCsv({
    columns: ['a', 'b', 'is_train', ...pictures.map(({ epoch }) => `loss_epoch_${epoch}`)],
    rows: Array.from(isTrain, (train, pair) => [
      ...(pairs[pair] ?? []),
      train,
      ...pictures.map(({ loss }) => significant(loss[pair] ?? NaN, 5)),
    ]),
  });
}

export const pairLoss: FigureKind = {
  version: 1,
  needs: 'a run with the measure pairs',
  canDraw: ([run]) => Boolean(run?.pairs),
  draw: ([run], options) => {
    if (!run?.pairs) throw new TypeError(`pairLoss: run ${run?.record.id ?? '(none)'} has no measure pairs`);
    const pictures = picturesOf(run, run.pairs);
    return Promise.resolve({
      ...drawPictures(run, pictures, options),
      alt: finding(run, pictures),
      table: tableOf(run, pictures),
      csv: csvOf(run, run.pairs, pictures),
    });
  },
};
