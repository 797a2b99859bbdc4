/**
 * How many frequencies share what the logits have along cos and sin w_k(a+b): exp of the entropy of their energies.
 * One line a seed; a dot where it answers half of the held-out pairs. Source: ours.
 */
import { effectiveNumber } from '../lab/measures/effectiveNumber.ts';
import { nearestIndex } from '../lab/measures/nearest.ts';
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import { alignedSeries, checkpointCsv, checkpointTable, pointsOf, rangeText } from './checkpoints.ts';
import { divergenceInWords, largestFinite } from './divergence.ts';
import { epochAxis, timeAxis } from './epochAxis.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { capitalized, formatCount, formatNumber } from './format.ts';
import { colours } from './palette.ts';
import { render } from './render.ts';
import { transitionEpoch } from './seeds.ts';
import { seedLooks, type SeriesLook } from './seriesLooks.ts';
import {
  dotMarks,
  lineFigureHeight,
  timeSeriesPlot,
  transitionLabel,
  type Line,
  type ValueAxis,
} from './timeSeries.ts';

const briefly = (x: number): string => formatNumber(x, 2);

/** One run: [T] effective numbers at its checkpoints. */
interface Count {
  readonly run: RunResults;
  readonly epochs: readonly number[];
  readonly values: readonly number[];
  /** Index of the checkpoint nearest to the crossing of 50 % test accuracy; null where there is none. */
  readonly half: number | null;
  readonly look: SeriesLook;
}

function countsOf(runs: readonly RunResults[]): Count[] {
  const looks = runs.length === 1 ? [{ colour: colours.ink }] : seedLooks(runs.map(({ record }) => record.spec.seed));
  return runs.flatMap((run, i) => {
    const { progress } = run;
    const look = looks[i];
    if (!progress || !look) return [];
    const { epochs, logitEnergies } = progress;
    const t50 = run.record.summary.t50?.at;
    const half = t50 === undefined ? null : nearestIndex(epochs, t50);
    return [{ run, epochs, values: logitEnergies.map(effectiveNumber), half, look }];
  });
}

const TICKS = [1, 2, 5, 10, 20, 50, 100, 200];

function axisOf(counts: readonly Count[]): ValueAxis {
  const highest = largestFinite(
    counts.flatMap(({ values }) => values),
    2,
  );
  return {
    label: 'frequencies that share the logits (effective number)',
    type: 'log',
    domain: [1, highest],
    ticks: TICKS.filter((tick) => tick <= highest),
    format: String,
  };
}

function draw(counts: readonly Count[], { id, width, theme }: DrawOptions): Omit<Drawing, 'alt' | 'table' | 'csv'> {
  const runs = counts.map(({ run }) => run);
  const height = lineFigureHeight(width);
  const epochs = epochAxis(runs);
  const values = axisOf(counts);
  const isOne = counts.length === 1;
  const lines = counts.map(({ run, epochs: at, values: numbers, look }): Line => {
    const name = isOne ? null : `seed ${run.record.spec.seed}`;
    return { ...look, name, points: pointsOf(at, numbers) };
  });
  const transition = isOne ? transitionLabel(transitionEpoch(runs), 1) : null;
  const { plot, frame } = timeSeriesPlot(
    {
      epochs,
      values: width < 480 ? { ...values, label: 'effective number of frequencies' } : values,
      lines,
      transition,
    },
    { width, height, fontSize: 12 },
  );
  const dots = counts.flatMap(({ epochs: at, values: numbers, half, look }) => {
    const [epoch, value] = [at[half ?? -1], numbers[half ?? -1]];
    if (epoch === undefined || value === undefined || !Number.isFinite(value)) return [];
    return [{ epoch, value, colour: look.colour }];
  });
  return {
    svg: render([{ x: 0, y: 0, plot: { ...plot, marks: [...(plot.marks ?? []), ...dotMarks(dots, epochs)] } }], {
      id,
      theme,
      width,
      height,
    }),
    width,
    height,
    time: timeAxis(epochs, [frame.left, frame.right], [frame.top, frame.bottom]),
  };
}

function finding(counts: readonly Count[]): string {
  const told = counts.filter(({ values }) => values.every(Number.isFinite));
  const divergence = divergenceInWords(counts.map(({ run }) => run));
  const end = divergence === null ? '' : ` ${capitalized(divergence)}.`;
  if (told.length === 0) return divergence === null ? 'The logits of no run have energy to share.' : end.trim();
  const over = (value: (count: Count) => number): string => rangeText(told.map(value), briefly);
  const lowest = told.map(({ values }) => values.indexOf(Math.min(...values)));
  const at = formatCount(median(told.map(({ epochs }, i) => epochs[lowest[i] ?? 0] ?? NaN)));
  const halves = told.filter(({ half }) => half !== null);
  const half =
    halves.length === 0
      ? ''
      : `, are ${rangeText(
          halves.map(({ values, half: t }) => values[t ?? 0] ?? NaN),
          briefly,
        )} where half of the ` + `held-out pairs are right`;
  const seeds = told.map(({ run }) => run.record.spec.seed).join(', ');
  return (
    `From ${over(({ values }) => values[0] ?? NaN)} frequencies at the start the logits come down to ` +
    `${over(({ values }) => Math.min(...values))} at ${told.length > 1 ? 'median ' : ''}epoch ${at}${half}, and end with ` +
    `${over(({ values }) => values.at(-1) ?? NaN)} (exp of the entropy of their energies; ` +
    `${told.length > 1 ? 'seeds' : 'seed'} ${seeds}).${end}`
  );
}

export const frequencyCount: FigureKind = {
  version: 1,
  needs: 'runs with the measure progress',
  canDraw: (runs) => runs.length > 0 && runs.every(({ progress }) => progress !== null),
  draw: (runs, options) => {
    const counts = countsOf(runs);
    const [first] = counts;
    if (!first || counts.length < runs.length) throw new TypeError('frequencyCount: a run has no measure progress');
    const name = ({ run }: Count): string =>
      counts.length === 1 ? 'effective number of frequencies' : `seed ${run.record.spec.seed}`;
    const { epochs, series } = alignedSeries(counts.map((count) => ({ ...count, name: name(count) })));
    const halves = counts.flatMap(({ epochs: at, half }) => (half === null ? [] : [at[half] ?? NaN]));
    return Promise.resolve({
      ...draw(counts, options),
      alt: finding(counts),
      table: checkpointTable(epochs, series, halves),
      csv: checkpointCsv(epochs, series),
    });
  },
};
