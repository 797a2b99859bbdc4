/**
 * The slope of a straight line through the cells of a sweep, both axes logarithmic, by least squares: −1 where twice
 * the one means half the other. Cells that did not get there within the budget have no place on the line: they are left
 * out, and said.
 */
import type { Field } from '../fields.ts';
import { counted } from '../format.ts';
import { ANYTHING, type Bounds } from './bounds.ts';
import type { Subject } from './claim.ts';
import { printBounds, type Estimate } from './estimate.ts';
import { cellsAlong, isCensored, type GridCell } from './grid.ts';

export function slopeAlong(axis: string, field: Field, subjects: readonly Subject[]): Estimate {
  const cells = cellsAlong(axis, field, subjects);
  const stored = cells.filter(({ estimate }) => estimate.isWhole);
  const used = stored.filter((cell) => !isCensored(cell));
  const censored = stored.length - used.length;
  const isWhole = stored.length === cells.length;
  const known = used.length > 1 ? slopeOf(used) : null;
  return {
    bounds: isWhole && known ? known : ANYTHING,
    known,
    kind: 'number',
    text: printBounds(known, 'number'),
    scale: 'difference',
    runs: cells.flatMap(({ estimate }) => estimate.runs),
    planned: subjects.length,
    isWhole,
    notes: [
      `a line through ${counted(used.length, 'cell')}` +
        (censored > 0 ? `; ${censored} not within the budget left out` : '') +
        (isWhole ? '' : `; ${cells.length - stored.length} missing`),
    ],
  };
}

/** Each end of a cell's bounds pulls the slope one way: its sign in the least-squares sum says which. */
function slopeOf(cells: readonly GridCell[]): Bounds {
  const xs = cells.map(({ x }) => Math.log(x));
  const middle = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const spread = xs.reduce((sum, x) => sum + (x - middle) ** 2, 0);
  const sum = (end: (bounds: Bounds, weight: number) => number): number =>
    cells.reduce((total, { estimate }, i) => {
      const weight = ((xs[i] ?? NaN) - middle) / spread;
      return total + weight * Math.log(end(estimate.bounds, weight));
    }, 0);
  return {
    low: sum(({ low, high }, weight) => (weight > 0 ? low : high)),
    high: sum(({ low, high }, weight) => (weight > 0 ? high : low)),
  };
}
