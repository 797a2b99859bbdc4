/** The marks of a forest of ratios and what they mean. Places in px. */
import * as Plot from '@observablehq/plot';
import { textWidth } from './format.ts';
import { barsAcross, barsAt, BY_XY, textAt } from './marks.ts';
import { colours } from './palette.ts';

export const FONT_SIZE = 12;
export const REPORTED = colours.fourth;

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The head of an arrow at `x`, pointing left (−1) or right (1). */
export const headAt = ({ x, y }: Spot, towards: -1 | 1, colour: string, width = 1.5): Plot.Markish =>
  Plot.line(
    [
      { x: x - 5 * towards, y: y - 4 },
      { x, y },
      { x: x - 5 * towards, y: y + 4 },
    ],
    { ...BY_XY, stroke: colour, strokeWidth: width, strokeLinejoin: 'round' },
  );

export const pairDots = (spots: readonly Spot[]): Plot.Markish =>
  Plot.dot(spots, { ...BY_XY, r: 3.5, fill: colours.quiet, fillOpacity: 0.75 });

export const reportedMark = (spot: Spot): Plot.Markish =>
  Plot.dot([spot], { ...BY_XY, r: 5, symbol: 'diamond', fill: colours.paper, stroke: REPORTED, strokeWidth: 1.75 });

export const meanMarks = (spots: readonly Spot[]): Plot.Markish =>
  barsAt(
    spots.map(({ x, y }) => ({ x, top: y - 6, bottom: y + 6 })),
    { colour: colours.ink, width: 3 },
  );

/** Means counted in arithmetic. */
export const costMarks = (spots: readonly Spot[]): Plot.Markish =>
  Plot.dot(spots, { ...BY_XY, r: 3.75, symbol: 'square', fill: colours.paper, stroke: colours.ink, strokeWidth: 1.5 });

export interface BarLook {
  readonly colour: string;
  readonly width: number;
}
export const INTERVAL: BarLook = { colour: colours.ink, width: 1.75 };
/** Where one more pair would lie. */
export const ONE_MORE: BarLook = { colour: colours.quiet, width: 1 };

interface Shown {
  readonly hasCosts: boolean;
  readonly hasReported: boolean;
  readonly hasOneMore: boolean;
}

/** What the marks mean, in as many rows as it takes. */
export function legend(
  width: number,
  { hasCosts, hasReported, hasOneMore }: Shown,
): { marks: Plot.Markish[]; rows: number } {
  const entries = [
    { text: 'a pair of one seed', mark: (x: number, y: number) => [pairDots([{ x: x + 8, y }])] },
    {
      text: 'geometric mean, 95\u202f% interval',
      mark: (x: number, y: number) => [
        barsAcross([{ y, left: x, right: x + 18 }], INTERVAL),
        meanMarks([{ x: x + 9, y }]),
      ],
    },
    ...(hasCosts
      ? [{ text: 'the mean in multiply-adds', mark: (x: number, y: number) => [costMarks([{ x: x + 9, y }])] }]
      : []),
    ...(hasReported
      ? [{ text: 'reported, one run', mark: (x: number, y: number) => [reportedMark({ x: x + 9, y })] }]
      : []),
    ...(hasOneMore
      ? [
          {
            text: 'where one more pair of ours would lie (95\u202f%)',
            mark: (x: number, y: number) => [barsAcross([{ y, left: x, right: x + 18 }], ONE_MORE)],
          },
        ]
      : []),
  ];
  let [x, y] = [1, 9];
  const marks = entries.flatMap(({ text, mark }) => {
    const across = 26 + textWidth(text, FONT_SIZE);
    if (x > 1 && x + across > width) [x, y] = [1, y + 20];
    const drawn = [...mark(x, y), textAt(text, x + 25, y, { fontSize: FONT_SIZE })];
    x += across + 18;
    return drawn;
  });
  return { marks, rows: (y - 9) / 20 + 1 };
}
