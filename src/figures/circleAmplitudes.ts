/**
 * How strong the wave cos w_k(a+b−c) of each key frequency is in the logits of the final network, by the angle between a
 * and b on the circle of that frequency, relative to numbers side by side. On the clock it is the same for all; on the
 * pizza it goes as |cos| of half the angle. A picture for every run; the strongest frequency stands out.
 * Source: Zhong et al. 2023, arXiv:2306.17844, §3, for both curves; the figure is ours.
 */
import * as Plot from '@observablehq/plot';
import { mean } from '../lab/mean.ts';
import { angleBetween, oppositeRatio, PIZZA_RATIO, sideBySide } from '../lab/measures/clock.ts';
import type { RunResults } from '../lab/store/results.ts';
import { rangeInWords, rangeText, withDivergences } from './checkpoints.ts';
import { tellable } from './divergence.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatPercent, textWidth } from './format.ts';
import { lineLegend, type LegendEntry } from './lineLegend.ts';
import { textAt } from './marks.ts';
import { colours } from './palette.ts';
import { render, type Panel } from './render.ts';
import { cell, significant, toCsv } from './table.ts';

/** One key frequency of one run. */
interface Wave {
  readonly k: number;
  /** Mean over all differences. */
  readonly amplitude: number;
  /** Of numbers across the circle, relative to numbers side by side. */
  readonly ratio: number;
  /** By angle, ascending: both signs of a difference together, relative to numbers side by side. */
  readonly points: readonly { readonly angle: number; readonly value: number }[];
}

interface Picture {
  readonly run: RunResults;
  readonly waves: readonly Wave[];
  readonly strongest: Wave | null;
}

function wavesOf({ symmetry, record }: RunResults): Wave[] {
  const { p } = record.spec.task;
  return (symmetry?.keyFrequencies ?? []).map((k, i) => {
    const amplitudes = symmetry?.amplitudes[i] ?? [];
    const near = sideBySide(amplitudes, k);
    const byAngle = new Map<number, number[]>();
    amplitudes.forEach((amplitude, difference) => {
      const angle = angleBetween(difference, k, p);
      byAngle.set(angle, [...(byAngle.get(angle) ?? []), amplitude / near]);
    });
    const points = [...byAngle].map(([angle, values]) => ({ angle, value: mean(values) }));
    return {
      k,
      amplitude: mean(amplitudes),
      ratio: oppositeRatio(amplitudes, k),
      points: points.sort((x, y) => x.angle - y.angle),
    };
  });
}

function pictureOf(run: RunResults): Picture {
  const waves = wavesOf(run).filter(({ points }) => points.every(({ value }) => Number.isFinite(value)));
  const [strongest = null] = [...waves].sort((x, y) => y.amplitude - x.amplitude);
  return { run, waves, strongest };
}

const FONT_SIZE = 12;
/** px above a picture: its title; below: its angles. */
const [HEAD, FOOT] = [24, 22];
const LABEL = 20;
const GAP = 14;

interface Layout {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly left: number;
}

function layoutOf(width: number, count: number): Layout {
  const left = 26;
  const most = Math.max(1, Math.floor((width - left + GAP) / (130 + GAP)));
  const columns = Math.ceil(count / Math.ceil(count / Math.min(count, most)));
  const own = Math.min(400, Math.floor((width - left - (columns - 1) * GAP) / columns));
  return { columns, width: own, height: Math.max(120, Math.min(190, Math.round(0.8 * own))), left };
}

/** Of all pictures. */
const LEGEND: readonly LegendEntry[] = [
  { name: 'strongest frequency', colour: colours.third },
  { name: 'other key frequencies', colour: colours.sixth },
  { name: 'clock', colour: colours.quiet },
  { name: 'pizza', colour: colours.quiet, dash: '2 3' },
];

const DEGREES = [0, 90, 180];
const TICKS = [0, 0.5, 1];
const degrees = (angle: number): number => (180 * angle) / Math.PI;
/** Where the pizza is drawn, degrees. */
const PIZZA = Array.from({ length: 46 }, (_, i) => 4 * i);

interface Place {
  readonly isFirst: boolean;
  readonly left: number;
}

/** The curves of both algorithms, then the waves, the strongest on top. */
function curveMarks({ waves, strongest }: Picture): Plot.Markish[] {
  const largest = strongest?.amplitude ?? 1;
  const ordered = [...waves].sort((x, y) => x.amplitude - y.amplitude);
  return [
    Plot.gridY(TICKS, { stroke: colours.rule, strokeOpacity: 1, strokeWidth: 1 }),
    Plot.ruleY([1], { stroke: colours.quiet, strokeWidth: 0.75 }),
    Plot.line(PIZZA, {
      x: (x: number) => x,
      y: (x: number) => Math.abs(Math.cos((Math.PI * x) / 360)),
      stroke: colours.quiet,
      strokeDasharray: '2 3',
      strokeWidth: 1.5,
    }),
    ...ordered.map(({ points, amplitude, k }) =>
      Plot.line(points, {
        x: ({ angle }: { angle: number }) => degrees(angle),
        y: 'value',
        stroke: k === strongest?.k ? colours.third : colours.sixth,
        strokeWidth: Number((0.75 + (1.75 * amplitude) / largest).toFixed(2)),
        strokeLinejoin: 'round',
      }),
    ),
  ];
}

