/** Test accuracy in the size of a word, for lists: no axes, no text. */
import * as Plot from '@observablehq/plot';
import { curveLines } from './curves.ts';
import { curveCsv, curveTable, passageTable, type Column } from './curveTable.ts';
import { thinOut, type Point } from './downsample.ts';
import { epochAxis, epochScale, epochX, onAxis, timeAxis } from './epochAxis.ts';
import type { FigureKind } from './figure.ts';
import { accuracyFinding } from './findings.ts';
import type { Place } from './geometry.ts';
import { medianRise } from './seeds.ts';
import { colours } from './palette.ts';
import { render } from './render.ts';

const columns: readonly Column[] = [{ name: 'test accuracy', value: (row) => row.testAccuracy }];
const PADDING = 3;

export const spark: FigureKind = {
  version: 1,
  needs: 'a run',
  canDraw: (runs) => runs.length > 0,
  draw: (runs, { id, width, theme }) => {
    const height = Math.round(Math.min(64, Math.max(22, 0.24 * width)));
    const epochs = epochAxis(runs);
    const [top, bottom] = [PADDING, height - PADDING];
    const seeds = curveLines(runs, {
      name: null,
      colour: colours.test,
      value: (row) => row.testAccuracy,
      middle: medianRise,
    });
    // In a picture this small a line passes through its turning points without being told.
    const lines = seeds.map((line) => ({ ...line, keep: new Set<number>() }));
    const place = ({ epoch, value }: Point): Place => ({
      x: epochX(epochs, [PADDING, width - PADDING], epoch),
      y: bottom + value * (top - bottom),
    });
    const plot: Plot.PlotOptions & { width: number; height: number } = {
      width,
      height,
      margin: PADDING,
      x: epochScale(epochs),
      y: { domain: [0, 1], axis: null },
      marks: [
        Plot.ruleY([0], { stroke: colours.rule }),
        ...thinOut(lines, { place, budget: 240 }).map(({ points, opacity = 1, width: strokeWidth = 1.5 }) =>
          Plot.line(points, {
            x: ({ epoch }: Point) => onAxis(epochs, epoch),
            y: 'value',
            stroke: colours.test,
            strokeWidth,
            strokeOpacity: opacity,
          }),
        ),
      ],
    };
    return Promise.resolve({
      svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }),
      width,
      height,
      alt: accuracyFinding(runs),
      table: runs.length > 1 ? passageTable(runs, columns) : curveTable(runs, columns),
      csv: curveCsv(runs, columns),
      time: timeAxis(epochs, [PADDING, width - PADDING], [top, bottom]),
    });
  },
};
