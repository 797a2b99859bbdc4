/**
 * Neurons as wavetables: the activation of some neurons along a, at b = 0, in the order that walks the circle of the
 * frequency that explains each in the final network. Noise becomes one cycle of a wave, cut off below 0 by the ReLU.
 * Source: the waterfall display of wavetable synthesizers, as in `wavetable`; the choice of the waveform is ours.
 */
import type * as Plot from '@observablehq/plot';
import { mean } from '../lab/mean.ts';
import type { NeuronFilmResults } from '../lab/measures/filmFiles.ts';
import type { RunResults } from '../lab/store/results.ts';
import { rangeInWords, withDivergence } from './checkpoints.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, textWidth } from './format.ts';
import { lineAt, textAt } from './marks.ts';
import { rowAt } from './moments.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { render, type Panel } from './render.ts';
import { cell, significant, toCsv } from './table.ts';
import { middleLine, waterfallMarks, type WaterfallView } from './waterfall.ts';
import { colourOf, PALETTE, sinusoidShare } from './wavetable.ts';

/** Frames of the film that are drawn: as many as keep the figure below 60 kB. */
const FRAMES = 6;
/** Levels of activation that a waveform has at the least where it fills its height. */
const STEPS = 16;

interface NeuronWave {
  readonly epoch: number;
  /** [place]: activation at a = place / k mod p, b = 0. */
  readonly heights: readonly number[];
  /** Share of their variance in one cycle, at whatever phase fits best. */
  readonly cycle: number;
  readonly testAccuracy: number;
}

interface NeuronWaves {
  readonly neuron: number;
  /** The frequency whose circle is walked; of a neuron that none explains 1, the order of the residues. */
  readonly k: number;
  readonly isExplained: boolean;
  /** Below this peak a waveform is drawn small: it is told in steps that would be seen. */
  readonly finest: number;
  readonly waves: readonly NeuronWave[];
}

/** First operands in the order of n·k mod p. */
function walk(k: number, p: number): number[] {
  const order = new Array<number>(p);
  for (let a = 0; a < p; a++) order[(a * k) % p] = a;
  return order;
}

/** Spread over the film, which is dense where something happens; with its first and its last frame. */
function framesOf({ epochs }: NeuronFilmResults): number[] {
  const count = Math.min(epochs.length, FRAMES);
  return Array.from({ length: count }, (_, i) => Math.round((i * (epochs.length - 1)) / Math.max(1, count - 1)));
}

function neuronsOf(run: RunResults, film: NeuronFilmResults): NeuronWaves[] {
  const { p } = run.record.spec.task;
  return film.neurons.map((neuron, i) => {
    const own = film.frequency[i] ?? 0;
    const k = own === 0 ? 1 : own;
    const waves = framesOf(film).map((t): NeuronWave => {
      const epoch = film.epochs[t] ?? NaN;
      const heights = walk(k, p).map((a) => (film.levels[t]?.[i]?.[a * p] ?? 0) * (film.scale[i] ?? 0));
      const centre = mean(heights);
      const cycle = sinusoidShare(heights.map((x) => x - centre));
      return { epoch, heights, cycle, testAccuracy: rowAt(run, epoch).testAccuracy };
    });
    return { neuron, k, isExplained: own !== 0, finest: Math.max(STEPS * (film.scale[i] ?? 0), 1e-9), waves };
  });
}

const FONT_SIZE = 12;
/** px: the legend; the name of a neuron; between panels. */
const [TOP, NAME, GAP] = [24, 20, 14];

interface Layout {
  readonly columns: number;
  /** px of one panel, without the epochs at the right. */
  readonly panel: number;
  readonly height: number;
  readonly labels: number;
}

function layoutOf(neurons: readonly NeuronWaves[], width: number): Layout {
  const columns = width < 600 ? 2 : 3;
  const epochs = neurons[0]?.waves.map(({ epoch }) => formatCount(epoch)) ?? [];
  const labels = Math.max(...epochs.map((text) => textWidth(text, FONT_SIZE)), textWidth('epoch', FONT_SIZE)) + 8;
  const panel = Math.floor((width - labels - (columns - 1) * GAP) / columns);
  return { columns, panel, height: width < 600 ? 128 : 156, labels };
}

/** Heights are shares of the waveform's own peak. */
function viewOf({ waves }: NeuronWaves, { panel, height }: Layout): WaterfallView {
  const behind = Math.max(1, waves.length - 1);
  const slant = 0.2 * panel;
  const amplitude = 0.34 * (height - NAME);
  const up = (height - NAME - amplitude - 10) / behind;
  return {
    left: 1,
    bottom: height - 6,
    width: panel - slant - 2,
    scale: amplitude,
    skirt: 4,
    stroke: 1.2,
    step: [slant / behind, up],
  };
}

