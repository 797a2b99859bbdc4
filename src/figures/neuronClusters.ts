/**
 * Every neuron as a point: the frequency that explains most of it across, how much that is upwards, on a scale that spreads
 * what is nearly all. Points of one height lie side by side: nothing is left to chance.
 * Source: "neuron_frequency_clusters" of atgugu/grokking_experiments; the scale and the fold are ours.
 */
import * as Plot from '@observablehq/plot';
import { EXPLAINED } from '../lab/measures/fourier.ts';
import type { NeuronSpectra, SpectraMeasure } from '../lab/measures/spectra.ts';
import type { RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import { formatCount, formatPercent, listed } from './format.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { keyColour } from './frequencyAxis.ts';
import { lineAt, textAt } from './marks.ts';
import { blocksOf, largestBlocks, type Block } from './neuronBlocks.ts';
import { colours } from './palette.ts';
import { render, type Panel } from './render.ts';
import { cell, toCsv } from './table.ts';

const FONT_SIZE = 12;
const TICKS = [0, 0.5, EXPLAINED, 0.95, 0.99, 0.999];
/** px from the top: what is drawn, frequencies, counts, points. */
const [TITLE, NAMES, COUNTS, TOP] = [8, 32, 48, 64];

/** A column of points: the neurons of one frequency, or of all that have no column of their own. */
interface Column {
  readonly name: string;
  readonly colour: string;
  readonly neurons: readonly number[];
  readonly explained: number;
}

function columnsOf({ neurons, keyFrequencies }: SpectraMeasure, limit: number): Column[] {
  const blocks = blocksOf(neurons);
  const own = largestBlocks(blocks, limit);
  const rest = blocks.filter((block) => !own.includes(block));
  const columns = own
    .sort((x, y) => (x.k ?? 0) - (y.k ?? 0))
    .map(({ k, ...block }: Block): Column => ({
      ...block,
      name: String(k ?? ''),
      colour: keyColour(k ?? 0, keyFrequencies.logits) ?? colours.quiet,
    }));
  const others = {
    name: 'others',
    colour: colours.faint,
    neurons: rest.flatMap((block) => block.neurons),
    explained: rest.reduce((sum, { explained }) => sum + explained, 0),
  };
  return others.neurons.length > 0 ? [...columns, others] : columns;
}

/** Height of a share: e-folds of what it leaves; beyond the last tick it stays there. */
const heightOf = (fve: number): number => -Math.log(1 - Math.min(TICKS.at(-1) ?? 1, Math.max(0, fve)));

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly radius: number;
  /** px from the top. */
  readonly y: (fve: number) => number;
}

function frameOf({ fve }: NeuronSpectra, width: number): Frame {
  const bottom = TOP + (width < 480 ? 250 : Math.round(0.16 * width + 170));
  const most = Math.max(0, ...fve.filter(Number.isFinite));
  const high = 1.05 * heightOf(Math.max(most, 0.9));
  return {
    left: 50,
    right: width - 8,
    bottom,
    radius: width < 480 ? 1.9 : 2.4,
    y: (share) => bottom - (heightOf(share) / high) * (bottom - TOP),
  };
}

