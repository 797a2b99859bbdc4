/**
 * The slope of a straight line through the runs of a sweep, both axes logarithmic: −1 where twice the one means half the
 * other. Where the runs differ in several parameters, those "beside" it are fitted together with it, and it is the slope
 * with the others held. The same fit as in <Val> and in figures: cells that did not get there within their budgets bound it
 * (statistics/powerLaw.ts). What is known of it is its 95 % interval: how far cells are off their line is chance.
 */
import { signed } from '../../figures/powerLawWords.ts';
import { axisName, varyingAxes } from '../cells.ts';
import { powerLaw, type PowerLaw } from '../../lab/statistics/powerLaw.ts';
import { timeOf, type EventTime } from '../../lab/statistics/eventTime.ts';
import type { RunSpec } from '../../lab/spec.ts';
import type { RunResults } from '../../lab/store/results.ts';
import { isReached, type Field } from '../fields.ts';
import { counted } from '../format.ts';
import { ANYTHING, type Bounds } from '../bounds.ts';
import type { Subject } from './claim.ts';
import { printBounds } from '../quantityText.ts';
import type { Estimate } from './estimate.ts';
import { readAxis } from './grid.ts';
import type { Reader } from './reader.ts';
import { productOf, readProduct } from './selection.ts';

/** What a time depends on: the first is asked about, the others are fitted with it. */
export interface SlopeAxes {
  /** As readers know them. */
  readonly names: readonly string[];
  readonly valuesOf: (spec: RunSpec) => readonly number[];
  /** @throws WriteupError where the runs differ in something else, or in nothing, or have values without a logarithm. */
  readonly check: (subjects: readonly Subject[]) => void;
}

/** "optimizer.weightDecay", "task.p with task.fracTrain", "optimizer.weightDecay beside optimizer.learningRate". */
export function readSlopeAxes(reader: Reader, subjects: readonly Subject[]): SlopeAxes {
  const { position } = reader;
  const { axis, check: checkLine } = readAxis(reader, subjects);
  const products: string[][] = [[axis]];
  if (reader.acceptWords('beside')) {
    do products.push(readProduct(reader, subjects));
    while (reader.accept(/,/y));
  }
  const valuesOf = (spec: RunSpec): number[] => products.map((paths) => Number(productOf(spec, paths)));
  const check = (chosen: readonly Subject[]): void => {
    if (products.length === 1) checkLine(chosen);
    else requireNamed(reader, { position, named: products.flat() }, chosen);
    for (const paths of products) {
      const name = paths.join(' * ');
      const values = chosen.map(({ planned }) => productOf(planned.spec, paths));
      if (values.every((value) => Number(value) > 0)) continue;
      const odd = String(values.find((value) => !(Number(value) > 0)));
      reader.fail(`${name} is ${odd} in some runs`, `It has no logarithm: choose others, where ${name} > 0.`, position);
    }
  };
  return { names: products.map((paths) => paths.map(axisName).join(' × ')), valuesOf, check };
}

/** Nothing differs but what is named, and seeds. */
function requireNamed(
  reader: Reader,
  { position, named }: { readonly position: number; readonly named: readonly string[] },
  subjects: readonly Subject[],
): void {
  const free = varyingAxes(subjects.map(({ planned }) => planned)).find((axis) => !named.includes(axis));
  if (free !== undefined)
    reader.fail(`the runs differ in ${free} as well`, `Hold it with "where", or name it: beside ${free}.`, position);
}

export interface Fit {
  readonly law: PowerLaw | null;
  /** Ids of the runs that have the time: those it goes through. */
  readonly runs: readonly string[];
}

export function fitAlong(
  { valuesOf }: SlopeAxes,
  timeIn: (run: RunResults) => EventTime | null,
  subjects: readonly Subject[],
  level = 0.95,
): Fit {
  const points = subjects.flatMap(({ planned, run }) => {
    const time = run && timeIn(run);
    const [x = NaN, ...beside] = valuesOf(planned.spec);
    return time ? [{ id: run.record.id, x, beside, time }] : [];
  });
  return { law: powerLaw(points, { level }), runs: points.map(({ id }) => id) };
}

export function slopeAlong(axes: SlopeAxes, field: Field, subjects: readonly Subject[]): Estimate {
  const fitAt = (level: number): Fit => fitAlong(axes, (run) => timeIn(field, run), subjects, level);
  const { law, runs } = fitAt(0.95);
  const intervalAt = (level: number): Bounds | null => fitAt(level).law?.bounds ?? null;
  const { names } = axes;
  const isWhole = runs.length === subjects.length;
  const known = law?.bounds ?? null;
  const notes = [
    `${names.length === 1 ? 'a line' : `a fit in ${names.join(' and ')}`} ${throughInWords(law, runs.length)}, with its 95\u202f% interval`,
    isWhole ? '' : `${subjects.length - runs.length} missing`,
  ];
  return {
    bounds: isWhole && known ? known : ANYTHING,
    known,
    kind: 'number',
    text: law
      ? `${signed(law.slope)} (${known ? `${signed(known.low)} to ${signed(known.high)}` : 'interval not estimable'})`
      : printBounds(null, 'number'),
    scale: 'difference',
    intervalAt,
    runs,
    about: subjects,
    isWhole,
    notes: [notes.filter(Boolean).join('; ')],
  };
}

/** "through 8 runs, 2 of them not within their budgets", "through 8 cells of 24 runs, …". */
export function throughInWords(law: PowerLaw | null, runs: number): string {
  const cells = law ? law.seen + law.censored : runs;
  const what = cells === runs ? counted(runs, 'run') : `${counted(cells, 'cell')} of ${counted(runs, 'run')}`;
  return `through ${what}${law && law.censored > 0 ? `, ${law.censored} of them not within their budgets` : ''}`;
}

/** Null where the run does not have it. What diverged is not there within its whole budget, as in `timeTo`. */
function timeIn(field: Field, run: RunResults): EventTime | null {
  const quantity = field(run);
  if (!quantity || !isReached(quantity)) return null;
  const { summary, spec } = run.record;
  return timeOf(quantity.value, summary.divergedAt === null ? quantity.budget : spec.epochs);
}
