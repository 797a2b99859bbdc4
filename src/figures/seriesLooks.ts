/**
 * How equal series are told apart. The nth of several: key frequencies in ascending order, heads by number. Seeds: by
 * their own number, so that a seed has one colour in all figures, whichever others are drawn beside it.
 */
import { colours, furtherSeries } from './palette.ts';

export interface SeriesLook {
  readonly colour: string;
  readonly dash?: string;
}

/** Beyond the last colour, they come again with these. */
const DASHES = ['2 2', '7 3', '7 2 2 2'] as const;

export function seriesLook(i: number): SeriesLook {
  const colour = furtherSeries[i % furtherSeries.length] ?? colours.quiet;
  const round = Math.floor(i / furtherSeries.length);
  return round === 0 ? { colour } : { colour, dash: DASHES[(round - 1) % DASHES.length] as string };
}

/**
 * A look for each of `seeds`, which may be any. The colour is that of seed modulo the number of colours; of seeds in
 * one figure that share it, such as 4 and 999, all but the least are dashed.
 */
export function seedLooks(seeds: readonly number[]): SeriesLook[] {
  const count = furtherSeries.length;
  return seeds.map((seed, i) => {
    const isBefore = (other: number, j: number): boolean => other < seed || (other === seed && j < i);
    const round = seeds.filter((other, j) => other % count === seed % count && isBefore(other, j)).length;
    return seriesLook((seed % count) + round * count);
  });
}
