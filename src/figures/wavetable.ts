/**
 * The embedding as a wavetable: at each moment one waveform, the residues' coordinate along the cosine axis of the
 * strongest key frequency's plane, in the order that walks the circle once. In that order noise becomes one cycle of a
 * sinusoid, whatever the frequency; in the order of the residues themselves it becomes k cycles of a few points each.
 * The axis is that of the final embedding, as in the measure `planes`.
 * Source: the waterfall display of wavetable synthesizers; named but not specified in "Grokking as Manifold Selection
 * Under Constraint". What the waveform is, and its share of one sinusoid, are ours.
 */
import type * as Plot from '@observablehq/plot';
import type { PlanesResults, RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import { largestFinite } from './divergence.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatPercent } from './format.ts';
import { lineAt, textAt } from './marks.ts';
import { momentsOf, rowAt, type Moment } from './moments.ts';
import { colours } from './palette.ts';
import { planePoints, strongest } from './planes.ts';
import { rampLegend } from './rampLegend.ts';
import { levels, memoryToUnderstanding, toHex } from './ramps.ts';
import { render } from './render.ts';
import { cell, significant, toCsv } from './table.ts';
import { middleLine, waterfallMarks, type WaterfallView } from './waterfall.ts';

export interface Wave {
  readonly epoch: number;
  /** Null where the epoch is none of the run's moments. */
  readonly moment: Moment['name'] | null;
  /** Residues in order of n·k mod p. */
  readonly residues: readonly number[];
  /** [place in that order]: coordinate along the cosine axis. */
  readonly heights: readonly number[];
  /** Share of the sum of squares that a sinusoid of one cycle holds: 1 for a pure one, about 2 / p for noise. */
  readonly sinusoid: number;
  readonly testAccuracy: number;
}

/** What a sinusoid of one cycle holds of the sum of squares of `heights`, at whatever phase fits best. */
export function sinusoidShare(heights: readonly number[]): number {
  const p = heights.length;
  let [cosine, sine, squares] = [0, 0, 0];
  heights.forEach((height, n) => {
    cosine += height * Math.cos((2 * Math.PI * n) / p);
    sine += height * Math.sin((2 * Math.PI * n) / p);
    squares += height ** 2;
  });
  return squares > 0 ? (2 * (cosine ** 2 + sine ** 2)) / (p * squares) : 0;
}

/** Frames of the measure that are drawn, beside those of the run's moments. */
const SPREAD = 22;

/** At most `SPREAD` of the measure's frames, which are dense where something happens, and the run's moments. */
function chosenEpochs(epochs: readonly number[], moments: readonly Moment[]): number[] {
  const count = Math.min(epochs.length, SPREAD);
  const spread = Array.from(
    { length: count },
    (_, i) => epochs[Math.round((i * (epochs.length - 1)) / Math.max(1, count - 1))] ?? 0,
  );
  return [...new Set([...spread, ...moments.map(({ epoch }) => epoch)])].sort((first, second) => first - second);
}

/** The waveforms that are drawn, in order of epoch: those that are numbers. */
export function wavesOf(run: RunResults, planes: PlanesResults): Wave[] {
  const key = strongest(planes);
  const moments = momentsOf(run, planes.epochs);
  return chosenEpochs(planes.epochs, moments)
    .map((epoch): Wave => {
      const points = planePoints(planes, planes.epochs.indexOf(epoch), key);
      const heights = points.map(({ x }) => x);
      return {
        epoch,
        moment: moments.find((moment) => moment.epoch === epoch)?.name ?? null,
        residues: points.map(({ n }) => n),
        heights,
        sinusoid: sinusoidShare(heights),
        testAccuracy: rowAt(run, epoch).testAccuracy,
      };
    })
    .filter(({ heights }) => heights.every(Number.isFinite));
}

const LEVELS = 12;
export const PALETTE = levels(memoryToUnderstanding, LEVELS);
/** Of a waveform, by the test accuracy of its network. */
export const colourOf = (accuracy: number): string =>
  toHex(PALETTE[Math.min(LEVELS - 1, Math.floor(accuracy * LEVELS))] ?? [0, 0, 0]);

const NARROW = 600;
const FONT_SIZE = 12;
/** px above the highest point: the legend; below the lowest: the axis. */
const [TOP, FOOT] = [30, 38];

interface Layout extends WaterfallView {
  readonly height: number;
}

function layoutOf(waves: readonly Wave[], width: number): Layout {
  const isNarrow = width < NARROW;
  const [amplitude, up, left, labels] = isNarrow ? [46, 11, 4, 88] : [76, 13.5, 24, 118];
  const reach = largestFinite(
    waves.flatMap(({ heights }) => heights.map(Math.abs)),
    1e-9,
  );
  const scale = amplitude / reach;
  const behind = waves.length - 1;
  const slant = Math.min((isNarrow ? 0.17 : 0.22) * width, behind * 10);
  /** px from the front middle line to the highest point of any curve. */
  const rise = Math.max(...waves.map(({ heights }, i) => (behind - i) * up + scale * Math.max(...heights)));
  const bottom = Math.ceil(TOP + rise);
  return {
    left,
    bottom,
    width: width - left - slant - labels,
    scale,
    skirt: amplitude,
    stroke: isNarrow ? 1 : 1.3,
    step: [behind > 0 ? slant / behind : 0, up],
    height: Math.ceil(bottom + amplitude + FOOT),
  };
}

/** Epochs beside the right ends: the moments with their names, others where there is room. */
function epochLabels(waves: readonly Wave[], view: WaterfallView): Plot.Markish[] {
  const ends = waves.map(({ epoch, moment }, i) => ({ epoch, moment, ...middleLine(view, waves.length - 1 - i) }));
  const taken: number[] = [];
  const isFree = (y: number): boolean => taken.every((other) => Math.abs(other - y) >= 1.25 * FONT_SIZE);
  const isNamed = ({ moment }: Pick<Wave, 'moment'>): boolean => moment !== null;
  const inTurn = [...ends.filter(isNamed), ...ends.filter((end) => !isNamed(end))];
  return inTurn.flatMap(({ epoch, moment, to, y }) => {
    if (!isFree(y)) return [];
    taken.push(y);
    const at = `${epoch === waves[0]?.epoch ? 'epoch ' : ''}${formatCount(epoch)}`;
    const text = moment === null ? at : `${at} ${moment}`;
    const colour = moment === null ? colours.quiet : colours.ink;
    return [textAt(text, to + 8, y, { fontSize: FONT_SIZE, colour })];
  });
}

/** The order of the residues below the front waveform, and how much of the embedding a length stands for. */
function axisMarks({ left, bottom, width, scale, skirt }: Layout, total: number, k: number, p: number): Plot.Markish[] {
  const floor = bottom + skirt + 8;
  const unit = roundHeight((0.9 * skirt) / scale);
  const [x, small] = [total - 6, { fontSize: FONT_SIZE } as const];
  return [
    lineAt([left, floor], [left + width, floor], { colour: colours.faint }),
    textAt('0', left, floor + 15, small),
    textAt(`${width < 240 ? '' : 'residues n by '}n·${k} mod ${p}`, left + width / 2, floor + 15, {
      ...small,
      anchor: 'middle',
      colour: colours.ink,
    }),
    textAt(String(p - 1), left + width, floor + 15, { ...small, anchor: 'end' }),
    lineAt([x, floor], [x, floor - unit * scale], { colour: colours.quiet, width: 1.5 }),
    textAt(String(unit), x - 7, floor - (unit * scale) / 2, { ...small, anchor: 'end' }),
  ];
}

/** The largest of 1, 2 and 5 times a power of ten that is not above `most`. */
function roundHeight(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return significant((most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1) * power, 1);
}

function drawWaves(
  waves: readonly Wave[],
  k: number,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const view = layoutOf(waves, width);
  const sheets = waves.map(({ heights, testAccuracy }) => ({ heights, colour: colourOf(testAccuracy) }));
  const legend = { label: 'test accuracy', ends: ['0', '1'] as const, palette: PALETTE };
  const marks = [
    ...waterfallMarks(sheets, view),
    ...epochLabels(waves, view),
    ...rampLegend(legend, { right: width - 1, y: 8, fontSize: FONT_SIZE }),
    ...axisMarks(view, width, k, waves[0]?.heights.length ?? 1),
  ];
  const { height } = view;
  const svg = render([{ x: 0, y: 0, plot: { width, height, margin: 0, marks } }], { id, theme, width, height });
  return { svg, width, height, time: null };
}

/** From here on the waveform is told to be one sinusoid. */
const PURE = 0.9;

function finding(run: RunResults, { epochs }: PlanesResults, waves: readonly Wave[], k: number): string {
  const { task, seed } = run.record.spec;
  const [first, last, end] = [waves[0], waves.at(-1), epochs.at(-1) ?? 0];
  if (!first || !last) return withDivergence(run, null, end);
  const shareAt = ({ sinusoid, epoch }: Wave): string => `${formatPercent(sinusoid)} at epoch ${formatCount(epoch)}`;
  const pure = waves.find(({ sinusoid }) => sinusoid >= PURE);
  const passage =
    pure && pure !== first
      ? ` It passes ${formatPercent(PURE)} by epoch ${formatCount(pure.epoch)}, where test accuracy is ${formatPercent(pure.testAccuracy, 0)}.`
      : '';
  return withDivergence(
    run,
    `One sinusoid holds ${shareAt(first)}${last === first ? '' : ` and ${shareAt(last)}`} of the waveform of the ${task.p} residues ` +
      `along the cosine axis of frequency ${k} (seed ${seed}).${passage}`,
    last.epoch < end ? end : undefined,
  );
}

export const wavetable: FigureKind = {
  version: 1,
  needs: 'one run with the measure planes and a key frequency',
  canDraw: ([run, ...others]) => {
    if (!run?.planes || others.length > 0 || run.planes.keyFrequencies.length === 0) return false;
    return wavesOf(run, run.planes).length > 0;
  },
  draw: ([run], options) => {
    if (!run?.planes) throw new TypeError(`wavetable: run ${run?.record.id ?? '(none)'} has no measure planes`);
    const waves = wavesOf(run, run.planes);
    const k = run.planes.keyFrequencies[strongest(run.planes)] ?? 0;
    return Promise.resolve({
      ...drawWaves(waves, k, options),
      alt: finding(run, run.planes, waves, k),
      table: {
        columns: ['epoch', 'moment', 'share of one sinusoid', 'largest height', 'test accuracy'],
        rows: waves.map(({ epoch, moment, heights, sinusoid, testAccuracy }) => [
          epoch,
          moment ?? '',
          ...[sinusoid, largestFinite(heights.map(Math.abs), 0), testAccuracy].map((x) => cell(x)),
        ]),
      },
      csv: toCsv({
        columns: ['epoch', 'place', 'residue', 'height'],
        rows: waves.flatMap(({ epoch, residues, heights }) =>
          heights.map((height, place) => [epoch, place, residues[place] ?? 0, significant(height, 4)]),
        ),
      }),
    });
  },
};
