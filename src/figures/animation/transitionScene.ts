/** One moment of the animation as panels: accuracy so far, the embedding's spectrum, the correct logit of all pairs. */
import * as Plot from '@observablehq/plot';
import { accuracyAxis } from '../accuracy.ts';
import { heatmapUrl, levelOf, pngUrl } from '../bitmap.ts';
import { epochAxis } from '../epochAxis.ts';
import { textWidth } from '../format.ts';
import { spread } from '../labels.ts';
import { imageAt, lineAt, textAt } from '../marks.ts';
import { colours, TRAIN_DASH } from '../palette.ts';
import { pairGrid } from '../pairGrid.ts';
import { divergingBesideSeries, levels } from '../ramps.ts';
import type { Panel } from '../render.ts';
import { timeSeriesPlot, transitionLabel, type Line } from '../timeSeries.ts';
import { FONT_SIZE, FRAME_WIDTH, INNER_WIDTH, PADDING, READOUT, readout } from './readout.ts';
import type { Transition, TransitionFrame } from './transitionFrames.ts';

/** Colours of the map: few, for small files. */
export const MAP_PALETTE = levels(divergingBesideSeries, 25);

/** Height of the curves, px. */
const CURVES = 262;
const LOWER = PADDING + READOUT + CURVES + 14;

export function scene(transition: Transition, frame: TransitionFrame): Panel[] {
  const side = mapSide(transition.p, 232);
  const mapLeft = FRAME_WIDTH - PADDING - side;
  const spectrum = { width: mapLeft - PADDING - 44, height: side, fontSize: FONT_SIZE };
  return [
    readout(frame.epoch, frame.row),
    { x: PADDING, y: PADDING + READOUT, plot: curves(transition, frame) },
    { x: PADDING, y: LOWER, plot: spectrumPlot(transition, frame, spectrum) },
    { x: mapLeft - MAP_INSET, y: LOWER, plot: mapPlot(transition, frame, { side, fontSize: FONT_SIZE }) },
  ];
}

/** The largest multiple of p up to `room`: pixels stay square and equal. */
export const mapSide = (p: number, room: number): number => (p > room ? room : p * Math.floor(room / p));

function curves({ run, t95 }: Transition, { epoch }: TransitionFrame): Panel['plot'] {
  const rows = run.rows.filter((row) => row.epoch <= epoch);
  const epochs = epochAxis([run]);
  const line = (name: 'train' | 'test'): Line => {
    const points = rows.map((row) => ({
      epoch: row.epoch,
      value: name === 'train' ? row.trainAccuracy : row.testAccuracy,
    }));
    return {
      name,
      // Names stay at the edge while the lines grow towards them.
      nameAt: { epoch: epochs.end, value: points.findLast(({ value }) => Number.isFinite(value))?.value ?? 0 },
      colour: colours[name],
      points,
      width: 3,
      ...(name === 'train' ? { dash: TRAIN_DASH.replace(/\d+/g, (x) => String(2 * Number(x))) } : {}),
    };
  };
  const { plot } = timeSeriesPlot(
    {
      epochs,
      values: accuracyAxis,
      lines: [line('train'), line('test')],
      transition: t95 !== null && epoch >= t95 ? transitionLabel(t95, 1) : null,
    },
    { width: INNER_WIDTH, height: CURVES, fontSize: FONT_SIZE },
  );
  return plot;
}

interface SpectrumLook {
  readonly width: number;
  /** Of the bars. */
  readonly height: number;
  readonly fontSize: number;
  /** False where a neighbour to the left has the same title. */
  readonly isTitled?: boolean;
}

/** px above the bars and the map: one row of text. */
const titleHeight = (fontSize: number): number => 1.6 * fontSize;

interface Bar {
  readonly isKey: boolean;
  /** Its middle and its upper end, px. */
  readonly x: number;
  readonly y: number;
}

interface BarLook {
  readonly bottom: number;
  readonly width: number;
  readonly colour: string;
}

function drawBars(bars: readonly Bar[], { bottom, width, colour }: BarLook): Plot.Markish {
  const px = (values: number[]): Plot.ChannelValueSpec => ({ value: values, scale: null });
  const x = px(bars.map((bar) => bar.x));
  const ends = { x1: x, x2: x, y1: px(bars.map(() => bottom)), y2: px(bars.map(({ y }) => y)) };
  return Plot.link([...bars], { ...ends, stroke: colour, strokeWidth: width });
}

