/**
 * The Fourier waterfall: spectra of the embedding, one row a moment, the first at the back. Each row hides what lies
 * behind it; the key frequencies grow into crests that run towards the viewer.
 */
import * as Plot from '@observablehq/plot';
import { chooseFrames } from '../../lab/measures/frames.ts';
import type { FourierMeasure } from '../../lab/measures/embeddingFourier.ts';
import type { RunResults } from '../../lab/store/results.ts';
import { frequenciesInWords, withDivergence } from '../checkpoints.ts';
import { largestFinite } from '../divergence.ts';
import { formatCount, formatNumber, textWidth } from '../format.ts';
import { LABEL_GAP, placeInRow, roomyTicks, spread } from '../labels.ts';
import { lineAt, textAt } from '../marks.ts';
import { momentsOf, rowAt } from '../moments.ts';
import { colours, furtherSeries } from '../palette.ts';
import { toHex } from '../ramps.ts';
import type { Panel } from '../render.ts';
import { seriesLook } from '../seriesLooks.ts';
import type { RunFilm, Storyboard } from './film.ts';
import { animationPalette, TEXT_EDGES, tint, type Edge } from './palette.ts';
import { FONT_SIZE, FRAME_HEIGHT, FRAME_WIDTH, INNER_WIDTH, PADDING, READOUT, readout } from './readout.ts';
import { STRIP_FONT_SIZE } from './strip.ts';
import { keyShare } from './transitionFrames.ts';

/** Of a key frequency's colour below its crest. */
const FILL = 0.4;
const PALETTE = animationPalette(
  furtherSeries.map((colour) => tint(colour, FILL)),
  {
    edges: [...TEXT_EDGES, [colours.faint, 2], [colours.rule, 1], ...furtherSeries.map((colour): Edge => [colour, 4])],
  },
);

interface Spectrum {
  readonly epoch: number;
  /** [frequency] */
  readonly norms: readonly number[];
}

interface Waterfall {
  readonly frequencies: readonly number[];
  /** Ascending. */
  readonly keys: readonly number[];
  readonly rows: readonly Spectrum[];
  /** Epochs that are written beside their rows. */
  readonly named: ReadonlySet<number>;
}

function waterfallOf(run: RunResults, { frequencies, keyFrequencies, epochs, norms }: FourierMeasure): Waterfall {
  const rows = chooseFrames(run.rows, epochs).map((epoch): Spectrum => ({ epoch, norms: norms[epochs.indexOf(epoch)] ?? [] })); // prettier-ignore
  const moments = momentsOf(
    run,
    rows.map(({ epoch }) => epoch),
  );
  return {
    frequencies,
    keys: [...keyFrequencies].sort((x, y) => x - y),
    rows,
    named: new Set(moments.map(({ epoch }) => epoch)),
  };
}

const isWhole = ({ norms }: Spectrum): boolean => norms.every(Number.isFinite);

interface Look {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** False where a neighbour to the left has the same title and scale. */
  readonly isTitled: boolean;
}

/** Where rows lie, px. */
interface Stage {
  /** Of the floor's front edge. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  /** From the front edge to the back: to the right, and up. */
  readonly shift: number;
  readonly rise: number;
  /** px a unit of norm. */
  readonly scale: number;
}

function stageOf({ rows }: Waterfall, { width, height, fontSize }: Look): Stage {
  const labels = textWidth('00\u202f000', fontSize) + 14;
  const shift = 0.1 * width;
  const bottom = height - 1.9 * fontSize;
  const rise = 0.55 * bottom;
  const top = 1.6 * fontSize;
  // As high as fits: no row may reach above the title.
  const scales = rows.filter(isWhole).map(({ norms }, i) => {
    const base = bottom - rise * (1 - depthOf(i, rows.length));
    return (base - top) / Math.max(...norms, 1e-9);
  });
  return { left: 2, right: width - labels - shift, bottom, shift, rise, scale: Math.min(...scales, 1e9) };
}

/** 0 at the back, 1 in front. */
const depthOf = (row: number, count: number): number => (count > 1 ? row / (count - 1) : 1);

interface Vertex {
  readonly x: number;
  readonly y: number;
  readonly path: string;
  readonly stroke: string;
  readonly fill: string;
}

