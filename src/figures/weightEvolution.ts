/**
 * The embedding and the unembedding at the stages of the run: small multiples, each matrix on one scale. Columns are in
 * the final network's order, residues in that of each column's frequency: order grows out of noise.
 */
import { chooseStages, type Stage } from '../lab/measures/stages.ts';
import type { WeightMapsResults } from '../lab/measures/filmFiles.ts';
import type { RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatNumber, formatPercent } from './format.ts';
import { imageAt, textAt } from './marks.ts';
import { rowAt } from './moments.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { render, type Panel } from './render.ts';
import { cell, toCsv } from './table.ts';
import {
  everyNth,
  hasWeightMaps,
  inOrderOfFrequency,
  MATRICES,
  matrixUrl,
  reachOf,
  rootMeanSquare,
  WEIGHT_PALETTE,
  weightTable,
  type MatrixName,
} from './weightPictures.ts';

const FONT_SIZE = 12;
/** px: the heading of a column, the name and scale of a row, between pictures. */
const [HEAD, TITLE, GAP] = [52, 22, 10];

interface Row {
  readonly name: MatrixName;
  readonly reach: number;
  /** [stage]: [p, d] */
  readonly matrices: readonly Float32Array[];
}

function rowsOf(run: RunResults, maps: WeightMapsResults): Row[] {
  const moments = chooseStages(maps.epochs, run.record.summary).map(({ epoch }) => maps.epochs.indexOf(epoch));
  return MATRICES.map((name) => {
    const matrices = moments.map((t) => inOrderOfFrequency(maps[name].matrices[t] ?? new Float32Array(), maps[name]));
    return { name, reach: reachOf(matrices), matrices };
  });
}

/** Of so many dimensions and residues one is drawn: small pictures have no room for all. */
const skipOf = (d: number): number => Math.ceil(d / 64);
const ORDINALS: Readonly<Record<number, string>> = { 2: 'second', 3: 'third', 4: 'fourth' };

function headingPanel(run: RunResults, { name, epoch }: Stage, width: number): Panel['plot'] {
  return {
    width,
    height: HEAD,
    margin: 0,
    marks: [
      textAt(name, 0, 9, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }),
      textAt(`epoch ${formatCount(epoch)}`, 0, 26, { fontSize: FONT_SIZE }),
      textAt(`test ${formatPercent(rowAt(run, epoch).testAccuracy, 0)}`, 0, 42, {
        fontSize: FONT_SIZE,
        colour: colours.test,
      }),
    ],
  };
}

function drawStages(
  run: RunResults,
  maps: WeightMapsResults,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const stages = chooseStages(maps.epochs, run.record.summary);
  const rows = rowsOf(run, maps);
  const d = maps.W_E.dimensions.length;
  const columns = width < 600 ? Math.min(3, stages.length) : Math.max(4, stages.length);
  const room = Math.floor((width - (columns - 1) * GAP) / columns);
  const skip = skipOf(d);
  const cells = Math.ceil(d / skip);
  // Whole or half pixels a cell, where that costs little.
  const snapped = (cells / 2) * Math.floor(room / (cells / 2));
  const side = snapped > 0.85 * room ? snapped : room;
  const step = columns > 1 ? (width - side) / (columns - 1) : 0;
  const p = (rows[0]?.matrices[0]?.length ?? 0) / d;
  const pictureHeight = (side * Math.ceil(p / skip)) / cells;
  const blockHeight = HEAD + rows.length * (TITLE + pictureHeight) + 18;
  const blocks = Math.ceil(stages.length / columns);
  const panels = stages.flatMap((stage, i): Panel[] => {
    const x = (i % columns) * step;
    const y = Math.floor(i / columns) * blockHeight;
    const pictures = rows.map(({ matrices, reach }, r): Panel => {
      const shown = everyNth(matrices[i] ?? new Float32Array(), d, skip);
      const url = matrixUrl(shown.values, shown.d, reach);
      const image = imageAt(url, { x: 0, y: 0, width: side, height: pictureHeight });
      const place = y + HEAD + r * (TITLE + pictureHeight) + TITLE;
      return { x, y: place, plot: { width: side, height: pictureHeight, margin: 0, marks: [image] } };
    });
    return [{ x, y, plot: headingPanel(run, stage, side) }, ...pictures];
  });
  const titles = Array.from({ length: blocks }, (_, block) =>
    rows.map(({ name, reach }, r): Panel => ({
      x: 0,
      y: block * blockHeight + HEAD + r * (TITLE + pictureHeight),
      plot: titlePanel(name, reach, width - 3),
    })),
  ).flat();
  const height = blocks * blockHeight - 18;
  return { svg: render([...panels, ...titles], { id, theme, width, height }), width, height, time: null };
}

function titlePanel(name: MatrixName, reach: number, width: number): Panel['plot'] {
  const ends = [`−${formatNumber(reach)}`, formatNumber(reach)] as const;
  return {
    width,
    height: TITLE,
    margin: 0,
    marks: [
      textAt(name === 'W_E' ? `${name} · ↓ n·k mod p` : `${name} transposed`, 0, 10, {
        fontSize: FONT_SIZE,
        colour: colours.ink,
      }),
      ...rampLegend(
        { label: '', ends, palette: WEIGHT_PALETTE },
        { right: width, y: 10, fontSize: FONT_SIZE, rampWidth: 56 },
      ),
    ],
  };
}

function finding(run: RunResults, maps: WeightMapsResults): string {
  const stages = chooseStages(maps.epochs, run.record.summary);
  const told = rowsOf(run, maps).map(({ name, matrices }) => {
    const parts = matrices.map((values, i) => `${formatNumber(rootMeanSquare(values))} ${stages[i]?.name ?? ''}`);
    return `${name} ${parts.join(', ')}`;
  });
  const skip = skipOf(maps.W_E.dimensions.length);
  const drawn = skip > 1 ? `Every ${ORDINALS[skip] ?? `${skip}th`} is drawn. ` : '';
  const epochs = stages.map(({ name, epoch }) => `${name} is epoch ${formatCount(epoch)}`);
  return withDivergence(
    run,
    `Root mean square of the weights at the stages of the run: ${told.join('; ')}. Throughout, columns are in the order of the ` +
      `last network's frequencies k, residues n in that of n·k mod ${run.record.spec.task.p}. ${drawn}The stages: ${epochs.join(', ')} (seed ${run.record.spec.seed}).`,
  );
}

export const weightEvolution: FigureKind = {
  version: 1,
  needs: 'one run with the measure weightMaps',
  canDraw: hasWeightMaps,
  draw: ([run], options) => {
    if (!run?.weightMaps)
      throw new TypeError(`weightEvolution: run ${run?.record.id ?? '(none)'} has no measure weightMaps`);
    const maps = run.weightMaps;
    const rows = rowsOf(run, maps);
    return Promise.resolve({
      ...drawStages(run, maps, options),
      alt: finding(run, maps),
      table: {
        columns: ['stage', 'epoch', 'test accuracy', ...MATRICES.map((name) => `root mean square of ${name}`)],
        rows: chooseStages(maps.epochs, run.record.summary).map(({ name, epoch }, i) => [
          name,
          epoch,
          cell(rowAt(run, epoch).testAccuracy),
          ...rows.map(({ matrices }) => cell(rootMeanSquare(matrices[i] ?? new Float32Array()))),
        ]),
      },
      csv: toCsv(weightTable(maps, [...maps.epochs.keys()])),
    });
  },
};
