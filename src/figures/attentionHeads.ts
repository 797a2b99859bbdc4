/** What "=" attends to in the final network: the weight of each head on the first operand, for every pair. */
import type { AttentionMeasure } from '../lab/measures/attention.ts';
import type { RunResults } from '../lab/store/results.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { listed, rangeInWords, withDivergence } from './checkpoints.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatPercent } from './format.ts';
import { imageAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { cividis, levels } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, significant, toCsv } from './table.ts';

const FONT_SIZE = 12;
/** Few, as in the pictures of the loss: smooth waves look the same. */
const LEVELS = 16;
const PALETTE = levels(cividis, LEVELS);
/** px: the legend's row, above each picture, below it, left of it, between rows. */
const [TOP, HEAD, FOOT, LEFT, GAP] = [26, 38, 20, 16, 14];

interface Head {
  readonly head: number;
  readonly frequency: number;
  readonly fve: number;
  /** Mean weight of "=" on itself. */
  readonly onEquals: number;
  /** [a][b] flat: weight on the first operand. */
  readonly weights: Float32Array;
}

function headsOf({ frequency, fve, onEquals, finalScores }: AttentionMeasure): Head[] {
  return finalScores.equals.map((equals, head) => ({
    head,
    frequency: frequency[head]?.at(-1) ?? NaN,
    fve: fve[head]?.at(-1) ?? NaN,
    onEquals: onEquals[head]?.at(-1) ?? NaN,
    weights: weightsOf(finalScores.first[head] ?? [], finalScores.second[head] ?? [], equals),
  }));
}

/** The first of softmax(first[a], second[b], equals) for every pair, a outer. */
function weightsOf(first: readonly number[], second: readonly number[], equals: number): Float32Array {
  const p = first.length;
  return Float32Array.from({ length: p * p }, (_, pair) => {
    const [x, y] = [first[Math.floor(pair / p)] ?? NaN, second[pair % p] ?? NaN];
    return 1 / (1 + Math.exp(y - x) + Math.exp(equals - x));
  });
}

interface Layout {
  readonly columns: number;
  /** px of a picture's side: a multiple of p / 2 where that costs little, so that waves are not broken up. */
  readonly side: number;
  readonly gap: number;
}

function layoutOf(width: number, count: number, p: number): Layout {
  const columns = Math.min(count, width < 560 ? 2 : 4);
  const room = Math.floor((width - columns * LEFT - (columns - 1) * GAP) / columns);
  const snapped = Math.floor(room / (p / 2)) * (p / 2);
  const side = Math.min(snapped > 0.7 * room ? snapped : room, 260);
  const gap = columns > 1 ? Math.floor((width - columns * (LEFT + side)) / (columns - 1)) : GAP;
  return { columns, side, gap: Math.min(gap, 60) };
}

function pictureMarks(
  { head, frequency, fve, onEquals, weights }: Head,
  side: number,
): NonNullable<Panel['plot']['marks']> {
  const p = Math.round(Math.sqrt(weights.length));
  const url = heatmapUrl({ width: p, height: p, levels: weights.map((x) => levelOf(x, LEVELS)), palette: PALETTE });
  const explained = Number.isFinite(onEquals) ? `k = ${frequency} · FVE ${formatPercent(fve)}` : 'not finite';
  return [
    textAt(`head ${head}`, LEFT, 8, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }),
    textAt(explained, LEFT, 25, { fontSize: FONT_SIZE }),
    imageAt(url, { x: LEFT, y: HEAD, width: side, height: side }),
    textAt('a', LEFT - 5, HEAD + 6, { anchor: 'end', fontSize: FONT_SIZE }),
    textAt('b', LEFT + side, HEAD + side + 10, { anchor: 'end', fontSize: FONT_SIZE }),
  ];
}

function drawHeads(
  heads: readonly Head[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const { columns, side, gap } = layoutOf(width, heads.length, Math.sqrt(heads[0]?.weights.length ?? 1));
  const rows = Math.ceil(heads.length / columns);
  const [stepX, stepY] = [LEFT + side + gap, HEAD + side + FOOT + GAP];
  const height = TOP + rows * stepY - GAP;
  const legend = { label: 'weight on a', ends: ['0', '1'] as const, palette: PALETTE };
  const right = Math.max(columns * stepX - gap, Math.min(width, 200));
  const panels = heads.map((head, i): Panel => ({
    x: (i % columns) * stepX,
    y: TOP + Math.floor(i / columns) * stepY,
    plot: { width: LEFT + side, height: HEAD + side + FOOT, margin: 0, marks: pictureMarks(head, side) },
  }));
  const scale: Panel = {
    x: 0,
    y: 0,
    plot: {
      width: right,
      height: TOP,
      margin: 0,
      marks: rampLegend(legend, { right: right - 1, y: 8, fontSize: FONT_SIZE }),
    },
  };
  return { svg: render([scale, ...panels], { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, { epochs }: AttentionMeasure, heads: readonly Head[]): string {
  const told = heads.filter(({ onEquals }) => Number.isFinite(onEquals));
  if (told.length === 0) return withDivergence(run, null, epochs.at(-1));
  const parts = told.map(({ head, frequency, fve }) => `head ${head} frequency ${frequency} (${formatPercent(fve)})`);
  return withDivergence(
    run,
    `One frequency explains ${rangeInWords(told.map(({ fve }) => fve))} of the variance with which "=" weighs the first operand, ` +
      `head by head: ${listed(parts)}. On itself "=" puts ${rangeInWords(told.map(({ onEquals }) => onEquals))} on average; ` +
      `epoch ${formatCount(epochs.at(-1) ?? 0)}, all pairs (seed ${run.record.spec.seed}).`,
  );
}

function csvOf(heads: readonly Head[]): string {
  const count = heads[0]?.weights.length ?? 0;
  const p = Math.round(Math.sqrt(count));
  return toCsv({
    columns: ['a', 'b', ...heads.map(({ head }) => `weight_head_${head}`)],
    rows: Array.from({ length: count }, (_, pair) => [
      Math.floor(pair / p),
      pair % p,
      ...heads.map(({ weights }) => significant(weights[pair] ?? NaN, 4)),
    ]),
  });
}

export const attentionHeads: FigureKind = {
  version: 1,
  canDraw: (runs) => runs.length === 1 && (runs[0]?.attention?.finalScores.equals.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.attention)
      throw new TypeError(`attentionHeads: run ${run?.record.id ?? '(none)'} has no measure attention`);
    const heads = headsOf(run.attention);
    return Promise.resolve({
      ...drawHeads(heads, options),
      alt: finding(run, run.attention, heads),
      table: {
        columns: [
          'head',
          'best frequency',
          'share of variance explained',
          'mean weight of = on itself',
          'least weight on a',
          'greatest weight on a',
        ],
        rows: heads
          .slice(0, 30)
          .map(({ head, frequency, fve, onEquals, weights }) => [
            head,
            ...[
              frequency,
              fve,
              onEquals,
              weights.reduce((x, y) => Math.min(x, y)),
              weights.reduce((x, y) => Math.max(x, y)),
            ].map((x) => cell(x, 4)),
          ]),
      },
      csv: csvOf(heads),
    });
  },
};