/** The outlines of a row, in drawing order: the whole spectrum, then each key frequency with its two neighbours. */
function outlinesOf(waterfall: Waterfall, row: number, stage: Stage): Vertex[] {
  const { frequencies, keys, rows } = waterfall;
  const { left, right, bottom, shift, rise, scale } = stage;
  const { norms } = rows[row] ?? { norms: [] };
  const back = 1 - depthOf(row, rows.length);
  const step = (right - left) / (frequencies.length + 1);
  const base = bottom - rise * back;
  const vertex = (i: number, height: number): { x: number; y: number } => ({
    x: left + shift * back + (i + 1) * step,
    y: base - scale * height,
  });
  const outline = (from: number, to: number, look: Omit<Vertex, 'x' | 'y'>): Vertex[] => {
    const inner = Array.from({ length: to - from + 1 }, (_, n) => vertex(from + n, norms[from + n] ?? 0));
    return inner.map((place) => ({ ...place, ...look }));
  };
  const whole = { path: `${row}`, stroke: colours.quiet, fill: colours.paper };
  return [
    { ...vertex(-1, 0), ...whole },
    ...outline(0, frequencies.length - 1, whole),
    { ...vertex(frequencies.length, 0), ...whole },
    ...keys.flatMap((k, n) => {
      const i = frequencies.indexOf(k);
      const { colour } = seriesLook(n);
      const look = { path: `${row}/${k}`, stroke: colour, fill: toHex(tint(colour, FILL)) };
      const [from, to] = [Math.max(0, i - 1), Math.min(frequencies.length - 1, i + 1)];
      return outline(from, to, look);
    }),
  ];
}

/** All rows up to `last`. */
function waterfallPlot(waterfall: Waterfall, last: number, look: Look): Panel['plot'] {
  const { rows } = waterfall;
  const stage = stageOf(waterfall, look);
  const vertices = rows.flatMap((row, i) => (i <= last && isWhole(row) ? outlinesOf(waterfall, i, stage) : []));
  const constant = (name: string): Plot.ChannelValueSpec => ({ value: name, scale: null });
  return {
    width: look.width,
    height: look.height,
    margin: 0,
    marks: [
      ...floorMarks(waterfall, stage),
      Plot.line(vertices, {
        x: constant('x'),
        y: constant('y'),
        z: 'path',
        stroke: constant('stroke'),
        fill: constant('fill'),
        strokeWidth: Math.max(1, look.width / 500),
        strokeLinejoin: 'round',
      }),
      ...nameMarks(waterfall, last, stage, look),
    ],
  };
}

/** The floor, and on it where the key frequencies will rise. */
function floorMarks({ frequencies, keys }: Waterfall, { left, right, bottom, shift, rise }: Stage): Plot.Markish[] {
  const step = (right - left) / (frequencies.length + 1);
  const along = (x: number, colour: string): Plot.Markish =>
    lineAt([x, bottom], [x + shift, bottom - rise], { colour, width: 1.5 });
  const across = (y: number, by: number): Plot.Markish =>
    lineAt([left + by, y], [right + by, y], { colour: colours.rule, width: 1.5 });
  return [
    across(bottom, 0),
    across(bottom - rise, shift),
    along(left, colours.rule),
    along(right, colours.rule),
    ...keys.map((k, n) => along(left + (frequencies.indexOf(k) + 1) * step, toHex(tint(seriesLook(n).colour, FILL)))),
  ];
}

/** In front, in their colours; of more than have room, as many as go, each where it rises. */
function keyNames({ frequencies, keys }: Waterfall, stage: Stage, fontSize: number): Plot.Markish[] {
  const { left, right, bottom, shift } = stage;
  const step = (right - left) / (frequencies.length + 1);
  const centreOf = (k: number): number => left + (frequencies.indexOf(k) + 1) * step;
  const widthOf = (k: number): number => textWidth(String(k), fontSize, true);
  const needed = keys.reduce((sum, k) => sum + widthOf(k) + LABEL_GAP, -LABEL_GAP);
  const isRoomy = needed <= right + shift - left;
  const centres = isRoomy ? placeInRow(keys.map(centreOf), keys.map(widthOf), [left, right + shift], LABEL_GAP) : keys.map(centreOf); // prettier-ignore
  const named = new Set(isRoomy ? keys : roomyTicks(keys, (k) => [centreOf(k), widthOf(k)]));
  return keys.flatMap((k, n) =>
    named.has(k)
      ? [textAt(String(k), centres[n] ?? 0, bottom + fontSize, { fontSize, anchor: 'middle', colour: seriesLook(n).colour, isBold: true })] // prettier-ignore
      : [],
  );
}

