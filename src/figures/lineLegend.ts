/** Samples of lines with their names in rows: for figures too narrow for names at the lines' ends. */
import type * as Plot from '@observablehq/plot';
import { textWidth } from './format.ts';
import { lineAt, textAt } from './marks.ts';

export interface LegendEntry {
  readonly name: string;
  readonly colour: string;
  readonly dash?: string | undefined;
}

/** px of a sample, from there to its name, from there to the next, and of a row. */
const [SAMPLE, GAP, BETWEEN, ROW] = [16, 6, 14, 18];

/** As many in a row as go, in their order; nothing of nothing. */
export function lineLegend(
  entries: readonly LegendEntry[],
  { width, fontSize }: { readonly width: number; readonly fontSize: number },
): { marks: Plot.Markish[]; height: number } {
  let [x, row] = [1, 0];
  const marks = entries.flatMap(({ name, colour, dash }) => {
    const end = SAMPLE + GAP + textWidth(name, fontSize, true);
    if (x > 1 && x + end > width) [x, row] = [1, row + 1];
    const [start, y] = [x, (row + 0.5) * ROW];
    x += end + BETWEEN;
    return [
      lineAt([start, y], [start + SAMPLE, y], { colour, width: 2, dash }),
      textAt(name, start + SAMPLE + GAP, y, { fontSize, colour, isBold: true }),
    ];
  });
  return { marks, height: entries.length > 0 ? (row + 1) * ROW + 4 : 0 };
}