function panelOf(neuron: NeuronWaves, layout: Layout, hasEpochs: boolean): Panel['plot'] {
  const view = viewOf(neuron, layout);
  const sheets = neuron.waves.map(({ heights, testAccuracy }) => {
    const peak = Math.max(...heights, neuron.finest);
    return { heights: heights.map((x) => x / peak), colour: colourOf(testAccuracy) };
  });
  const name = neuron.isExplained
    ? `neuron ${neuron.neuron}, k = ${neuron.k}`
    : `neuron ${neuron.neuron}, no frequency`;
  const labels = hasEpochs ? epochLabels(neuron.waves, view) : [];
  const width = layout.panel + (hasEpochs ? layout.labels : 0);
  const marks = [
    textAt(name, 1, 0.65 * FONT_SIZE, { fontSize: FONT_SIZE, colour: colours.ink }),
    ...waterfallMarks(sheets, view),
    lineAt([view.left, view.bottom + 4.5], [view.left + view.width, view.bottom + 4.5], { colour: colours.faint }),
    ...labels,
  ];
  return { width, height: layout.height, margin: 0, marks };
}

/** At the right ends; those that would lie on each other are left out, the first and the last first. */
function epochLabels(waves: readonly NeuronWave[], view: WaterfallView): Plot.Markish[] {
  const ends = waves.map(({ epoch }, i) => ({ epoch, ...middleLine(view, waves.length - 1 - i) }));
  const inTurn = [ends[0], ends.at(-1), ...ends.slice(1, -1)].filter((end) => end !== undefined);
  const taken: number[] = [];
  return inTurn.flatMap(({ epoch, to, y }) => {
    if (taken.some((other) => Math.abs(other - y) < 1.15 * FONT_SIZE)) return [];
    taken.push(y);
    return [textAt(formatCount(epoch), to + 6, y, { fontSize: FONT_SIZE })];
  });
}

function drawNeurons(
  neurons: readonly NeuronWaves[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const layout = layoutOf(neurons, width);
  const { columns, panel, height: step } = layout;
  const rows = Math.ceil(neurons.length / columns);
  const height = TOP + rows * step + (rows - 1) * GAP;
  const legend = { label: 'test accuracy', ends: ['0', '1'] as const, palette: PALETTE };
  const head = rampLegend(legend, { right: width - 1, y: 8, fontSize: FONT_SIZE });
  const panels = neurons.map((neuron, i): Panel => {
    const column = i % columns;
    const hasEpochs = column === columns - 1 || i === neurons.length - 1;
    return {
      x: column * (panel + GAP),
      y: TOP + Math.floor(i / columns) * (step + GAP),
      plot: panelOf(neuron, layout, hasEpochs),
    };
  });
  const svg = render([{ x: 0, y: 0, plot: { width, height, margin: 0, marks: head } }, ...panels], { id, theme, width, height }); // prettier-ignore
  return { svg, width, height, time: null };
}

function finding(run: RunResults, neurons: readonly NeuronWaves[]): string {
  const at = (i: number): string => rangeInWords(neurons.map(({ waves }) => waves.at(i)?.cycle ?? NaN));
  const [first, last] = [neurons[0]?.waves[0]?.epoch ?? 0, neurons[0]?.waves.at(-1)?.epoch ?? 0];
  return withDivergence(
    run,
    `Along a, with b = 0, one cycle holds ${at(0)} of the variance of ${neurons.length} neurons at epoch ${formatCount(first)} ` +
      `and ${at(-1)} at epoch ${formatCount(last)} (seed ${run.record.spec.seed}).`,
  );
}

export const neuronWaves: FigureKind = {
  version: 1,
  needs: 'one run with the measure neuronFilm',
  canDraw: ([run, ...others]) => (run?.neuronFilm?.epochs.length ?? 0) > 0 && others.length === 0,
  draw: ([run], options) => {
    if (!run?.neuronFilm)
      throw new TypeError(`neuronWaves: run ${run?.record.id ?? '(none)'} has no measure neuronFilm`);
    const neurons = neuronsOf(run, run.neuronFilm);
    const epochs = neurons[0]?.waves.map(({ epoch }) => epoch) ?? [];
    return Promise.resolve({
      ...drawNeurons(neurons, options),
      alt: finding(run, neurons),
      table: {
        columns: [
          'epoch',
          'test accuracy',
          ...neurons.map(({ neuron, k }) => `one cycle, neuron ${neuron} (k = ${k})`),
        ],
        rows: epochs.map((epoch, t) => [
          epoch,
          cell(rowAt(run, epoch).testAccuracy),
          ...neurons.map(({ waves }) => cell(waves[t]?.cycle ?? NaN)),
        ]),
      },
      csv: toCsv({
        columns: ['neuron', 'epoch', 'place', 'a', 'activation'],
        rows: neurons.flatMap(({ neuron, k, waves }) => {
          const order = walk(k, run.record.spec.task.p);
          return waves.flatMap(({ epoch, heights }) =>
            heights.map((height, place) => [neuron, epoch, place, order[place] ?? 0, significant(height, 4)]),
          );
        }),
      }),
    });
  },
};
