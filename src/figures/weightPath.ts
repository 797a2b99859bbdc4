/** The path of all weights through training, in the first two of its own principal components. */
import * as Plot from '@observablehq/plot';
import type { TrajectoryMeasure } from '../lab/measures/trajectory.ts';
import type { RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatPercent } from './format.ts';
import type { Place } from './geometry.ts';
import { BY_XY, lineAt, textAt } from './marks.ts';
import { momentsOf, rowAt, type Moment } from './moments.ts';
import { colours } from './palette.ts';
import { spotLabels } from './placeLabels.ts';
import { rampLegend } from './rampLegend.ts';
import { levels, memoryToUnderstanding, toHex } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { briefEpochs, cell, toCsv } from './table.ts';

const FONT_SIZE = 12;
/** Few, so that points of one colour share one path. */
const LEVELS = 12;
const PALETTE = levels(memoryToUnderstanding, LEVELS);
/** px between points on the path: nearer ones are left out. */
const NEAR = 1.5;

interface Step {
  readonly epoch: number;
  readonly x: number;
  readonly y: number;
  readonly testAccuracy: number;
}

function stepsOf(run: RunResults, { epochs, weights }: TrajectoryMeasure): Step[] {
  return epochs.flatMap((epoch, t) => {
    const [x = NaN, y = NaN] = weights.coordinates[t] ?? [];
    return Number.isFinite(x + y) ? [{ epoch, x, y, testAccuracy: rowAt(run, epoch).testAccuracy }] : [];
  });
}

interface PlaneLayout {
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
  readonly at: (step: Step) => Place;
  /** px a unit of distance in weight space. */
  readonly scale: number;
}

/** One scale for both axes: distances in the plane are distances. */
function layoutOf(steps: readonly Step[], width: number): PlaneLayout {
  const ranges = (['x', 'y'] as const).map((axis) => {
    const values = steps.map((step) => step[axis]);
    return [Math.min(...values), Math.max(...values)] as const;
  });
  const [[lowX, highX], [lowY, highY]] = [ranges[0] ?? [0, 0], ranges[1] ?? [0, 0]];
  const [left, right, top] = [16, width - 16, 62];
  const spanX = highX - lowX || 1;
  const tallest = Math.round((width < 480 ? 0.85 : 0.5) * width);
  const inner = Math.max(120, Math.min(tallest, ((right - left) * (highY - lowY)) / spanX));
  const scale = Math.min((right - left) / spanX, inner / (highY - lowY || 1));
  const bottom = top + inner;
  const at = ({ x, y }: Step): Place => ({
    x: (left + right) / 2 + scale * (x - (lowX + highX) / 2),
    y: (top + bottom) / 2 - scale * (y - (lowY + highY) / 2),
  });
  return { height: Math.round(bottom + 42), top, bottom, at, scale };
}

/** Points so near to the last one drawn that they would lie on it, left out; the marked ones stay. */
function thinned(steps: readonly Step[], at: PlaneLayout['at'], marked: ReadonlySet<number>): Step[] {
  let last: Place = { x: Infinity, y: Infinity };
  return steps.filter((step, i) => {
    const place = at(step);
    const isFar = Math.hypot(place.x - last.x, place.y - last.y) >= NEAR;
    if (!isFar && !marked.has(step.epoch) && i < steps.length - 1) return false;
    last = place;
    return true;
  });
}

const colourOf = (accuracy: number): string =>
  toHex(PALETTE[Math.min(LEVELS - 1, Math.floor(accuracy * LEVELS))] ?? [0, 0, 0]);

/** A round distance about a fifth of the width. */
function roundDistance(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((n) => n * power).find((size) => size <= most) ?? power;
}

function pathMarks(steps: readonly Step[], { at }: PlaneLayout, marked: readonly Moment[]): Plot.Markish[] {
  const placed = thinned(steps, at, new Set(marked.map(({ epoch }) => epoch))).map((step) => ({
    ...at(step),
    colour: colourOf(step.testAccuracy),
  }));
  // A gap after every point makes each a path of one point: with round caps, a dot.
  const dots = placed.flatMap((point) => [point, { ...point, x: NaN }]);
  return [
    Plot.line(placed, { ...BY_XY, stroke: colours.faint, strokeWidth: 1 }),
    Plot.line(dots, {
      ...BY_XY,
      z: 'colour',
      stroke: { value: 'colour', scale: null },
      strokeWidth: 4.5,
      strokeLinecap: 'round',
    }),
  ];
}

