/**
 * The final embedding and unembedding themselves, every weight a cell: columns of one frequency lie together. Above with
 * the residues in order; below in the order of each frequency, where a wave is seen however fast it is.
 */
import type { WeightMapsResults } from '../lab/measures/filmFiles.ts';
import type { RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import { formatCount, formatNumber, formatPercent, listed, textWidth } from './format.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { placeInRow } from './labels.ts';
import { imageAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { render, type Panel } from './render.ts';
import { cell, toCsv } from './table.ts';
import {
  groupsOf,
  hasWeightMaps,
  inOrderOfFrequency,
  MATRICES,
  matrixUrl,
  reachOf,
  rootMeanSquare,
  WEIGHT_PALETTE,
  weightTable,
  type FrequencyGroup,
  type MatrixName,
} from './weightPictures.ts';

const FONT_SIZE = 12;
/** px left of a picture and above it: the residues, the name and the scale. */
const [LEFT, HEAD, FOOT, GAP] = [30, 28, 50, 22];
/** Groups with fewer of the columns are not named. */
const LEAST_SHARE = 0.045;

const TITLES: Readonly<Record<MatrixName, string>> = { W_E: 'W_E, embedding', W_U: 'W_U transposed' };

interface MatrixPicture {
  readonly name: MatrixName;
  /** [p, d] */
  readonly values: Float32Array;
  /** [d], ascending. */
  readonly frequency: readonly number[];
  readonly reach: number;
}

/** How residues are ordered, as the axis says it. */
type RowOrder = 'n' | 'n·k mod p';

function picturesOf(maps: WeightMapsResults): MatrixPicture[] {
  return MATRICES.map((name) => {
    const { matrices, frequency } = maps[name];
    const values = matrices.at(-1) ?? new Float32Array();
    return { name, values, frequency, reach: reachOf([values]) };
  });
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function picturePanel(picture: MatrixPicture, size: Size, order: RowOrder): Panel['plot'] {
  const { name, values, frequency, reach } = picture;
  const d = frequency.length;
  const groups = groupsOf({ frequency });
  const p = values.length / d;
  const step = size.width / d;
  const bottom = HEAD + size.height;
  const named = groups.filter(({ count }) => count >= LEAST_SHARE * d);
  const centres = named.map(({ start, count }) => LEFT + (start + count / 2) * step);
  const widths = named.map(({ frequency }) => textWidth(String(frequency), FONT_SIZE, true));
  const places = placeInRow(centres, widths, [LEFT, LEFT + size.width], 4);
  const ends = [`−${formatNumber(reach)}`, formatNumber(reach)] as const;
  return {
    width: LEFT + size.width,
    height: bottom + FOOT,
    margin: 0,
    marks: [
      textAt(TITLES[name], LEFT, 9, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }),
      ...rampLegend(
        { label: '', ends, palette: WEIGHT_PALETTE },
        { right: LEFT + size.width - 3, y: 9, fontSize: FONT_SIZE, rampWidth: 56 },
      ),
      imageAt(matrixUrl(values, d, reach), { x: LEFT, y: HEAD, ...size }),
      ...[0, Math.floor(p / 2), p - 1].map((n) =>
        textAt(String(n), LEFT - 6, HEAD + ((n + 0.5) / p) * size.height, { fontSize: FONT_SIZE, anchor: 'end' }),
      ),
      ...named.flatMap(({ frequency, start, count }, i) => {
        const [from, to] = [LEFT + start * step + 1, LEFT + (start + count) * step - 1];
        return [
          lineAt([from, bottom + 4], [to, bottom + 4], { colour: colours.quiet, width: 2 }),
          lineAt([(from + to) / 2, bottom + 5], [places[i] ?? 0, bottom + 11], { colour: colours.faint }),
          textAt(String(frequency), places[i] ?? 0, bottom + 19, {
            fontSize: FONT_SIZE,
            anchor: 'middle',
            isBold: true,
            colour: colours.ink,
          }),
        ];
      }),
      textAt(`${d} dimensions, by frequency`, LEFT + size.width, bottom + 39, { fontSize: FONT_SIZE, anchor: 'end' }),
      textAt(order === 'n' ? '↓ residue n' : `↓ n·k mod ${p}`, LEFT, bottom + 39, { fontSize: FONT_SIZE }),
    ],
  };
}

function drawMaps(
  maps: WeightMapsResults,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const columns = width < 600 ? 1 : 2;
  const pictures = picturesOf(maps);
  const d = pictures[0]?.frequency.length ?? 1;
  const p = (pictures[0]?.values.length ?? 0) / d;
  const inner = Math.floor((width - columns * LEFT - (columns - 1) * GAP) / columns);
  const size = { width: inner, height: Math.round((inner * p) / d) };
  const step = HEAD + size.height + FOOT + 12;
  const ordered = pictures.map((picture) => ({ ...picture, values: inOrderOfFrequency(picture.values, picture) }));
  const all = [
    ...pictures.map((picture) => ({ picture, order: 'n' as const })),
    ...ordered.map((picture) => ({ picture, order: 'n·k mod p' as const })),
  ];
  const panels = all.map(({ picture, order }, i): Panel => ({
    x: (i % columns) * (LEFT + inner + GAP),
    y: Math.floor(i / columns) * step,
    plot: picturePanel(picture, size, order),
  }));
  const height = (all.length / columns) * step - 12;
  return { svg: render(panels, { id, theme, width, height }), width, height, time: null };
}

/** Share of the squared weights of a matrix [p, d] in each group of columns. */
const shareOf = (values: Float32Array, d: number, { start, count }: FrequencyGroup): number => {
  let [inside, all] = [0, 0];
  values.forEach((x, i) => {
    all += x * x;
    if (i % d >= start && i % d < start + count) inside += x * x;
  });
  return inside / all;
};

function finding(run: RunResults, maps: WeightMapsResults): string {
  const told = picturesOf(maps).map(({ name, values, frequency }) => {
    const d = frequency.length;
    const largest = groupsOf({ frequency }).sort((x, y) => y.count - x.count).slice(0, 5); // prettier-ignore
    const counts = largest.map(({ frequency: k, count }) => `${count} with k = ${k}`);
    const together = largest.reduce((sum, { count }) => sum + count, 0);
    return `of the ${d} dimensions in ${name} (root mean square ${formatNumber(rootMeanSquare(values))}), ${listed(counts)}, together ${formatPercent(together / d)}`; // prettier-ignore
  });
  return withDivergence(
    run,
    `How many dimensions of the residual stream vary most with which frequency at epoch ${formatCount(maps.epochs.at(-1) ?? 0)}: ` +
      `${told.join('; ')} (seed ${run.record.spec.seed}).`,
  );
}

export const weightMaps: FigureKind = {
  version: 1,
  needs: 'one run with the measure weightMaps',
  canDraw: hasWeightMaps,
  draw: ([run], options) => {
    if (!run?.weightMaps)
      throw new TypeError(`weightMaps: run ${run?.record.id ?? '(none)'} has no measure weightMaps`);
    const maps = run.weightMaps;
    return Promise.resolve({
      ...drawMaps(maps, options),
      alt: finding(run, maps),
      table: {
        columns: ['matrix', 'frequency', 'dimensions', 'share of squared weights'],
        rows: picturesOf(maps).flatMap(({ name, values, frequency }) =>
          groupsOf({ frequency })
            .sort((x, y) => y.count - x.count)
            .slice(0, 15)
            .map((group) => [name, group.frequency, group.count, cell(shareOf(values, frequency.length, group))]),
        ),
      },
      csv: toCsv(weightTable(maps, [maps.epochs.length - 1])),
    });
  },
};
