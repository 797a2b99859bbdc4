/**
 * W_L = W_out W_U, from neurons to logits: how sparse it becomes in frequencies over epochs, and its final spectrum.
 * Source: Nanda et al. 2023, arXiv:2301.05217, §4.2 (residual) and §5.1 (Gini); norms are folded, without the constant.
 */
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { RunResults } from '../lab/store/results.ts';
import {
  checkpointCsv,
  checkpointTable,
  frequenciesInWords,
  lastFinite,
  pointsOf,
  withDivergence,
  type Series,
} from './checkpoints.ts';
import { formatCount, formatNumber, formatPercent, listed, textWidth } from './format.ts';
import { largestFinite } from './divergence.ts';
import { epochAxis, timeAxis, type Frame } from './epochAxis.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { barWidth, frequencyTicks, frequencyX } from './frequencyAxis.ts';
import { placeInRow } from './labels.ts';
import { barsAt, lineAt, textAt } from './marks.ts';
import { niceTicks } from './niceTicks.ts';
import { colours } from './palette.ts';
import { render, type Panel } from './render.ts';
import { transitionEpoch } from './seeds.ts';
import { seriesLook } from './seriesLooks.ts';
import { lineFigureHeight, timeSeriesPlot, transitionLabel } from './timeSeries.ts';

const FONT_SIZE = 12;

function curvesPanel(
  run: RunResults,
  { epochs, wLGini, wLResidual }: ProgressMeasure,
  width: number,
): ReturnType<typeof timeSeriesPlot> {
  const series = {
    epochs: epochAxis([run]),
    values: { label: 'W_L over epochs', type: 'linear', domain: [0, 1], ticks: [0, 0.5, 1], format: String },
    lines: [
      { name: 'residual', colour: colours.quiet, dash: '2 2', points: pointsOf(epochs, wLResidual) },
      { name: 'Gini', colour: colours.ink, points: pointsOf(epochs, wLGini) },
    ],
    transition: transitionLabel(transitionEpoch([run]), 1),
  } as const;
  return timeSeriesPlot(series, { width, height: Math.round(0.75 * lineFigureHeight(width)), fontSize: FONT_SIZE });
}

interface Spectrum {
  /** k = 1 first. */
  readonly norms: readonly number[];
  readonly keyFrequencies: readonly number[];
}

/**
 * Frequencies that are not key, for too little of the logits lies along them, and yet have a large norm in W_L: at
 * least a quarter of the largest, the four largest at most.
 */
function standouts({ norms, keyFrequencies }: Spectrum): number[] {
  const norm = (k: number): number => norms[k - 1] ?? NaN;
  const least = largestFinite(norms, 0) / 4;
  const others = norms.map((_, i) => i + 1).filter((k) => !keyFrequencies.includes(k) && norm(k) > least);
  return others.sort((x, y) => norm(y) - norm(x)).slice(0, 4);
}

/** Bars of the norms; key frequencies in their colours and named above, as are others that stand out. */
function barsPanel(spectrum: Spectrum, width: number, { left, right }: Frame): Panel['plot'] {
  const { norms, keyFrequencies } = spectrum;
  const top = 50;
  const bottom = top + Math.round(0.3 * lineFigureHeight(width));
  const height = bottom + 27;
  const ticks = niceTicks(largestFinite(norms, 1e-9), 4);
  const high = ticks.at(-1) ?? 1;
  const axis = { count: norms.length, left, right };
  const y = (norm: number): number => bottom + (norm / high) * (top - bottom);
  const centre = (k: number): number => frequencyX(axis, k);
  const bar = (k: number): { x: number; top: number; bottom: number } => {
    const norm = norms[k - 1] ?? 0;
    return { x: centre(k), top: y(Number.isFinite(norm) ? norm : 0), bottom };
  };
  const thickness = barWidth(axis);
  const others = norms.map((_, i) => i + 1).filter((k) => !keyFrequencies.includes(k));
  const bold = FONT_SIZE + 1;
  const named = [
    ...keyFrequencies.map((k, i) => ({ k, colour: seriesLook(i).colour, isBold: true })),
    // Without a largest norm that is key, all would stand out.
    ...(keyFrequencies.length > 0 ? standouts(spectrum) : []).map((k) => ({ k, colour: colours.quiet, isBold: false })),
  ].sort((x, y) => x.k - y.k);
  const places = placeInRow(
    named.map(({ k }) => centre(k)),
    named.map(({ k }) => textWidth(String(k), bold, true)),
    [left, width],
  );
  return {
    width,
    height,
    margin: 0,
    marks: [
      ...ticks.map((tick) => lineAt([left, y(tick)], [right, y(tick)])),
      ...ticks.map((tick) => textAt(String(tick), left - 7, y(tick), { anchor: 'end', fontSize: FONT_SIZE })),
      textAt('norm in W_L by frequency, at the end', 1, 0.65 * FONT_SIZE, { fontSize: FONT_SIZE, colour: colours.ink }),
      barsAt(others.map(bar), { colour: colours.faint, width: thickness }),
      ...named.flatMap(({ k, colour, isBold }, i) => {
        const x = places[i] ?? 0;
        return [
          ...(isBold ? [barsAt([bar(k)], { colour, width: thickness })] : []),
          lineAt([x, top - 12], [centre(k), bar(k).top - 2], { colour }),
          textAt(String(k), x, top - 20, { anchor: 'middle', fontSize: bold, colour, isBold }),
        ];
      }),
      lineAt([left, bottom], [right, bottom], { colour: colours.faint }),
      ...frequencyTicks(norms.length).map((k) =>
        textAt(String(k), centre(k), bottom + 16, { anchor: 'middle', fontSize: FONT_SIZE }),
      ),
      textAt('k', width - 1, bottom + 16, { anchor: 'end', fontSize: FONT_SIZE }),
    ],
  };
}

