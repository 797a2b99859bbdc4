/**
 * All neurons over frequencies, each a column: how much of its variance one frequency explains. In order of the frequency
 * that explains most, so that neurons of one frequency form a block.
 * Source: "neuron_frequency_spectrum_heatmap" of atgugu/grokking_experiments; the fold and the order are ours.
 */
import type { NeuronSpectra, SpectraMeasure } from '../lab/measures/spectra.ts';
import type { RunResults } from '../lab/store/results.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { withDivergence } from './checkpoints.ts';
import { formatCount, formatPercent, listed, textWidth } from './format.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { frequencyTicks, keyColour } from './frequencyAxis.ts';
import { placeInRow, spread } from './labels.ts';
import { imageAt, lineAt, textAt } from './marks.ts';
import { blocksOf, largestBlocks, type Block } from './neuronBlocks.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { cividis, levels } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, toCsv } from './table.ts';

const FONT_SIZE = 12;
const LEVELS = 32;
const PALETTE = levels(cividis, LEVELS);

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Column: neuron in its place; row: frequency, 1 at the bottom. */
function pictureUrl({ shares }: NeuronSpectra, blocks: readonly Block[]): string {
  const order = blocks.flatMap(({ neurons }) => neurons);
  const h = shares[0]?.length ?? 0;
  const cells = new Float32Array(order.length * h);
  order.forEach((neuron, column) =>
    shares[neuron]?.forEach((share, i) => {
      cells[(h - 1 - i) * order.length + column] = levelOf(share, LEVELS);
    }),
  );
  return heatmapUrl({ width: order.length, height: h, levels: cells, palette: PALETTE });
}

/** Frequencies at the right edge, beside their rows. */
function frequencyLabels(
  named: readonly Block[],
  keys: readonly number[],
  h: number,
  frame: Frame,
): Panel['plot']['marks'] {
  const { right, top, bottom } = frame;
  const ks = named.map(({ k }) => k ?? 0).sort((x, y) => y - x);
  const rows = ks.map((k) => bottom - ((k - 0.5) / h) * (bottom - top));
  const heights = spread(rows, 1.2 * FONT_SIZE, [top + 5, bottom - 5]);
  return ks.flatMap((k, i) => {
    const colour = keyColour(k, keys) ?? colours.quiet;
    return [
      lineAt([right + 2, rows[i] ?? 0], [right + 8, heights[i] ?? 0], { colour: colours.faint }),
      textAt(`k = ${k}`, right + 11, heights[i] ?? 0, { fontSize: FONT_SIZE, colour, isBold: keys.includes(k) }),
    ];
  });
}

/** Below the picture: a bracket under each block, and the number of its neurons. */
function blockLabels(
  blocks: readonly Block[],
  named: readonly Block[],
  keys: readonly number[],
  frame: Frame,
): Panel['plot']['marks'] {
  const { left, right, bottom } = frame;
  const total = blocks.reduce((sum, { neurons }) => sum + neurons.length, 0);
  let from = 0;
  const spans = blocks.map((block) => {
    const [x1, x2] = [from, (from += block.neurons.length)].map((n) => left + (n / total) * (right - left));
    return { block, x1: x1 ?? 0, x2: x2 ?? 0 };
  });
  const shown = spans.filter(({ block }) => named.includes(block));
  const texts = shown.map(({ block }) => String(block.neurons.length));
  const places = placeInRow(
    shown.map(({ x1, x2 }) => (x1 + x2) / 2),
    texts.map((text) => textWidth(text, FONT_SIZE)),
    [left, right],
    6,
  );
  return shown.flatMap(({ block: { k }, x1, x2 }, i) => {
    const colour = keyColour(k ?? 0, keys) ?? colours.quiet;
    return [
      lineAt([x1 + 1, bottom + 5], [x2 - 1, bottom + 5], { colour, width: 2 }),
      textAt(texts[i] ?? '', places[i] ?? 0, bottom + 17, { anchor: 'middle', fontSize: FONT_SIZE, colour }),
    ];
  });
}

