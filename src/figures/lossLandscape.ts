/**
 * The loss in the plane through the memorized, the half-way and the final network, on both splits, with the shadow of
 * the run's path. Source of the plane: Garipov et al. 2018, arXiv:1802.10026, App. A.1.
 */
import type { LandscapeResults } from '../lab/measures/filmFiles.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatNumber } from './format.ts';
import {
  aspectOf,
  decadeEnds,
  decadesOf,
  dotMarks,
  landscapeUrl,
  LOSS_PALETTE,
  pathMarks,
  placeIn,
  type Decades,
  type SplitName,
} from './landscapePictures.ts';
import { landscapeFinding } from './landscapeWords.ts';
import { imageAt, lineAt, textAt } from './marks.ts';
import { momentsOf, type Moment } from './moments.ts';
import { colours } from './palette.ts';
import { spotLabels } from './placeLabels.ts';
import { rampLegend } from './rampLegend.ts';
import { render, type Panel } from './render.ts';
import { briefEpochs, cell, significant, toCsv } from './table.ts';

const FONT_SIZE = 12;
/** px: the scale's row, a picture's title, below the pictures, between them. */
const [TOP, TITLE, FOOT, GAP] = [24, 22, 26, 16];

/** The moments of the story, at most one an epoch. */
function markedOf(run: RunResults, { epochs }: LandscapeResults): Moment[] {
  const moments = momentsOf(run, epochs);
  return moments.filter(({ epoch }, i) => moments.findIndex((moment) => moment.epoch === epoch) === i);
}

interface Look {
  readonly decades: Decades;
  readonly width: number;
  readonly height: number;
}

function splitPanel(run: RunResults, landscape: LandscapeResults, split: SplitName, look: Look): Panel['plot'] {
  const { decades, width, height } = look;
  const box = { x: 0, y: TITLE, width, height };
  const at = placeIn(landscape, box);
  const path = landscape.coordinates.map(at);
  const spots = markedOf(run, landscape).flatMap(({ name, epoch }) => {
    const point = path[landscape.epochs.indexOf(epoch)];
    return point ? [{ x: point[0], y: point[1], text: epoch === 0 ? name : `${name} ${formatCount(epoch)}` }] : [];
  });
  return {
    width,
    height: TITLE + height,
    margin: 0,
    marks: [
      textAt(`${split} loss`, 0, 9, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours[split] }),
      imageAt(landscapeUrl(landscape, split, decades), box),
      ...pathMarks(path, 1.5),
      ...spots.flatMap(({ x, y }) => dotMarks([x, y], 3.5, colours.ink)),
      ...spotLabels(spots, {
        fontSize: FONT_SIZE,
        within: { x: 4, y: TITLE + 4, width: width - 8, height: height - 8 },
        avoid: path.map(([x, y]) => ({ x, y })),
        hasHalo: true,
      }),
    ],
  };
}

/** A round distance of at most `most`. */
function roundDistance(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((n) => n * power).find((size) => size <= most) ?? power;
}

function drawPlane(
  run: RunResults,
  landscape: LandscapeResults,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const columns = width < 600 ? 1 : 2;
  const decades = decadesOf(landscape);
  const inner = Math.floor((width - (columns - 1) * GAP) / columns);
  const size = { width: inner, height: Math.round(inner * aspectOf(landscape)) };
  const step = TITLE + size.height + 14;
  const panels = (['train', 'test'] as const).map((split, i): Panel => ({
    x: (i % columns) * (inner + GAP),
    y: TOP + Math.floor(i / columns) * step,
    plot: splitPanel(run, landscape, split, { decades, ...size }),
  }));
  const bottom = TOP + (columns === 1 ? 2 : 1) * step - 14;
  const span = (landscape.x.at(-1) ?? 0) - (landscape.x[0] ?? 0) || 1;
  const bar = roundDistance((0.25 * span * 600) / Math.max(600, width));
  const barWidth = (bar / span) * inner;
  const legend: Panel = {
    x: 0,
    y: 0,
    plot: {
      width,
      height: TOP,
      margin: 0,
      marks: rampLegend(
        { label: 'mean loss (nats)', ends: decadeEnds(decades), palette: LOSS_PALETTE },
        { right: width - 1, y: 8, fontSize: FONT_SIZE },
      ),
    },
  };
  const foot: Panel = {
    x: 0,
    y: bottom,
    plot: {
      width,
      height: FOOT,
      margin: 0,
      marks: [
        lineAt([1, 15], [1 + barWidth, 15], { colour: colours.quiet, width: 1.5 }),
        textAt(formatNumber(bar), 7 + barWidth, 15, { fontSize: FONT_SIZE }),
        textAt('from memorized to final →', width - 1, 15, { fontSize: FONT_SIZE, anchor: 'end', colour: colours.ink }),
      ],
    },
  };
  const height = bottom + FOOT;
  return { svg: render([legend, ...panels, foot], { id, theme, width, height }), width, height, time: null };
}

export const lossLandscape: FigureKind = {
  version: 1,
  needs: 'one run with the measure landscape',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.landscape?.epochs.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.landscape)
      throw new TypeError(`lossLandscape: run ${run?.record.id ?? '(none)'} has no measure landscape`);
    const { landscape } = run;
    const { x, y, trainLoss, testLoss, epochs, coordinates, distance } = landscape;
    const marked = markedOf(run, landscape).map(({ epoch }) => epoch);
    return Promise.resolve({
      ...drawPlane(run, landscape, options),
      alt: landscapeFinding(run, landscape),
      table: {
        columns: ['epoch', 'x', 'y', 'distance from the plane'],
        rows: briefEpochs(epochs, marked, 20).map((epoch) => {
          const t = epochs.indexOf(epoch);
          return [epoch, ...[...(coordinates[t] ?? []), distance[t] ?? NaN].map((value) => cell(value))];
        }),
      },
      csv: toCsv({
        columns: ['x', 'y', 'train_loss', 'test_loss'],
        rows: y.flatMap((v, j) =>
          x.map((u, i) => [
            ...[u, v].map((place) => significant(place, 5)),
            ...[trainLoss, testLoss].map((losses) => significant(losses[j * x.length + i] ?? NaN, 5)),
          ]),
        ),
      }),
    });
  },
};
