/** The cells of a sweep along one field of the specification; seeds of a cell are taken together by their median. */
import { axisName, cellValue, varyingAxes } from '../cells.ts';
import { boundsOf } from '../bounds.ts';
import type { Field } from '../fields.ts';
import type { Subject } from './claim.ts';
import { medianOf } from '../aggregates.ts';
import { estimateFrom, type Estimate } from './estimate.ts';
import type { Reader } from './reader.ts';
import { readPath, specValue } from './selection.ts';

export interface GridCell {
  /** Value of the field that the cells differ in. */
  readonly x: number;
  readonly estimate: Estimate;
  /** None of its runs got there, as long as they were followed; all that were planned are stored. */
  readonly isCensored: boolean;
}

/**
 * A field of the specification to go along, and another that may change with it: "task.p with task.fracTrain".
 * @throws WriteupError where it has one value, or no numbers.
 */
export function readAxis(reader: Reader, subjects: readonly Subject[]): { axis: string; check: Check } {
  const { position } = reader;
  const axis = readPath(reader, subjects);
  const companion = reader.acceptWords('with') ? readPath(reader, subjects) : null;
  return { axis, check: (chosen) => requireLine(reader, { position, axis, companion }, chosen) };
}
type Check = (chosen: readonly Subject[]) => void;

/** @param subjects that `check` has passed. Ascending. */
export function cellsAlong(axis: string, field: Field, subjects: readonly Subject[]): GridCell[] {
  const byValue = Map.groupBy(subjects, ({ planned }) => specValue(planned.spec, axis) as number);
  return [...byValue]
    .map(([x, own]) => {
      const known = own.map(({ run }) => boundsOf(field, run));
      const isCensored = known.every(({ low, high }) => low > -Infinity && high === Infinity);
      return { x, estimate: estimateFrom(field, own, medianOf), isCensored };
    })
    .sort((one, other) => one.x - other.x);
}

/** "weight decay 0.5: (8 010, 8 020], 1: (4 200, 4 210]" */
export const cellsInWords = (axis: string, cells: readonly GridCell[]): string =>
  `${axisName(axis)} ${cells.map(({ x, estimate }) => `${cellValue(axis, x)}: ${estimate.text}`).join('; ')}`;

interface Line {
  readonly position: number;
  readonly axis: string;
  readonly companion: string | null;
}

/** The runs lie on a line: several values of the axis, its companion follows it, and nothing else but the seed differs. */
function requireLine(reader: Reader, { position, axis, companion }: Line, subjects: readonly Subject[]): void {
  const values = [...new Set(subjects.map(({ planned }) => specValue(planned.spec, axis)))];
  if (values.some((value) => typeof value !== 'number')) {
    reader.fail(`${axis} has values that are no numbers`, `It has: ${values.join(', ')}.`, position);
  }
  if (values.length < 2) {
    reader.fail(`all runs have ${axis} = ${values.join()}`, 'Name a field of the grid that varies.', position);
  }
  const planned = subjects.map((subject) => subject.planned);
  const free = varyingAxes(planned).find((other) => {
    return other !== axis && !(other === companion && isFollowing(other, axis, subjects));
  });
  if (free === undefined) return;
  const held = planned[0]?.cell[free];
  const hint = typeof held === 'object' && held !== null ? 'Hold it.' : `Hold it: where ${free}=${String(held)}.`;
  reader.fail(`the runs differ in ${free} as well as in ${axis}`, hint, position);
}

/** Whether runs with one value of `axis` have one value of `other`. */
const isFollowing = (other: string, axis: string, subjects: readonly Subject[]): boolean =>
  [...Map.groupBy(subjects, ({ planned }) => specValue(planned.spec, axis)).values()].every(
    (own) => new Set(own.map(({ planned }) => specValue(planned.spec, other))).size === 1,
  );
