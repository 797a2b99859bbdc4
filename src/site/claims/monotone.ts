/**
 * More of one thing, less of another, strictly and everywhere: `t95.at decreasing in optimizer.weightDecay`, or, where
 * something else changes with it, `t95.at increasing in task.p with task.fracTrain`. Every cell is
 * held against every later one. A cell that did not get there within its budget is later than all that did; two such
 * cells say nothing of each other and are not compared. Seeds of a cell are taken together by their median.
 */
import { counted } from '../format.ts';
import { compare, isMultiplicative, type Compared, type Scale, type Truth } from '../bounds.ts';
import { ONE_OF_EACH, verdictOf, type Form } from './claim.ts';
import { cellsAlong, cellsInWords, readAxis, type GridCell } from './grid.ts';
import { marginOf } from './margin.ts';
import { acceptSelection } from './selection.ts';

const OPENING = /[A-Za-z][\w.]*(@\d+)?\s+(decreasing|increasing)\b/y;

export const monotone: Form = {
  example: 't95.at decreasing in optimizer.weightDecay',
  opens: (reader) => reader.sees(OPENING),
  read: (reader, subjects) => {
    const { field } = reader.field();
    const direction = reader.oneOf(['decreasing in', 'increasing in'], 'operator');
    const { axis, check } = readAxis(reader, subjects);
    const chosen = acceptSelection(reader, subjects) ?? subjects;
    check(chosen);
    const cells = cellsAlong(axis, field, chosen);
    const kind = cells.find(({ estimate }) => estimate.known)?.estimate.kind ?? 'number';
    const scale = isMultiplicative(kind) ? 'ratio' : 'difference';
    const pairs = pairsOf(cells).map(([before, after]) =>
      compare(before.estimate.bounds, direction === 'decreasing in' ? '>' : '<', after.estimate.bounds, scale),
    );
    const truth = all(pairs);
    const isWhole = cells.every(({ estimate }) => estimate.isWhole);
    const isOneEach = cells.every(({ estimate }) => estimate.about.length === 1);
    const late = cells.filter(({ isCensored }) => isCensored).length;
    return {
      verdict: verdictOf(truth, isWhole),
      value: { text: cellsInWords(axis, cells), low: null, high: null },
      bound: { text: direction.split(' ')[0] ?? '', low: null, high: null },
      margin: marginOf({ truth, slack: closest(pairs, scale), scale, kind }),
      chance: null,
      runs: cells.flatMap(({ estimate }) => estimate.runs),
      about: chosen,
      notes: [
        ...(late > 1
          ? [`${counted(late, 'cell')} not within the budget, later than the others and not told apart`]
          : []),
        ...(isOneEach ? [ONE_OF_EACH] : []),
      ],
    };
  },
};

/** Each cell with every later one. */
const pairsOf = (cells: readonly GridCell[]): [GridCell, GridCell][] =>
  cells.flatMap((before, i) =>
    cells
      .slice(i + 1)
      .filter((after) => !(before.isCensored && after.isCensored))
      .map((after): [GridCell, GridCell] => [before, after]),
  );

function all(pairs: readonly Compared[]): Truth {
  if (pairs.some(({ truth }) => truth === false)) return false;
  return pairs.length > 0 && pairs.every(({ truth }) => truth) ? true : null;
}

/** The pair that is nearest to turning, or farthest beyond it. */
function closest(pairs: readonly Compared[], scale: Scale): Compared['slack'] {
  const number = (x: number): number => (Number.isNaN(x) ? (scale === 'ratio' ? 0 : -Infinity) : x);
  return {
    worst: Math.min(...pairs.map(({ slack }) => number(slack.worst))),
    best: Math.min(...pairs.map(({ slack }) => number(slack.best))),
  };
}