function drawPath(
  run: RunResults,
  steps: readonly Step[],
  { weights: { share } }: TrajectoryMeasure,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const layout = layoutOf(steps, width);
  const { height, bottom, at, scale } = layout;
  const marked = markedOf(run, steps);
  const spots = marked.flatMap(({ name, epoch }) => {
    const step = steps.find((candidate) => candidate.epoch === epoch);
    return step ? [{ ...at(step), text: epoch === 0 ? name : `${name} ${formatCount(epoch)}` }] : [];
  });
  const ink = { fontSize: FONT_SIZE, colour: colours.ink };
  const bar = roundDistance((0.22 * width) / scale);
  const legend = { label: 'test accuracy', ends: ['0', '1'] as const, palette: PALETTE };
  const plot: Panel['plot'] = {
    width,
    height,
    margin: 0,
    marks: [
      ...pathMarks(steps, layout, marked),
      ringMark(spots),
      ...spotLabels(spots, {
        fontSize: FONT_SIZE,
        within: { x: 1, y: 40, width: width - 2, height: bottom - 26 },
        avoid: steps.map(at),
      }),
      ...rampLegend(legend, { right: width - 1, y: 8, fontSize: FONT_SIZE }),
      textAt(`↑ PC 2 · ${formatPercent(share[1] ?? NaN)} of variance`, 1, 28, ink),
      textAt(`PC 1 · ${formatPercent(share[0] ?? NaN)} of variance →`, width - 1, height - 9, {
        ...ink,
        anchor: 'end',
      }),
      lineAt([1, height - 9], [1 + bar * scale, height - 9], { colour: colours.quiet, width: 1.5 }),
      textAt(`${bar}`, 7 + bar * scale, height - 9, { fontSize: FONT_SIZE }),
    ],
  };
  return { svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }), width, height, time: null };
}

/** The moments of the story, at most one an epoch. */
function markedOf(run: RunResults, steps: readonly Step[]): Moment[] {
  const moments = momentsOf(
    run,
    steps.map(({ epoch }) => epoch),
  );
  return moments.filter(({ epoch }, i) => moments.findIndex((moment) => moment.epoch === epoch) === i);
}

const ringMark = (spots: readonly { readonly x: number; readonly y: number }[]): Plot.Markish =>
  Plot.dot(spots, {
    x: { value: 'x', scale: null },
    y: { value: 'y', scale: null },
    r: 4.5,
    stroke: colours.ink,
    strokeWidth: 1.25,
  });

function finding(run: RunResults, steps: readonly Step[], { epochs, weights: { share } }: TrajectoryMeasure): string {
  const [first, last] = [steps[0], steps.at(-1)];
  const broken = epochs.find((epoch) => !steps.some((step) => step.epoch === epoch));
  if (!first || !last) return withDivergence(run, null, broken);
  const together = formatPercent((share[0] ?? NaN) + (share[1] ?? NaN));
  const length = (from: number, to: number): number =>
    steps.slice(1).reduce((sum, step, i) => {
      const before = steps[i] ?? step;
      return before.epoch >= from && step.epoch <= to ? sum + Math.hypot(step.x - before.x, step.y - before.y) : sum;
    }, 0);
  const { tMem, t95 } = run.record.summary;
  const whole = length(0, Infinity);
  const parts = [
    ...(tMem ? [`${formatPercent(length(0, tMem.at) / whole)} of its length before train accuracy is 99\u202f%`] : []),
    ...(t95 ? [`${formatPercent(length(t95.at, Infinity) / whole)} after test accuracy is 95\u202f%`] : []),
  ];
  return withDivergence(
    run,
    `Two principal components hold ${together} of the weights' movement from epoch ${formatCount(first.epoch)} to ${formatCount(last.epoch)}` +
      ` (${formatPercent(share[0] ?? NaN)} and ${formatPercent(share[1] ?? NaN)}). ` +
      (parts.length > 0 && whole > 0 ? `The path in them has ${parts.join(', ')} ` : '') +
      `(seed ${run.record.spec.seed}).`,
    broken,
  );
}

export const weightPath: FigureKind = {
  version: 1,
  needs: 'one run with the measure trajectory and more than one step in it',
  canDraw: ([run, ...others]) =>
    others.length === 0 && Boolean(run?.trajectory && stepsOf(run, run.trajectory).length > 1),
  draw: ([run], options) => {
    if (!run?.trajectory)
      throw new TypeError(`weightPath: run ${run?.record.id ?? '(none)'} has no measure trajectory`);
    const { trajectory } = run;
    const steps = stepsOf(run, trajectory);
    const brief = new Set(
      briefEpochs(
        steps.map(({ epoch }) => epoch),
        markedOf(run, steps).map(({ epoch }) => epoch),
        24,
      ),
    );
    return Promise.resolve({
      ...drawPath(run, steps, trajectory, options),
      alt: finding(run, steps, trajectory),
      table: {
        columns: ['epoch', 'PC 1', 'PC 2', 'test accuracy'],
        rows: steps
          .filter(({ epoch }) => brief.has(epoch))
          .map(({ epoch, x, y, testAccuracy }) => [epoch, ...[x, y, testAccuracy].map((value) => cell(value, 4))]),
      },
      csv: toCsv({
        columns: ['epoch', 'pc_1', 'pc_2', 'pc_3', 'test_accuracy'],
        rows: steps.map(({ epoch, testAccuracy }) => [
          epoch,
          ...(trajectory.weights.coordinates[trajectory.epochs.indexOf(epoch)] ?? []),
          testAccuracy,
        ]),
      }),
    });
  },
};
