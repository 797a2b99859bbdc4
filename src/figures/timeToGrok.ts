/**
 * Time to 95 % test accuracy over a sweep, every run on its own: against a number with the power law through all runs,
 * in rows where what varies is a name. Runs that did not get there are drawn open at their budgets and stay in the fit.
 * Source: the sweeps of atgugu/grokking_experiments, tables of single runs; the law through censored runs is ours.
 */
import { powerLaw, type PowerLaw } from '../lab/statistics/powerLaw.ts';
import { withDivergences } from './checkpoints.ts';
import type { FigureKind } from './figure.ts';
import { formatCount } from './format.ts';
import { boundsText, signed } from './powerLawWords.ts';
import { render } from './render.ts';
import { sweepAxisOf, type SweepAxis } from './sweepAxis.ts';
import { countsInWords, timesCsv, timesInWords, timesOf, timesTable, type CellTimes } from './sweepTimes.ts';
import { timeToGrokPoints } from './timeToGrokPoints.ts';
import { timeToGrokRows } from './timeToGrokRows.ts';
import { cellLabel, drawableSweep, parametersInWords, type Sweep } from './variedParameters.ts';

/** Values of the axis at which runs got there, from which a law is drawn: through three points, any line looks good. */
const LEAST_CELLS = 4;
/**
 * Of all cells, those that got there. Where fewer did, the others would make the law: their bounds alone give it a sign, and
 * that all get there in the end is taken for granted.
 */
const LEAST_SHARE = 2 / 3;

/** Null: none that runs carry. */
function lawOf(axis: SweepAxis | null, times: readonly CellTimes[]): PowerLaw | null {
  const reached = times.filter(({ median }) => median !== null);
  if (!axis || new Set(reached.map(({ cell }) => axis.valueOf(cell))).size < LEAST_CELLS) return null;
  if (reached.length < LEAST_SHARE * times.length) return null;
  const points = times.flatMap(({ cell, runs }) => runs.map(({ time }) => ({ x: axis.valueOf(cell), time })));
  return points.every(({ x }) => x > 0) ? powerLaw(points) : null;
}

/** Beyond so many, a sentence does not name them. */
const MOST_LOST = 8;

function lostInWords(sweep: Sweep, times: readonly CellTimes[]): string {
  const lost = times.flatMap(({ cell, runs }) =>
    runs.flatMap(({ collapse }) =>
      collapse ? [`${cellLabel(sweep, cell)} from epoch ${formatCount(collapse.fell.at)}`] : [],
    ),
  );
  const others = lost.length > MOST_LOST ? ' and elsewhere' : '';
  return lost.length === 0 ? '' : ` Lost again after it was reached: ${lost.slice(0, MOST_LOST).join(', ')}${others}.`;
}

interface Told {
  readonly sweep: Sweep;
  readonly times: readonly CellTimes[];
  readonly axis: SweepAxis | null;
  readonly law: PowerLaw | null;
}

function finding({ sweep, times, axis, law }: Told): string {
  const counts = countsInWords(times);
  const interval = law && (boundsText(law) ?? 'interval not estimable');
  const lead =
    law && axis
      ? `Time to 95\u202f% test accuracy goes as ${axis.noun} to the power ${signed(law.slope)} ${interval} (${counts}).`
      : `Time to 95\u202f% test accuracy, ${counts}.`;
  const every = times[0]?.runs[0]?.run.record.spec.evaluateEvery ?? 1;
  return `${lead} By ${axis?.noun ?? parametersInWords(sweep)}: ${timesInWords(sweep, times)} (evaluated every ${every} epochs).${lostInWords(sweep, times)}`;
}

export const timeToGrok: FigureKind = {
  version: 1,
  needs: 'runs that differ in one or two parameters besides their seeds',
  canDraw: (runs) => drawableSweep(runs) !== null,
  draw: (runs, { id, width, theme }) => {
    const sweep = drawableSweep(runs);
    if (!sweep)
      throw new TypeError('timeToGrok: expected runs that differ in one or two parameters besides their seeds');
    const times = timesOf(sweep);
    const axis = sweepAxisOf(sweep);
    const law = lawOf(axis, times);
    const plot = axis ? timeToGrokPoints({ axis, times, law, width }) : timeToGrokRows(sweep, times, width);
    const { height } = plot;
    return Promise.resolve({
      svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }),
      width,
      height,
      time: null,
      alt: withDivergences(runs, finding({ sweep, times, axis, law })),
      table: timesTable(sweep, times),
      csv: timesCsv(sweep, times),
    });
  },
};