/** Points of one height in a row, from the middle outwards; closer where there is no room. */
function swarm(
  { neurons }: Column,
  { fve }: NeuronSpectra,
  middle: number,
  room: number,
  { y, radius }: Frame,
): { x: number; y: number }[] {
  const step = 2 * radius;
  const rows = new Map<number, number>();
  for (const neuron of neurons) {
    const row = Math.round(y(fve[neuron] ?? NaN) / step);
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  return [...rows].flatMap(([row, count]) => {
    const apart = Math.min(1.08 * step, (room - step) / Math.max(1, count - 1));
    return Array.from({ length: count }, (_, i) => ({ x: middle + (i - (count - 1) / 2) * apart, y: row * step }));
  });
}

function columnMarks(
  column: Column,
  neurons: NeuronSpectra,
  [low, high]: readonly [number, number],
  frame: Frame,
): Plot.Markish[] {
  const middle = (low + high) / 2;
  const points = swarm(column, neurons, middle, high - low - 6, frame).filter(({ y }) => Number.isFinite(y));
  const centred = { anchor: 'middle', fontSize: FONT_SIZE } as const;
  return [
    // A gap after every point makes each a path of one point: with round caps, a dot.
    Plot.line(
      points.flatMap((point) => [point, { ...point, x: NaN }]),
      {
        x: { value: 'x', scale: null },
        y: { value: 'y', scale: null },
        stroke: column.colour,
        strokeWidth: 2 * frame.radius,
        strokeLinecap: 'round',
      },
    ),
    textAt(column.name, middle, NAMES, {
      ...centred,
      fontSize: FONT_SIZE + 1,
      isBold: true,
      colour: column.colour === colours.faint ? colours.quiet : column.colour,
    }),
    textAt(`${column.explained}/${column.neurons.length}`, middle, COUNTS, centred),
  ];
}

function drawColumns(
  spectra: SpectraMeasure,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const { neurons } = spectra;
  const frame = frameOf(neurons, width);
  const { left, right, bottom, y } = frame;
  const columns = columnsOf(spectra, width < 480 ? 6 : width < 800 ? 9 : 12);
  // As wide as the square root of their number: areas, not widths, are compared.
  const weights = columns.map(({ neurons: own }) => Math.sqrt(own.length) + 4);
  const total = weights.reduce((sum, x) => sum + x, 0);
  const least = Math.min(52, (right - left) / columns.length);
  const room = right - left - least * columns.length;
  let at = left;
  const spans = weights.map((weight): [number, number] => [at, (at += least + (weight / total) * room)]);
  const ticks = TICKS.filter((tick) => y(tick) >= TOP - 1);
  const height = bottom + 26;
  const plot: Panel['plot'] = {
    width,
    height,
    margin: 0,
    marks: [
      textAt('share of a neuron’s variance that one frequency explains', 1, TITLE, {
        fontSize: FONT_SIZE,
        colour: colours.ink,
      }),
      ...ticks.map((tick) =>
        lineAt([left, y(tick)], [right, y(tick)], tick === EXPLAINED ? { colour: colours.ink } : {}),
      ),
      ...ticks.map((tick) =>
        textAt(formatPercent(tick, tick > 0.99 ? 1 : 0), left - 6, y(tick), {
          anchor: 'end',
          fontSize: FONT_SIZE,
          ...(tick === EXPLAINED ? { colour: colours.ink, isBold: true } : {}),
        }),
      ),
      textAt('k', left - 6, NAMES, { anchor: 'end', fontSize: FONT_SIZE }),
      textAt('n', left - 6, COUNTS, { anchor: 'end', fontSize: FONT_SIZE }),
      ...columns.flatMap((column, i) => columnMarks(column, neurons, spans[i] ?? [0, 0], frame)),
      textAt('n: neurons above 85\u202f% / neurons it explains best', 1, bottom + 18, { fontSize: FONT_SIZE }),
    ],
  };
  return { svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, { neurons, epoch, keyFrequencies }: SpectraMeasure): string {
  const told = neurons.fve.filter(Number.isFinite);
  if (told.length === 0) return withDivergence(run, null, epoch);
  const blocks = blocksOf(neurons);
  const count = neurons.frequency.length;
  const above = blocks.reduce((sum, { explained }) => sum + explained, 0);
  const parts = largestBlocks(blocks, 6).map(({ k, explained, neurons: own }) => `${explained} of ${own.length} by ${k ?? 'none'}`); // prettier-ignore
  const unused = blocks.filter(({ k, explained }) => k !== null && explained > 0 && !keyFrequencies.logits.includes(k)).map(({ k }) => k ?? 0); // prettier-ignore
  return withDivergence(
    run,
    `One frequency explains more than 85\u202f% of the variance of ${above} of ${count} neurons (${formatPercent(above / count)})` +
      `${parts.length > 0 ? `: ${listed(parts)}` : ''}. ${formatCount(count - above)} are not explained so well. ` +
      (unused.length > 0 && unused.length < 7 ? `The logits hardly use ${listed(unused)}. ` : '') +
      `Terms of degree ≤ 2, all pairs; epoch ${formatCount(epoch)}, seed ${run.record.spec.seed}.`,
  );
}

export const neuronClusters: FigureKind = {
  version: 1,
  needs: 'one run with the measure spectra and a neuron in it',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.spectra?.neurons.frequency.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.spectra) throw new TypeError(`neuronClusters: run ${run?.record.id ?? '(none)'} has no measure spectra`);
    const { spectra } = run;
    const { frequency, fve, deviation } = spectra.neurons;
    const blocks = blocksOf(spectra.neurons);
    return Promise.resolve({
      ...drawColumns(spectra, options),
      alt: finding(run, spectra),
      table: {
        columns: ['frequency', 'neurons it explains best', 'above 85 %', 'least share', 'greatest share'],
        rows: [...largestBlocks(blocks, 24), ...blocks.filter(({ k }) => k === null)].map(
          ({ k, neurons, explained }) => [
            k ?? 'none',
            neurons.length,
            explained,
            cell(fve[neurons.at(-1) ?? 0] ?? NaN),
            cell(fve[neurons[0] ?? 0] ?? NaN),
          ],
        ),
      },
      csv: toCsv({
        columns: ['neuron', 'best_frequency', 'fve', 'deviation'],
        rows: frequency.map((k, neuron) => [neuron, k ?? 'none', fve[neuron] ?? NaN, deviation[neuron] ?? NaN]),
      }),
    });
  },
};
