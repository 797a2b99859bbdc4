/** Names of lines, written where the lines end. */
import type * as Plot from '@observablehq/plot';
import { mean } from '../lab/mean.ts';
import { textAt } from './marks.ts';

export interface EndLabel {
  readonly text: string;
  readonly colour: string;
  /** Height of the line's end, px from the top. */
  readonly y: number;
}

/**
 * Heights moved apart so that neighbours are at least `gap` from each other, within [low, high], as little as
 * possible and in the order given where they are equal.
 */
export function spread(heights: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const half = (members: readonly number[]): number => ((members.length - 1) * gap) / 2;
  const centreOf = (members: readonly number[]): number => {
    const centre = mean(members.map((i) => heights[i] ?? 0));
    return Math.max(low + half(members), Math.min(high - half(members), centre));
  };
  const order = heights.map((_, i) => i).sort((i, j) => (heights[i] ?? 0) - (heights[j] ?? 0) || i - j);
  // Blocks of labels that touch, from the top down, each centred on the mean height it stands for.
  const blocks: (readonly number[])[] = [];
  for (const i of order) {
    let block: readonly number[] = [i];
    for (let above = blocks.at(-1); above; above = blocks.at(-1)) {
      const free = centreOf(block) - half(block) - (centreOf(above) + half(above));
      if (free >= gap) break;
      blocks.pop();
      block = [...above, ...block];
    }
    blocks.push(block);
  }
  const placed = [...heights];
  for (const block of blocks) block.forEach((i, n) => (placed[i] = centreOf(block) - half(block) + n * gap));
  return placed;
}

/**
 * Centres of texts of different widths in one row, in their order, moved apart as little as need be from the left,
 * then back from the right edge.
 */
export function placeInRow(
  centres: readonly number[],
  widths: readonly number[],
  [low, high]: readonly [number, number],
  gap = 8,
): number[] {
  const places: number[] = [];
  let edge = low;
  centres.forEach((centre, i) => {
    const half = (widths[i] ?? 0) / 2;
    const place = Math.max(centre, edge + half);
    places.push(place);
    edge = place + half + gap;
  });
  edge = high;
  for (let i = places.length - 1; i >= 0; i--) {
    const half = (widths[i] ?? 0) / 2;
    places[i] = Math.min(places[i] ?? 0, edge - half);
    edge = (places[i] ?? 0) - half - gap;
  }
  return places;
}

/** px between neighbours that are left room. */
export const LABEL_GAP = 6;

/** Those of `ticks` whose labels leave each other room: the last, then as many as go from the right. */
export function roomyTicks(
  ticks: readonly number[],
  boxOf: (tick: number) => readonly [centre: number, width: number],
): number[] {
  let edge = Infinity;
  return [...ticks].reverse().filter((tick) => {
    const [centre, size] = boxOf(tick);
    if (centre + size / 2 > edge) return false;
    edge = centre - size / 2 - LABEL_GAP;
    return true;
  });
}

export interface EndLabelOptions {
  /** Where the lines end, px from the left. */
  readonly x: number;
  readonly fontSize: number;
  /** Heights labels may take, px. */
  readonly range: readonly [number, number];
}

/** From one label to the next, as a multiple of their size. */
export const END_GAP = 1.25;

/** Labels beside the ends of lines, moved apart where lines end together. */
export function endLabels(labels: readonly EndLabel[], { x, fontSize, range }: EndLabelOptions): Plot.Markish[] {
  const heights = spread(
    labels.map(({ y }) => y),
    fontSize * END_GAP,
    range,
  );
  return labels.map(({ text, colour }, i) => textAt(text, x + 7, heights[i] ?? 0, { colour, fontSize, isBold: true }));
}