function drawMap(
  { neurons, keyFrequencies: { logits: keys } }: SpectraMeasure,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const blocks = blocksOf(neurons);
  const h = neurons.shares[0]?.length ?? 0;
  const rowHeight = Math.max(2, Math.round((width < 480 ? 230 : 0.2 * width + 110) / Math.max(1, h)));
  const top = 44;
  const left = 28;
  const right = width - Math.ceil(textWidth('k = 00', FONT_SIZE, true) + 14);
  const frame = { left, right, top, bottom: top + rowHeight * h };
  const area = { x: left, y: top, width: right - left, height: frame.bottom - top };
  const named = largestBlocks(blocks, width < 480 ? 9 : 14);
  const height = frame.bottom + 46;
  const legend = { label: 'share of variance', ends: ['0', '1'] as const, palette: PALETTE };
  const ink = { fontSize: FONT_SIZE, colour: colours.ink };
  const plot: Panel['plot'] = {
    width,
    height,
    margin: 0,
    marks: [
      ...rampLegend(legend, { right: width - 1, y: 8, fontSize: FONT_SIZE }),
      textAt('frequency', 1, 29, ink),
      imageAt(pictureUrl(neurons, blocks), area),
      ...frequencyTicks(h).map((k) =>
        textAt(String(k), left - 6, frame.bottom - ((k - 0.5) / h) * area.height, {
          anchor: 'end',
          fontSize: FONT_SIZE,
        }),
      ),
      ...(frequencyLabels(named, keys, h, frame) ?? []),
      ...(blockLabels(blocks, named, keys, frame) ?? []),
      textAt(`${neurons.frequency.length} neurons, by the frequency that explains most`, left, frame.bottom + 36, {
        fontSize: FONT_SIZE,
      }),
    ],
  };
  return { svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, { neurons, epoch }: SpectraMeasure): string {
  const blocks = blocksOf(neurons);
  const largest = largestBlocks(blocks, 8);
  if (largest.length === 0)
    return withDivergence(run, `No neuron has a frequency at epoch ${formatCount(epoch)}.`, epoch);
  const count = neurons.frequency.length;
  const inside = largest.reduce((sum, block) => sum + block.neurons.length, 0);
  const order = [...neurons.fve].sort((x, y) => x - y);
  const median = order[Math.floor(order.length / 2)] ?? NaN;
  const others = blocks.filter(({ k }) => k !== null).length - largest.length;
  return withDivergence(
    run,
    `Each of ${count} neurons has a frequency that explains most of it, ${formatPercent(median)} of its variance in the median; ` +
      `${inside === count ? 'all' : `${inside} of them`} have one of ${largest.length}: ` +
      `${listed([...largest].sort((x, y) => (x.k ?? 0) - (y.k ?? 0)).map(({ k, neurons: own }) => `${own.length} have ${k ?? 'none'}`))}. ` +
      (others > 0 ? `The other neurons are spread over ${others} more frequencies. ` : '') +
      `Terms of degree ≤ 2, all pairs; epoch ${formatCount(epoch)}, seed ${run.record.spec.seed}.`,
  );
}

export const neuronSpectra: FigureKind = {
  version: 1,
  needs: 'one run with the measure spectra and a neuron in it',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.spectra?.neurons.frequency.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.spectra) throw new TypeError(`neuronSpectra: run ${run?.record.id ?? '(none)'} has no measure spectra`);
    const { spectra } = run;
    const { shares, frequency, fve } = spectra.neurons;
    const blocks = blocksOf(spectra.neurons);
    return Promise.resolve({
      ...drawMap(spectra, options),
      alt: finding(run, spectra),
      table: {
        columns: ['frequency', 'neurons it explains best', 'of these above 85 %', 'median share explained'],
        rows: [...largestBlocks(blocks, 24), ...blocks.filter(({ k }) => k === null)].map(
          ({ k, neurons, explained }) => [
            k ?? 'none',
            neurons.length,
            explained,
            cell(fve[neurons[Math.floor(neurons.length / 2)] ?? 0] ?? NaN),
          ],
        ),
      },
      csv: toCsv({
        columns: ['neuron', 'best_frequency', 'fve', ...(shares[0] ?? []).map((_, i) => `share_${i + 1}`)],
        rows: shares.map((row, neuron) => [neuron, frequency[neuron] ?? 'none', fve[neuron] ?? NaN, ...row]),
      }),
    });
  },
};