/** Frequencies in front, epochs at the right, what is shown above. */
function nameMarks(waterfall: Waterfall, last: number, stage: Stage, look: Look): Plot.Markish[] {
  const { rows, named } = waterfall;
  const { right, bottom, shift, rise } = stage;
  const { fontSize, isTitled } = look;
  const marked = rows.flatMap(({ epoch }, i) => (named.has(epoch) && i <= last ? [{ epoch, row: i }] : []));
  const heights = marked.map(({ row }) => bottom - rise * (1 - depthOf(row, rows.length)));
  const apart = spread(heights, 1.15 * fontSize, [2 * fontSize, bottom]);
  return [
    ...keyNames(waterfall, stage, fontSize),
    ...(isTitled
      ? [
          textAt('norm in the embedding by frequency', 1, 0.6 * fontSize, { fontSize, colour: colours.ink }),
          textAt('epoch', look.width - 1, 0.6 * fontSize, { fontSize, anchor: 'end' }),
        ]
      : []),
    ...marked.flatMap(({ epoch, row }, i) => {
      const edge = right + shift * (1 - depthOf(row, rows.length));
      const [y, place] = [heights[i] ?? 0, apart[i] ?? 0];
      const x = look.width - 1;
      const text = formatCount(epoch);
      return [
        lineAt([edge + 2, y], [x - textWidth(text, fontSize) - 5, place], { colour: colours.faint, width: 1.5 }),
        textAt(text, x, place, { fontSize, anchor: 'end' }),
      ];
    }),
  ];
}

const canShow = ({ fourier }: RunResults): boolean => Boolean(fourier && fourier.epochs.length > 1);

function storyboardOf(run: RunResults): Storyboard {
  const { fourier } = run;
  if (!fourier || !canShow(run)) throw new TypeError(`waterfall: run ${run.record.id} lacks the measure fourier`);
  const waterfall = waterfallOf(run, fourier);
  const y = PADDING + READOUT;
  const look = { width: INNER_WIDTH, height: FRAME_HEIGHT - y - PADDING, fontSize: FONT_SIZE, isTitled: true };
  const small = { width: 330, height: 330, fontSize: STRIP_FONT_SIZE };
  return {
    width: FRAME_WIDTH,
    height: FRAME_HEIGHT,
    palette: PALETTE,
    epochs: waterfall.rows.map(({ epoch }) => epoch),
    panelsOf: (i) => {
      const epoch = waterfall.rows[i]?.epoch ?? 0;
      return [readout(epoch, rowAt(run, epoch)), { x: PADDING, y, plot: waterfallPlot(waterfall, i, look) }];
    },
    keyPicture: {
      width: small.width + 16,
      height: small.height,
      inset: 8,
      panelsOf: (i) => [{ x: 8, y: 0, plot: waterfallPlot(waterfall, i, { ...small, isTitled: false }) }],
    },
    alt: finding(run, waterfall),
  };
}

function finding(run: RunResults, waterfall: Waterfall): string {
  const { keys, rows, frequencies } = waterfall;
  const whole = rows.filter(isWhole);
  const [first, last] = [whole[0], whole.at(-1)];
  const broken = rows.find((row) => !isWhole(row))?.epoch;
  if (!first || !last) return withDivergence(run, null, broken);
  const others = ({ norms }: Spectrum): string =>
    formatNumber(largestFinite(norms.filter((_, i) => !keys.includes(frequencies[i] ?? 0)), 0)); // prettier-ignore
  const at = `at epoch ${formatCount(last.epoch)}`;
  const share =
    keys.length > 0
      ? `The key ${frequenciesInWords(keys)} hold ${keyShare(waterfall, first.norms)} of the embedding's squared Fourier ` +
        `norm at the start and ${keyShare(waterfall, last.norms)} ${at}. `
      : '';
  return withDivergence(
    run,
    `${share}The largest norm of ${keys.length > 0 ? 'another' : 'a'} frequency is ${others(first)} at the start and ` +
      `${others(last)} ${at} (seed ${run.record.spec.seed}).`,
    broken,
  );
}

export const waterfall: RunFilm = {
  needs: 'one run with the measure fourier',
  canShow,
  storyboardOf,
};
