/** What the marks of a figure mean: samples with their names, in as many rows as it takes. */
import type * as Plot from '@observablehq/plot';
import { textWidth } from './format.ts';
import type { Place } from './geometry.ts';
import { textAt, type TextLook } from './marks.ts';

export interface LegendSample {
  readonly name: string;
  /** The sample, from its left end in the middle of its row. */
  readonly mark: (at: Place) => readonly Plot.Markish[];
  /** Of the name. @default in quiet letters */
  readonly look?: Pick<TextLook, 'colour' | 'isBold'>;
}

export interface LegendLook {
  readonly width: number;
  readonly fontSize: number;
  /** px from the left end of a sample to its name, from there to the next sample, and of a row. */
  readonly spacing: { readonly name: number; readonly next: number; readonly row: number };
}

/** As many in a row as go, in their order. Of nothing, nothing. @returns height, px, of the rows */
export function legendRows(
  samples: readonly LegendSample[],
  { width, fontSize, spacing }: LegendLook,
): { marks: Plot.Markish[]; height: number } {
  let [x, row] = [1, 0];
  const marks = samples.flatMap(({ name, mark, look = {} }) => {
    const end = spacing.name + textWidth(name, fontSize, look.isBold);
    if (x > 1 && x + end > width) [x, row] = [1, row + 1];
    const at = { x, y: (row + 0.5) * spacing.row };
    x += end + spacing.next;
    return [...mark(at), textAt(name, at.x + spacing.name, at.y, { fontSize, ...look })];
  });
  return { marks, height: samples.length > 0 ? (row + 1) * spacing.row : 0 };
}
