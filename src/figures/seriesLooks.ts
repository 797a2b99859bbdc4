/** How the nth of several equal series is told apart: key frequencies in ascending order, heads by number. */
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