/** A bar for every frequency; the key ones dark and named. The scale is that of the whole run. */
export function spectrumPlot(transition: Transition, frame: TransitionFrame, look: SpectrumLook): Panel['plot'] {
  const { frequencies, keys, highestNorm } = transition;
  const { width, height, fontSize, isTitled = true } = look;
  const top = titleHeight(fontSize);
  const bottom = top + height;
  const step = width / frequencies.length;
  const bars = frequencies.map((k, i): Bar => ({
    isKey: keys.includes(k),
    x: (i + 0.5) * step,
    y: bottom - height * Math.min(1, (frame.norms[i] ?? 0) / highestNorm),
  }));
  const draw = (isKey: boolean, colour: string): Plot.Markish =>
    drawBars(
      bars.filter((bar) => bar.isKey === isKey),
      { bottom, width: 0.76 * step, colour },
    );
  const centres = keys.map((k) => (frequencies.indexOf(k) + 0.5) * step);
  const half = 0.65 * fontSize;
  const places = spread(centres, 1.7 * fontSize, [half, width - half]);
  return {
    width,
    height: bottom + 1.6 * fontSize,
    margin: 0,
    marks: [
      textAt(isTitled ? (width > 11 * fontSize ? 'embedding by frequency' : 'embedding') : '', 0, 0.6 * fontSize, {
        fontSize,
        colour: colours.ink,
      }),
      draw(false, colours.faint),
      draw(true, colours.ink),
      lineAt([0, bottom], [width, bottom], { colour: colours.quiet }),
      ...keys.map((k, i) =>
        textAt(String(k), places[i] ?? 0, bottom + 0.85 * fontSize, {
          fontSize,
          anchor: 'middle',
          colour: colours.ink,
        }),
      ),
    ],
  };
}

/** px left of the map: the name of its axis. */
export const MAP_INSET = 24;

export interface MapLook {
  readonly side: number;
  readonly fontSize: number;
  /** False where a neighbour to the left has the same title, axes and scale. */
  readonly isTitled?: boolean;
}

/**
 * The p × p map with its axes a and b and its colour scale; pairs that the task leaves out are paper. Its picture
 * begins MAP_INSET from the left.
 */
export function mapPlot(
  { run, p, logitReach }: Transition,
  { correctLogit }: TransitionFrame,
  { side, fontSize, isTitled = true }: MapLook,
): Panel['plot'] {
  const top = titleHeight(fontSize);
  const left = MAP_INSET;
  const shades = correctLogit.map((x) => levelOf((x / logitReach + 1) / 2, MAP_PALETTE.length));
  const grid = pairGrid(run.record.spec.task, shades);
  const picture = heatmapUrl({ width: p, height: p, levels: grid, palette: MAP_PALETTE });
  const corners = [
    [left, top],
    [left + side, top],
    [left + side, top + side],
    [left, top + side],
  ] as const;
  return {
    width: left + side,
    height: top + side + 1.6 * fontSize,
    margin: 0,
    marks: [
      // A hairline around it: near zero the picture is white.
      ...corners.map((corner, i) => lineAt(corner, corners[(i + 1) % 4] ?? corner, { width: 2 })),
      imageAt(picture, { x: left, y: top, width: side, height: side }),
      ...(isTitled ? mapTitle(left, side, fontSize) : []),
      ...(isTitled
        ? mapScale(logitReach, { left, right: left + side, y: top + side + 0.85 * fontSize, fontSize })
        : []),
    ],
  };
}

const mapTitle = (left: number, side: number, fontSize: number): Plot.Markish[] => [
  textAt('correct logit', left, 0.6 * fontSize, { fontSize, colour: colours.ink }),
  textAt('b', left + side, 0.6 * fontSize, { fontSize, anchor: 'end' }),
  textAt('a', left - 8, titleHeight(fontSize) + 0.5 * fontSize, { fontSize, anchor: 'end' }),
];

interface ScalePlace {
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly fontSize: number;
}

function mapScale(reach: number, { left, right, y, fontSize }: ScalePlace): Plot.Markish[] {
  const url = pngUrl({
    width: MAP_PALETTE.length,
    height: 1,
    indices: Uint8Array.from(MAP_PALETTE, (_, i) => i),
    palette: MAP_PALETTE,
  });
  const [low, high] = [`≤ −${reach}`, `≥ ${reach}`];
  const gap = 0.4 * fontSize;
  const x = left + textWidth(low, fontSize) + gap;
  return [
    textAt(low, left, y, { fontSize }),
    imageAt(url, { x, y: y - 7, width: right - textWidth(high, fontSize) - gap - x, height: 14 }),
    textAt(high, right, y, { fontSize, anchor: 'end' }),
  ];
}
