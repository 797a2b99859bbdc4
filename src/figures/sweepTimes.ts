/** When the runs of a sweep reached 95 % test accuracy, whether they lost it again, and what that makes of a cell. */
import type { RunResults } from '../lab/store/results.ts';
import { enduranceOf, type Collapse } from '../lab/statistics/collapse.ts';
import { timeTo, type EventTime } from '../lab/statistics/eventTime.ts';
import {
  commonHorizon,
  medianTime,
  reachedWithin,
  restrictedMean,
  restrictedMeanBounds,
  type ReachedCell,
  type RestrictedMeanCell,
} from '../lab/statistics/timeCells.ts';
import type { Table } from './figure.ts';
import { counted, formatCount } from './format.ts';
import { valueText } from './parameterNames.ts';
import { toCsv } from './table.ts';
import { cellLabel, csvNames, csvValue, type Sweep, type SweepCell } from './variedParameters.ts';

/** A run and its time to 95 % test accuracy; a run that did not get there is censored at its budget. */
export interface RunTime {
  readonly run: RunResults;
  readonly time: EventTime;
  /** The first time it fell from there and stayed below; null where it did not. */
  readonly collapse: Collapse | null;
}

export interface CellTimes {
  readonly cell: SweepCell;
  readonly runs: readonly RunTime[];
  /** Evaluation by which half of them are there; null: not within the budget. */
  readonly median: number | null;
}

const timeOfRun = (run: RunResults): RunTime => ({
  run,
  time: timeTo('t95', run.record),
  collapse: run.rows.length > 0 ? enduranceOf(run.rows).collapse : null,
});

export function timesOf({ cells }: Sweep): CellTimes[] {
  return cells.map((cell) => {
    const runs = cell.runs.map(timeOfRun);
    return { cell, runs, median: medianTime(runs.map(({ time }) => time)).at };
  });
}

/** "lost again at 18 400, back at 18 900". */
export function collapseInWords({ fell, recovered }: Collapse): string {
  const back = recovered ? `, back at ${formatCount(recovered.at)}` : '';
  return `lost again at ${formatCount(fell.at)}${back}`;
}

/**
 * Of a cell whose median has no end: "not within 40 000", or, where some of its runs got there or were followed for
 * longer, "later than 21 500".
 */
export function lateInWords({ runs }: CellTimes, format = formatCount): string {
  const all = runs.map(({ time }) => time);
  const isOneBudget = new Set(all.map(({ after }) => after)).size === 1;
  if (isOneBudget && all.every(({ isCensored }) => isCensored)) return `not within ${format(all[0]?.after ?? NaN)}`;
  return `later than ${formatCount(medianTime(all).after)}`;
}

/** "8 020 epochs", "not within 40 000 epochs", of several "a median of 1 220 epochs (2 of 3 seeds)". */
function cellInWords(times: CellTimes): string {
  const { runs, median } = times;
  const reached = runs.filter(({ time }) => !time.isCensored).length;
  const several = runs.length > 1 ? ` (${reached} of ${runs.length} seeds)` : '';
  if (median === null) return `${reached > 0 ? 'a median ' : ''}${lateInWords(times)} epochs${several}`;
  return `${runs.length > 1 ? 'a median of ' : ''}${formatCount(median)} epochs${several}`;
}

/** Beyond so many cells, a sentence tells of the fastest, of the slowest that got there and of how many did not. */
const MOST_TOLD = 8;

