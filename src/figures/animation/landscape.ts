/** The film of the loss landscape: the run as a dot with its trail, and how far from the plane it is. */
import type { LandscapeResults } from '../../lab/measures/filmFiles.ts';
import type { RunResults } from '../../lab/store/results.ts';
import { chooseFrames } from '../../lab/measures/frames.ts';
import { epochAxis } from '../epochAxis.ts';
import { largestFinite } from '../divergence.ts';
import { formatNumber } from '../format.ts';
import {
  aspectOf,
  decadeEnds,
  decadesOf,
  dotMarks,
  landscapeUrl,
  LOSS_PALETTE,
  pathMarks,
  placeIn,
  type SplitName,
} from '../landscapePictures.ts';
import { landscapeFinding } from '../landscapeWords.ts';
import { imageAt, textAt } from '../marks.ts';
import { rowAt } from '../moments.ts';
import { niceTicks } from '../niceTicks.ts';
import { colours } from '../palette.ts';
import { rampLegend } from '../rampLegend.ts';
import type { Panel } from '../render.ts';
import { timeSeriesPlot } from '../timeSeries.ts';
import type { RunFilm, Storyboard } from './film.ts';
import { animationPalette, TEXT_EDGES } from './palette.ts';
import { FONT_SIZE, FRAME_HEIGHT, FRAME_WIDTH, INNER_WIDTH, PADDING, READOUT, readout } from './readout.ts';
import { STRIP_FONT_SIZE } from './strip.ts';

const PALETTE = animationPalette(LOSS_PALETTE, { edges: [...TEXT_EDGES, [colours.rule, 2]] });
const GAP = 14;
/** Height of a picture's title, px. */
const TITLE = 36;
/** Height of a row of text below the pictures, px. */
const LEGEND = 38;

interface MapLook {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** Picture of the losses. */
  readonly url: string;
}

/** One split's losses with the trail up to checkpoint `last`. */
function mapPlot(landscape: LandscapeResults, last: number, split: SplitName, look: MapLook): Panel['plot'] {
  const { width, height, fontSize, url } = look;
  const box = { x: 0, y: TITLE, width, height };
  const path = landscape.coordinates.slice(0, last + 1).map(placeIn(landscape, box));
  const here = path.at(-1);
  return {
    width,
    height: TITLE + height,
    margin: 0,
    marks: [
      textAt(`${split} loss`, 1, 0.6 * fontSize, { fontSize, colour: colours[split], isBold: true }),
      imageAt(url, box),
      ...pathMarks(path, 2.5),
      ...(here ? dotMarks(here, 7, colours.ink) : []),
    ],
  };
}

/** The distance from the plane so far. */
function distancePlot(
  run: RunResults,
  { epochs, distance }: LandscapeResults,
  last: number,
  height: number,
): Panel['plot'] {
  const ticks = niceTicks(largestFinite(distance, 1e-9), 3);
  const points = epochs.slice(0, last + 1).map((epoch, t) => ({ epoch, value: distance[t] ?? NaN }));
  const here = distance[last] ?? NaN;
  return timeSeriesPlot(
    {
      epochs: epochAxis([run]),
      values: {
        // In the plane but for rounding: 0.
        label: `distance from the plane: ${formatNumber(here < 1e-3 ? 0 : here)}`,
        type: 'linear',
        domain: [0, ticks.at(-1) ?? 1],
        ticks,
        format: String,
      },
      lines: [{ name: null, colour: colours.ink, points, width: 3 }],
      transition: null,
    },
    { width: INNER_WIDTH, height, fontSize: FONT_SIZE },
  ).plot;
}

const canShow = ({ landscape }: RunResults): boolean => (landscape?.epochs.length ?? 0) > 1;

function storyboardOf(run: RunResults): Storyboard {
  const { landscape } = run;
  if (!landscape || !canShow(run)) throw new TypeError(`landscape: run ${run.record.id} lacks the measure landscape`);
  const epochs = chooseFrames(run.rows, landscape.epochs);
  const aspect = aspectOf(landscape);
  const width = Math.floor(Math.min((INNER_WIDTH - GAP) / 2, 343 / aspect));
  const look = { width, height: Math.round(width * aspect), fontSize: FONT_SIZE };
  const top = PADDING + READOUT + 4;
  const below = top + TITLE + look.height + 6;
  const left = (FRAME_WIDTH - 2 * width - GAP) / 2;
  const small = { width: 260, height: Math.round(260 * aspect), fontSize: STRIP_FONT_SIZE };
  const decades = decadesOf(landscape);
  // They stay the same in every frame.
  const urls = { train: landscapeUrl(landscape, 'train', decades), test: landscapeUrl(landscape, 'test', decades) };
  const maps = (last: number, size: Omit<MapLook, 'url'>, place: (i: number) => { x: number; y: number }): Panel[] =>
    (['train', 'test'] as const).map((split, i) => ({
      ...place(i),
      plot: mapPlot(landscape, last, split, { ...size, url: urls[split] }),
    }));
  const scale = rampLegend(
    { label: 'mean loss (nats)', ends: decadeEnds(decades), palette: LOSS_PALETTE },
    { right: INNER_WIDTH, y: 16, fontSize: FONT_SIZE, rampWidth: 150 },
  );
  return {
    width: FRAME_WIDTH,
    height: FRAME_HEIGHT,
    palette: PALETTE,
    epochs,
    panelsOf: (i) => {
      const epoch = epochs[i] ?? 0;
      const last = landscape.epochs.indexOf(epoch);
      const curveTop = below + LEGEND;
      return [
        readout(epoch, rowAt(run, epoch)),
        ...maps(last, look, (n) => ({ x: left + n * (width + GAP), y: top })),
        { x: PADDING, y: below, plot: { width: INNER_WIDTH, height: LEGEND, margin: 0, marks: scale } },
        { x: PADDING, y: curveTop, plot: distancePlot(run, landscape, last, FRAME_HEIGHT - PADDING - curveTop) },
      ];
    },
    keyPicture: {
      width: small.width + 16,
      height: 2 * (TITLE + small.height) + 8,
      inset: 8,
      panelsOf: (i) =>
        maps(landscape.epochs.indexOf(epochs[i] ?? 0), small, (n) => ({ x: 8, y: n * (TITLE + small.height + 8) })),
    },
    alt: landscapeFinding(run, landscape),
  };
}

export const landscape: RunFilm = {
  needs: 'one run with the measure landscape',
  canShow,
  storyboardOf,
};
