/**
 * The epoch axis every figure over time shares: logarithmic, from half the first evaluation's epoch to the end.
 * A logarithmic axis has no zero; epoch 0 is drawn at its left end, where the tick says "0".
 */
import type * as Plot from '@observablehq/plot';
import type { RunResults } from '../lab/store/results.ts';
import type { TimeAxis } from './figure.ts';
import { formatTick } from './format.ts';
import { lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';

/** The axis in data space. */
export interface EpochAxis {
  /** Where epoch 0 is drawn. */
  readonly start: number;
  readonly end: number;
}

/** One axis for all `runs`: figures of the same runs can be read one above the other. */
export function epochAxis(runs: readonly RunResults[]): EpochAxis {
  const first = Math.min(...runs.map(({ rows }) => rows[1]?.epoch ?? 1));
  const last = Math.max(...runs.map(({ rows }) => rows.at(-1)?.epoch ?? 1));
  return { start: first / 2, end: Math.max(last, first) };
}

/** 0 and the powers of ten on the axis. */
export function epochTicks({ start, end }: EpochAxis): number[] {
  const powers = Array.from({ length: 9 }, (_, i) => 10 ** i).filter((epoch) => epoch >= start && epoch <= end);
  return [start, ...powers.filter((epoch) => epoch > 1.5 * start)];
}

/** What is written at a tick: "0", "10", "1k". */
export const epochTickText = ({ start }: EpochAxis, epoch: number): string =>
  epoch === start ? '0' : formatTick(epoch);

/** Where an epoch is drawn, as an epoch: zero moves to the start of the axis. */
export const onAxis = ({ start }: EpochAxis, epoch: number): number => Math.max(epoch, start);

/** Position of an epoch, px from the left. */
export function epochX(axis: EpochAxis, [left, right]: readonly [number, number], epoch: number): number {
  const share = Math.log(onAxis(axis, epoch) / axis.start) / Math.log(axis.end / axis.start);
  return left + share * (right - left);
}

/** Plot's x scale for the axis. */
export function epochScale({ start, end }: EpochAxis): Plot.ScaleOptions {
  return { type: 'log', domain: [start, end], axis: null };
}

/** Inner edges of a plot, px of its own corner. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface AxisLook {
  readonly frame: Frame;
  readonly width: number;
  readonly fontSize: number;
  /** @default true */
  readonly isLabelled?: boolean;
  /** Whether "epoch" stands below the ticks, at the end of the axis. @default beside them, right of the frame */
  readonly isNamedBelow?: boolean;
}

/** Baseline, ticks and their labels, and "epoch". Positions in px of the plot. */
export function epochAxisMarks(
  axis: EpochAxis,
  { frame, width, fontSize, isLabelled = true, isNamedBelow = false }: AxisLook,
): Plot.Markish[] {
  const { left, right, bottom } = frame;
  const row = bottom + 9 + 0.6 * fontSize;
  // Plot's own axis drops labels of logarithmic scales as it sees fit, the zero among them.
  const ticks = epochTicks(axis).map((epoch) => ({ epoch, x: epochX(axis, [left, right], epoch) }));
  return [
    lineAt([left, bottom], [right, bottom], { colour: colours.faint }),
    ...ticks.map(({ x }) => lineAt([x, bottom], [x, bottom + 5], { colour: colours.faint })),
    ...(isLabelled
      ? [
          ...ticks.map(({ epoch, x }) => textAt(epochTickText(axis, epoch), x, row, { anchor: 'middle', fontSize })),
          isNamedBelow
            ? textAt('epoch', right, row + 1.25 * fontSize, { anchor: 'end', fontSize })
            : textAt('epoch', width - 1, row, { anchor: 'end', fontSize }),
        ]
      : []),
  ];
}

/** The axis in units of the viewBox, for a page's cursor. Epochs below the domain belong at its left end. */
export function timeAxis(
  { start, end }: EpochAxis,
  range: readonly [number, number],
  [top, bottom]: readonly [number, number],
): TimeAxis {
  return { scale: 'log', domain: [start, end], range, top, bottom };
}