/** Ticks below and, in the first of a row, on the left. */
function tickMarks({ isFirst }: Place): Plot.Markish[] {
  const anchorOf = (tick: number): 'start' | 'middle' | 'end' =>
    tick === 0 ? 'start' : tick === 180 ? 'end' : 'middle';
  const look = { fill: colours.quiet, fontSize: FONT_SIZE };
  const below = { y: [0], dy: 0.5 * FONT_SIZE + 6 };
  return [
    ...DEGREES.map((tick) =>
      Plot.text([`${tick}°`], { ...look, ...below, x: [tick], text: [`${tick}°`], textAnchor: anchorOf(tick) }),
    ),
    ...(isFirst
      ? TICKS.map((tick) =>
          Plot.text([tick], { ...look, x: [0], y: [tick], dx: -7, text: [String(tick)], textAnchor: 'end' }),
        )
      : []),
  ];
}

function marksOf(picture: Picture, place: Place): Plot.Markish[] {
  const { run, strongest } = picture;
  const title = `seed ${run.record.spec.seed}`;
  const row = 0.65 * FONT_SIZE;
  const titleEnd = place.left + textWidth(title, FONT_SIZE + 1, true) + 12;
  return [
    ...curveMarks(picture),
    ...tickMarks(place),
    textAt(title, place.left, row, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }),
    ...(strongest ? [textAt(`k = ${strongest.k}`, titleEnd, row, { fontSize: FONT_SIZE, colour: colours.third })] : []),
  ];
}

function draw(
  pictures: readonly Picture[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const layout = layoutOf(width, pictures.length);
  const reach = Math.max(1.1, ...pictures.flatMap(({ waves }) => waves.flatMap(({ points }) => points.map((x) => x.value)))); // prettier-ignore
  const step = HEAD + layout.height + FOOT + GAP;
  const legend = lineLegend(LEGEND, { width, fontSize: FONT_SIZE });
  const label = textAt(
    width < 480
      ? 'amplitude by angle between a and b'
      : 'amplitude in the scores, relative to numbers side by side, by the angle between a and b on the circle',
    1,
    0.65 * FONT_SIZE,
    { fontSize: FONT_SIZE, colour: colours.ink },
  );
  const top = legend.height + LABEL;
  const above: Panel[] = [
    { x: 0, y: 0, plot: { width, height: legend.height, margin: 0, marks: legend.marks } },
    { x: 0, y: legend.height, plot: { width, height: LABEL, margin: 0, marks: [label] } },
  ];
  const panels = pictures.map((picture, i): Panel => {
    const column = i % layout.columns;
    const isFirst = column === 0;
    const left = isFirst ? layout.left : 0;
    return {
      x: isFirst ? 0 : layout.left + column * (layout.width + GAP),
      y: top + Math.floor(i / layout.columns) * step,
      plot: {
        width: layout.width + left,
        height: HEAD + layout.height + FOOT,
        marginLeft: left,
        marginRight: 0,
        marginTop: HEAD,
        marginBottom: FOOT,
        x: { domain: [0, 180], axis: null },
        y: { domain: [0, reach], axis: null },
        marks: marksOf(picture, { isFirst, left }),
      },
    };
  });
  const height = top + Math.ceil(pictures.length / layout.columns) * step - GAP;
  return { svg: render([...above, ...panels], { id, theme, width, height }), width, height, time: null };
}

function finding(pictures: readonly Picture[]): string {
  const runs = pictures.map(({ run }) => run);
  const told = pictures.filter(({ run, strongest }) => strongest !== null && tellable([run]).told.length > 0);
  if (told.length === 0) return withDivergences(runs, null);
  const strongest = told.flatMap((picture) => picture.strongest?.ratio ?? []);
  const all = told.flatMap(({ waves }) => waves.map(({ ratio }) => ratio));
  const epochs = told.map(({ run }) => run.symmetry?.epoch ?? NaN);
  const seeds = told.map(({ run }) => run.record.spec.seed).join(', ');
  return withDivergences(
    runs,
    `For numbers across the circle the strongest frequency has ${rangeInWords(strongest)} of the amplitude ` +
      `that it has for numbers side by side, any key frequency ${rangeInWords(all)}; ` +
      `on a clock that would be all of it, on a pizza ${formatPercent(PIZZA_RATIO)} (at epoch ${rangeText(epochs, formatCount)}; ` +
      `${told.length > 1 ? 'seeds' : 'seed'} ${seeds}).`,
  );
}

/** The largest number of rows that a brief table has. */
const MOST_ROWS = 30;

export const circleAmplitudes: FigureKind = {
  version: 1,
  needs: 'runs with the measure symmetry and a key frequency',
  canDraw: (runs) => runs.length > 0 && runs.every(({ symmetry }) => (symmetry?.keyFrequencies.length ?? 0) > 0),
  draw: (runs, options) => {
    const pictures = runs.map(pictureOf);
    const rows = pictures.flatMap(({ run, waves }) => waves.map((wave) => ({ run, ...wave })));
    const brief = [...rows].sort((x, y) => y.amplitude - x.amplitude).slice(0, MOST_ROWS);
    return Promise.resolve({
      ...draw(pictures, options),
      alt: finding(pictures),
      table: {
        columns: ['seed', 'frequency', 'mean amplitude', 'across the circle / side by side'],
        rows: rows
          .filter((row) => brief.includes(row))
          .map(({ run, k, amplitude, ratio }) => [run.record.spec.seed, k, cell(amplitude, 4), cell(ratio, 3)]),
      },
      csv: toCsv({
        columns: ['seed', 'frequency', 'difference', 'angle_degrees', 'amplitude'],
        rows: runs.flatMap(({ record: { spec }, symmetry }) =>
          (symmetry?.keyFrequencies ?? []).flatMap((k, i) =>
            (symmetry?.amplitudes[i] ?? []).map((amplitude, difference) => [
              spec.seed,
              k,
              difference,
              significant(degrees(angleBetween(difference, k, spec.task.p)), 5),
              Number.isFinite(amplitude) ? amplitude : '',
            ]),
          ),
        ),
      }),
    });
  },
};
