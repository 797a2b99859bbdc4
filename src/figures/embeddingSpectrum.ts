/** Which Fourier frequencies the embedding is made of, at every checkpoint: a heatmap over epochs. */
import type { RunResults } from '../lab/store/results.ts';
import type { FourierMeasure } from '../lab/measures/embeddingFourier.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { epochAxis, epochAxisMarks, epochX, timeAxis, type EpochAxis, type Frame } from './epochAxis.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { divergedAt, divergenceEpoch, largestFinite } from './divergence.ts';
import { formatCount, formatNumber, textWidth } from './format.ts';
import { spread } from './labels.ts';
import { imageAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { cividis, levels } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { transitionEpoch } from './seeds.ts';
import { briefEpochs, cell, toCsv } from './table.ts';

const FONT_SIZE = 12;
const LEVELS = 64;
/** px above the picture: a row for the colour scale, one for the transition. */
const TOP = 44;
/** px a picture column: epochs are put into bins this wide. */
const COLUMN = 2;
/** Key frequencies that a sentence or a table names. */
const MOST_NAMED = 12;

/** Row of the picture: frequency 1 at the bottom. */
const rowCentre = (frequency: number, count: number, { top, bottom }: Frame): number =>
  bottom - ((frequency - 0.5) / count) * (bottom - top);

function picture({ norms, epochs }: FourierMeasure, axis: EpochAxis, { left, right }: Frame, high: number): string {
  const width = Math.round((right - left) / COLUMN);
  const frequencies = norms[0]?.length ?? 0;
  const cells = new Float32Array(width * frequencies);
  let checkpoint = 0;
  for (let column = 0; column < width; column++) {
    // The checkpoint nearest on the axis to the middle of the column.
    const x = left + (column + 0.5) * COLUMN;
    const distance = (i: number): number => Math.abs(epochX(axis, [left, right], epochs[i] ?? Infinity) - x);
    while (checkpoint + 1 < epochs.length && distance(checkpoint + 1) <= distance(checkpoint)) checkpoint++;
    norms[checkpoint]?.forEach((norm, k) => {
      cells[(frequencies - 1 - k) * width + column] = levelOf(norm / high, LEVELS);
    });
  }
  return heatmapUrl({ width, height: frequencies, levels: cells, palette: levels(cividis, LEVELS) });
}

/** "k = 7" at the right edge, beside its row; where there is no room for all names, their rows and how many they are. */
function keyLabels({ keyFrequencies, frequencies }: FourierMeasure, frame: Frame): NonNullable<Panel['plot']['marks']> {
  const { right, top, bottom } = frame;
  const ascending = [...keyFrequencies].sort((x, y) => y - x);
  const rows = ascending.map((k) => rowCentre(k, frequencies.length, frame));
  const [gap, range] = [1.2 * FONT_SIZE, [top + 5, bottom - 5] as const];
  const isRoomy = gap * (rows.length - 1) <= range[1] - range[0];
  const heights = isRoomy ? spread(rows, gap, range) : rows;
  const ticks = rows.map((y, i) => lineAt([right + 2, y], [right + 8, heights[i] ?? 0], { colour: colours.faint }));
  const look = { fontSize: FONT_SIZE, colour: colours.ink };
  const names = isRoomy
    ? ascending.map((k, i) => textAt(`k = ${k}`, right + 11, heights[i] ?? 0, look))
    : [String(rows.length), 'keys'].map((text, i) =>
        textAt(text, right + 11, (top + bottom) / 2 + (i - 0.5) * gap, look),
      );
  return [...ticks, ...names];
}

function frequencyTicks(count: number): number[] {
  const step = count > 30 ? 10 : 5;
  return [1, ...Array.from({ length: Math.floor(count / step) }, (_, i) => (i + 1) * step)];
}

function frameOf({ frequencies }: FourierMeasure, width: number): Frame {
  const count = frequencies.length;
  const rowHeight = Math.max(2, Math.round((width < 480 ? 200 : 0.2 * width + 90) / count));
  const left = 28;
  const room = width - Math.ceil(textWidth('k = 00', FONT_SIZE) + 14) - left;
  return { left, right: left + COLUMN * Math.floor(room / COLUMN), top: TOP, bottom: TOP + rowHeight * count };
}

function drawSpectrum(
  run: RunResults,
  fourier: FourierMeasure,
  { id, width, theme }: DrawOptions,
): Omit<Drawing, 'alt' | 'table' | 'csv'> {
  const frame = frameOf(fourier, width);
  const { left, right, top, bottom } = frame;
  const count = fourier.frequencies.length;
  const high = largestFinite(fourier.norms.flat(), 1e-9);
  const height = bottom + 27;
  const axis = epochAxis([run]);
  const area = { x: left, y: top, width: right - left, height: bottom - top };
  const transition = transitionEpoch([run]);
  const legend = {
    label: width < 480 ? 'norm in W_E' : 'norm of its component of W_E',
    ends: ['0', formatNumber(high)] as const,
    palette: levels(cividis, LEVELS),
  };
  const plot: Panel['plot'] = {
    width,
    height,
    margin: 0,
    marks: [
      imageAt(picture(fourier, axis, frame, high), area),
      ...(transition === null ? [] : transitionTick(transition, epochX(axis, [left, right], transition), frame)),
      ...frequencyTicks(count).map((k) =>
        textAt(String(k), left - 6, rowCentre(k, count, frame), { anchor: 'end', fontSize: FONT_SIZE }),
      ),
      textAt('frequency', 1, 29, { fontSize: FONT_SIZE, colour: colours.ink }),
      ...keyLabels(fourier, frame),
      ...epochAxisMarks(axis, { frame, width, fontSize: FONT_SIZE }),
      ...rampLegend(legend, { right: width - 1, y: 8, fontSize: FONT_SIZE }),
    ],
  };
  return {
    svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }),
    width,
    height,
    time: timeAxis(axis, [left, right], [top, bottom]),
  };
}