function drawMap(
  run: RunResults,
  progress: ProgressMeasure,
  spectrum: Spectrum,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const { plot, frame } = curvesPanel(run, progress, width);
  const bars = barsPanel(spectrum, width, frame);
  const height = plot.height + 14 + bars.height;
  const panels = [
    { x: 0, y: 0, plot },
    { x: 0, y: plot.height + 14, plot: bars },
  ];
  return {
    svg: render(panels, { id, theme, width, height }),
    width,
    height,
    time: timeAxis(epochAxis([run]), [frame.left, frame.right], [frame.top, frame.bottom]),
  };
}

/** Index of the last checkpoint at which both curves are numbers. */
const lastOf = ({ wLGini, wLResidual }: ProgressMeasure): number => lastFinite(wLGini, wLResidual);

function finding(run: RunResults, progress: ProgressMeasure): string {
  const { epochs, wLGini, wLResidual, wLNorms, keyFrequencies } = progress;
  const last = lastOf(progress);
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const gini = (t: number): string => (wLGini[t] ?? NaN).toFixed(2);
  const residual = (t: number): string => formatPercent(wLResidual[t] ?? NaN);
  const without =
    keyFrequencies.length > 0
      ? `Without its key ${frequenciesInWords(keyFrequencies)}, ${residual(last)} of its norm is left at epoch ` +
        `${formatCount(epochs[last] ?? 0)}, ${residual(0)} at the start`
      : 'No frequency is key';
  const norms = wLNorms[last] ?? [];
  const told = keyFrequencies.length > 0 ? standouts({ norms, keyFrequencies }) : [];
  const others = told.map((k) => `frequency ${k} (norm ${formatNumber(norms[k - 1] ?? NaN)})`);
  return withDivergence(
    run,
    `The Gini coefficient of the norms of W_L over frequencies goes from ${gini(0)} to ${gini(last)}. ` +
      `${without}${others.length > 0 ? `; not key in the logits but large in W_L: ${listed(others)}` : ''} (seed ${run.record.spec.seed}).`,
    epochs[last + 1],
  );
}

export const neuronLogitMap: FigureKind = {
  version: 1,
  needs: 'one run with the measure progress',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.progress),
  draw: ([run], options) => {
    if (!run?.progress)
      throw new TypeError(`neuronLogitMap: run ${run?.record.id ?? '(none)'} has no measure progress`);
    const { progress } = run;
    const { epochs, keyFrequencies, wLGini, wLNorms, wLResidual } = progress;
    const norms = wLNorms[Math.max(0, lastOf(progress))] ?? [];
    const series: Series[] = [
      { name: 'Gini coefficient', values: wLGini },
      { name: 'residual without key frequencies', values: wLResidual },
      ...keyFrequencies.map((k) => ({
        name: `norm at frequency ${k}`,
        values: wLNorms.map((row) => row[k - 1] ?? NaN),
      })),
    ];
    const all: Series[] = [
      ...series.slice(0, 2),
      ...norms.map((_, i) => ({ name: `norm_${i + 1}`, values: wLNorms.map((row) => row[i] ?? NaN) })),
    ];
    return Promise.resolve({
      ...drawMap(run, progress, { norms, keyFrequencies }, options),
      alt: finding(run, progress),
      table: checkpointTable(epochs, series),
      csv: checkpointCsv(epochs, all),
    });
  },
};
