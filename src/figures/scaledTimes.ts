/** Times of runs on two clocks: in epochs, and in epochs × learning rate × weight decay. */
import type { EventTime } from '../lab/statistics/eventTime.ts';
import { productOf } from './sweepAxis.ts';
import type { CellTimes } from './sweepTimes.ts';

export type Clock = 'epochs' | 'scaled';

/** Runs of one cell, on the clocks. */
export interface ClockRow extends CellTimes {
  /** Learning rate × weight decay. */
  readonly rate: number;
  readonly colour: string;
}

/** What a clock shows at an epoch. */
export const timeOn = (clock: Clock, epoch: number, { rate }: Pick<ClockRow, 'rate'>): number =>
  clock === 'epochs' ? epoch : productOf([epoch, rate]);

/** What it shows when a run is at 95 %; of one that did not get there, at the end of its budget. */
export const endOn = (clock: Clock, time: EventTime, row: ClockRow): number =>
  timeOn(clock, time.isCensored ? time.after : time.at, row);

/** When the runs that got there did. */
export const reachedIn = (rows: readonly ClockRow[], clock: Clock): number[] =>
  rows.flatMap((row) => row.runs.flatMap(({ time }) => (time.isCensored ? [] : [endOn(clock, time, row)])));

/** Budgets of those that did not: their times are later. */
export const unseenIn = (rows: readonly ClockRow[], clock: Clock): number[] =>
  rows.flatMap((row) => row.runs.flatMap(({ time }) => (time.isCensored ? [endOn(clock, time, row)] : [])));

export interface Range {
  readonly low: number;
  readonly high: number;
}
export const rangeOf = (values: readonly number[]): Range => ({ low: Math.min(...values), high: Math.max(...values) });
