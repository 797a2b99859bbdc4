/**
 * The list beside the curves of a sweep's film: each value with the look of its curve, the epoch of 95 % once it has
 * come, and below them a gauge of test accuracy, by which a value is told from others whose curves lie upon its own.
 */
import { median } from '../../lab/statistics/median.ts';
import { formatCount, textWidth } from '../format.ts';
import { barsAt, lineAt, textAt } from '../marks.ts';
import { colours } from '../palette.ts';
import type { Panel } from '../render.ts';
import type { SeriesLook } from '../seriesLooks.ts';
import type { CellTimes } from '../sweepTimes.ts';
import { shortLabel, shortNames, type Sweep } from '../variedParameters.ts';
import { FONT_SIZE } from './readout.ts';

/** The runs of one cell, and how their curves are drawn. */
export interface FilmCell extends CellTimes {
  readonly look: SeriesLook;
}

type Marks = NonNullable<Panel['plot']['marks']>;

interface GaugePlace {
  readonly y: number;
  readonly right: number;
}

interface SweepList {
  readonly sweep: Sweep;
  readonly cells: readonly FilmCell[];
}

/** px of the heads above the rows, of a row where there are few, and from its middle down to its gauge. */
const [HEADS, MOST_ROW, DROP] = [60, 44, 16];
/** px of the sample of a line, and from there to the value. */
const [SAMPLE, INDENT] = [30, 38];

/** Width of the list, px: the longest value with its sample, and an epoch. */
export function listWidth({ sweep, cells }: SweepList): number {
  const label = Math.max(...cells.map(({ cell }) => textWidth(shortLabel(sweep, cell), FONT_SIZE)));
  return Math.ceil(INDENT + label + 30 + textWidth('> 00 000', FONT_SIZE));
}

export function listPlot(
  list: SweepList,
  epoch: number,
  { width, height }: { width: number; height: number },
): Panel['plot'] {
  // prettier-ignore
  const { sweep, cells } = list;
  const row = Math.min(MOST_ROW, (height - HEADS) / cells.length);
  const names = shortNames(sweep);
  return {
    width,
    height,
    margin: 0,
    marks: [
      // A long name begins above the curves, where there is room.
      textAt(names, Math.min(0, width - 1 - textWidth(names, FONT_SIZE)), 14, {
        fontSize: FONT_SIZE,
        colour: colours.ink,
      }),
      textAt('95\u202f% at', width - 1, 42, { fontSize: FONT_SIZE, anchor: 'end' }),
      ...cells.flatMap((cell, i) => {
        const y = HEADS + (i + 0.5) * row - 4;
        const { colour, dash } = cell.look;
        return [
          lineAt([0, y], [SAMPLE, y], { colour, width: 5, dash }),
          textAt(shortLabel(sweep, cell.cell), INDENT, y, { fontSize: FONT_SIZE, colour: colours.ink }),
          textAt(status(cell, epoch), width - 1, y, { fontSize: FONT_SIZE, anchor: 'end', colour: colours.ink }),
          ...gauge(cell, epoch, { y: y + DROP, right: width - 1 }),
        ];
      }),
    ],
  };
}

/** When half of the runs were at 95 %, from then on; from the end of their budget that they were not. */
function status({ runs, median: reached }: CellTimes, epoch: number): string {
  if (reached !== null) return reached <= epoch ? formatCount(reached) : '';
  const budget = Math.max(...runs.map(({ time }) => (time.isCensored ? time.after : time.at)));
  return budget <= epoch ? `> ${formatCount(budget)}` : '';
}

/** Test accuracy from 0 to 1: a bar to the median over seeds, a stroke at each of several. */
function gauge({ runs, look: { colour } }: FilmCell, epoch: number, { y, right }: GaugePlace): Marks {
  const accuracies = runs.flatMap(({ run }) => run.rows.findLast((row) => row.epoch <= epoch)?.testAccuracy ?? []);
  const x = (accuracy: number): number => INDENT + accuracy * (right - INDENT);
  const strokes = accuracies.map((accuracy) => ({ x: x(accuracy), top: y - 5, bottom: y + 5 }));
  return [
    lineAt([INDENT, y], [right, y], { width: 2 }),
    lineAt([INDENT, y], [x(median(accuracies)), y], { colour, width: 4 }),
    ...(strokes.length > 1 ? [barsAt(strokes, { colour, width: 2 })] : []),
  ];
}