/** "8 020 epochs at 0.5, not within 40 000 epochs at 0.01" */
export function timesInWords(sweep: Sweep, times: readonly CellTimes[]): string {
  const place = sweep.parameters[0]?.isNumeric ? 'at' : 'for';
  const told = (cell: CellTimes): string => `${cellInWords(cell)} ${place} ${cellLabel(sweep, cell.cell)}`;
  if (times.length <= MOST_TOLD) return times.map(told).join(', ');
  const reached = times
    .filter(({ median }) => median !== null)
    .sort((one, other) => (one.median ?? 0) - (other.median ?? 0));
  const [first, last] = [reached[0], reached.at(-1)];
  const late = times.length - reached.length;
  const others = late > 0 ? `; ${counted(late, 'cell')} not within ${late > 1 ? 'their budgets' : 'its budget'}` : '';
  return first && last ? `from ${told(first)} to ${told(last)}${others}` : 'none within its budget';
}

/** "5 runs of 5 cells, 1 of them not within its budget". */
export function countsInWords(times: readonly CellTimes[]): string {
  const runs = times.flatMap((cell) => cell.runs);
  const censored = runs.filter(({ time }) => time.isCensored).length;
  const late = censored === 0 ? 'all within their budgets' : `${censored} censored at ${censored > 1 ? 'their budgets' : 'its budget'}`; // prettier-ignore
  return `${counted(runs.length, 'run')} of ${counted(times.length, 'cell')}, ${late}`;
}

const MOST_ROWS = 30;

/** One row a cell, each made from all of its runs. */
export function timesTable({ parameters }: Sweep, times: readonly CellTimes[]): Table {
  const timesIn = ({ runs }: CellTimes): EventTime[] => runs.map(({ time }) => time);
  const horizon = commonHorizon(...times.map(timesIn));
  const hasSeeds = times.some(({ runs }) => runs.length > 1);
  return {
    columns: [
      ...parameters.map(({ name }) => name),
      `reached 95\u202f% within ${formatCount(horizon)} epochs`,
      `epochs${hasSeeds ? ' (median over seeds)' : ''}`,
      ...(hasSeeds ? [`mean of the epochs up to ${formatCount(horizon)}`] : []),
      'lost again',
    ],
    rows: times
      .slice(0, MOST_ROWS)
      .map((own) => [
        ...parameters.map(({ path }, i) => valueText(path, own.cell.values[i] ?? null)),
        reachedText(reachedWithin(timesIn(own), horizon)),
        own.median ?? lateInWords(own),
        ...(hasSeeds ? [meanText(restrictedMean(timesIn(own), horizon))] : []),
        own.runs.filter(({ collapse }) => collapse !== null).length,
      ]),
  };
}

/** "2 of 3", "1 to 2 of 3". */
const reachedText = ({ reached, unknown, runs }: ReachedCell): string =>
  `${reached}${unknown > 0 ? ` to ${reached + unknown}` : ''} of ${runs}`;

/** "1 220 (980 to 1 460)": a run that did not get there counts with all the epochs it was given. */
function meanText(cell: RestrictedMeanCell | null): string {
  if (!cell) return 'not known';
  const bounds = restrictedMeanBounds(cell);
  // No mean of epochs between 0 and the horizon lies outside of them, whatever the normal curve says.
  const [low, high] = bounds ? [Math.max(0, bounds.low), Math.min(cell.horizon, bounds.high)] : [];
  const interval = low === undefined || high === undefined ? '' : ` (${formatCount(Math.round(low))} to ${formatCount(Math.round(high))})`; // prettier-ignore
  return `${formatCount(Math.round(cell.mean))}${interval}`;
}

/** One row a run: reached in (after, at], or censored with `at` left empty. */
export function timesCsv({ parameters }: Sweep, times: readonly CellTimes[]): string {
  return toCsv({
    columns: [...csvNames(parameters), 'seed', 'censored', 't95_after', 't95_at', 'lost_at', 'recovered_at'],
    rows: times.flatMap(({ cell, runs }) =>
      runs.map(({ run, time, collapse }) => [
        ...cell.values.map(csvValue),
        run.record.spec.seed,
        Number(time.isCensored),
        time.after,
        time.isCensored ? '' : time.at,
        collapse?.fell.at ?? '',
        collapse?.recovered?.at ?? '',
      ]),
    ),
  });
}
