/** Samples of lines with their names in rows: for figures too narrow for names at the lines' ends. */
import type * as Plot from '@observablehq/plot';
import type { Place } from './geometry.ts';
import { legendRows } from './legendRows.ts';
import { lineAt } from './marks.ts';

export interface LegendEntry {
  readonly name: string;
  readonly colour: string;
  readonly dash?: string | undefined;
}

/** px: a sample. */
const SAMPLE = 16;
const SPACING = { name: SAMPLE + 6, next: 14, row: 18 };

/** As many in a row as go, in their order; nothing of nothing. */
export function lineLegend(
  entries: readonly LegendEntry[],
  { width, fontSize }: { readonly width: number; readonly fontSize: number },
): { marks: Plot.Markish[]; height: number } {
  const samples = entries.map(({ name, colour, dash }) => ({
    name,
    mark: ({ x, y }: Place) => [lineAt([x, y], [x + SAMPLE, y], { colour, width: 2, dash })],
    look: { colour, isBold: true },
  }));
  const { marks, height } = legendRows(samples, { width, fontSize, spacing: SPACING });
  return { marks, height: entries.length > 0 ? height + 4 : 0 };
}