/** The transition as a short tick above and below the picture, which it must not cover. */
function transitionTick(epoch: number, x: number, { top, bottom }: Frame): NonNullable<Panel['plot']['marks']> {
  return [
    lineAt([x, top - 8], [x, top], { colour: colours.ink }),
    lineAt([x, bottom], [x, bottom + 7], { colour: colours.ink }),
    textAt(`95\u202f% at ${formatCount(epoch)}`, x, 29, { anchor: 'middle', fontSize: FONT_SIZE, colour: colours.ink }),
  ];
}

function finding(run: RunResults, { epochs, keyFrequencies, norms, gini, frequencies }: FourierMeasure): string {
  const { record } = run;
  const broken = norms.findIndex((row, i) => ![...row, gini[i] ?? NaN].every(Number.isFinite));
  if (broken >= 0 || divergenceEpoch(run) !== null)
    return (
      `The Gini coefficient of the embedding's spectrum is ${formatNumber(gini[0] ?? NaN)} at the start; the run ` +
      `${divergedAt(run, epochs.at(broken) ?? 0)} (seed ${record.spec.seed}).`
    );
  const squares = (values: readonly number[] | undefined, only?: readonly number[]): number =>
    (values ?? []).reduce((sum, x, i) => (!only || only.includes(frequencies[i] ?? 0) ? sum + x * x : sum), 0);
  const share = (i: number): string =>
    `${Math.round((100 * squares(norms.at(i), keyFrequencies)) / squares(norms.at(i)))} %`;
  const keys = [...keyFrequencies].sort((x, y) => x - y).join(', ');
  const named =
    keyFrequencies.length > MOST_NAMED
      ? `${keyFrequencies.length} of ${frequencies.length} frequencies are key frequencies (the table has the ${MOST_NAMED} strongest): they`
      : `the key frequencies ${keys}`;
  return (
    `At the end (epoch ${formatCount(record.summary.epochs)}) ${named} hold ${share(-1)} of the embedding's squared ` +
    `Fourier norm, against ${share(0)} at the start; the Gini coefficient of the spectrum goes from ` +
    `${(gini[0] ?? 0).toFixed(2)} to ${(gini.at(-1) ?? 0).toFixed(2)} (seed ${record.spec.seed}).`
  );
}

/** The strongest at the end, at most so many, ascending. */
function strongestKeys({ keyFrequencies, frequencies, norms }: FourierMeasure, most: number): number[] {
  const norm = (k: number): number => norms.at(-1)?.[frequencies.indexOf(k)] ?? NaN;
  return [...keyFrequencies]
    .sort((x, y) => norm(y) - norm(x))
    .slice(0, most)
    .sort((x, y) => x - y);
}

export const embeddingSpectrum: FigureKind = {
  version: 1,
  needs: 'a run with the measure fourier',
  canDraw: ([run]) => Boolean(run?.fourier),
  draw: ([run], options) => {
    if (!run?.fourier)
      throw new TypeError(`embeddingSpectrum: run ${run?.record.id ?? '(none)'} has no measure fourier`);
    const { fourier } = run;
    const keys = strongestKeys(fourier, MOST_NAMED);
    const at = new Map(fourier.epochs.map((epoch, i) => [epoch, i]));
    return Promise.resolve({
      ...drawSpectrum(run, fourier, options),
      alt: finding(run, fourier),
      table: {
        columns: ['epoch', 'Gini coefficient', ...keys.map((k) => `norm at frequency ${k}`)],
        rows: briefEpochs(fourier.epochs, [], 24).map((epoch) => {
          const i = at.get(epoch) ?? 0;
          return [
            epoch,
            ...[
              fourier.gini[i] ?? NaN,
              ...keys.map((k) => fourier.norms[i]?.[fourier.frequencies.indexOf(k)] ?? NaN),
            ].map((x) => cell(x, 5)),
          ];
        }),
      },
      csv: toCsv({
        columns: ['epoch', ...fourier.frequencies.map((k) => `norm_${k}`)],
        rows: fourier.epochs.map((epoch, i) => [epoch, ...(fourier.norms[i] ?? [])]),
      }),
    });
  },
};
