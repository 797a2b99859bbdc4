/**
 * What pulls on hidden activations, and what becomes of them: accuracy, their size and the dimensions they lie in, over the
 * training pairs, a line for each thing that was added to the loss or changed in the optimizer. Source: ours.
 */
import type { ActivationsMeasure } from '../lab/measures/activations.ts';
import type { RunSpec } from '../lab/spec.ts';
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import { rangeText, withDivergences } from './checkpoints.ts';
import { formatNumber, listed } from './format.ts';
import { finitePoints } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { logAxis } from './logAxis.ts';
import { niceTicks } from './niceTicks.ts';
import { colours } from './palette.ts';
import { atCheckpoints, seedCsv, valueFrom, type CurveOf, type SeedColumn } from './seedLines.ts';
import { medianOfCurves, medianRise } from './seeds.ts';
import { seriesLook, type SeriesLook } from './seriesLooks.ts';
import { nameOf, sameTask } from './speedUps.ts';
import { drawStack, type Stack } from './stack.ts';
import { cell as tableCell } from './table.ts';
import type { Line, ValueAxis } from './timeSeries.ts';
import { shareAxis } from './trainingOverview.ts';

/** The training that the others are named after. */
const NOTHING = 'nothing';
/** More lines than these cannot be told apart. */
const MOST = 6;
/** Height of the panel that tells several trainings apart, against the others. */
const TALL = 1.6;

const ofActivations = (values: (measure: ActivationsMeasure) => readonly number[]): CurveOf =>
  atCheckpoints(({ activations }) => activations, values);
const size = ofActivations(({ meanSquare }) => meanSquare);
const dimension = ofActivations((measure) => measure.dimension);
const active = ofActivations((measure) => measure.active);

const columns: readonly SeedColumn[] = [
  { name: 'mean squared activation', curve: size },
  { name: 'participation ratio of activations', curve: dimension },
  { name: 'share of activations above 0', curve: active },
];

interface Training {
  readonly name: string;
  /** They differ in their seeds alone. */
  readonly runs: readonly RunResults[];
}

/** Runs by what was added to their loss and by their optimizer, named after the first with nothing added. */
function trainingsOf(runs: readonly RunResults[]): Training[] {
  const specOf = ({ record }: RunResults): RunSpec => record.spec;
  const main = runs.map(specOf).find(({ regularizer }) => regularizer === null) ?? runs.map(specOf)[0];
  if (!main) return [];
  const groups = Map.groupBy(runs, (run) => nameOf(specOf(run), main) || NOTHING);
  return [...groups].map(([name, own]) => ({ name, runs: own }));
}

function stackOf(runs: readonly RunResults[], isNarrow: boolean): Stack {
  const cells = trainingsOf(runs);
  const changed = cells.filter(({ name }) => name !== NOTHING);
  const lookOf = (name: string): SeriesLook =>
    name === NOTHING ? { colour: colours.ink } : seriesLook(changed.findIndex((other) => other.name === name));
  const lines = (pointsOf: (own: readonly RunResults[]) => Line['points'], hasNames = false): Line[] =>
    cells.map(({ name, runs: own }) => ({
      ...lookOf(name),
      name: hasNames ? name : null,
      points: pointsOf(own),
      width: 1.75,
    }));
  // A median of values ends with the first of its seeds, that of accuracy with the last: see seeds.ts.
  const medianOf =
    (curve: CurveOf) =>
    (own: readonly RunResults[]): Line['points'] =>
      finitePoints(medianOfCurves(own.map(curve)));
  const isCompared = cells.length > 1;
  const sizes = lines(medianOf(size), isCompared && !isNarrow);
  const dimensions = lines(medianOf(dimension));
  return {
    legend: isCompared && isNarrow ? cells.map(({ name }) => ({ name, ...lookOf(name) })) : [],
    panels: [
      { values: shareAxis('test accuracy'), lines: lines((own) => medianRise(own, (row) => row.testAccuracy)) },
      {
        values: logAxis('mean squared activation', valuesOf(sizes)),
        lines: sizes,
        height: isCompared ? TALL : 1,
      },
      {
        values: dimensionAxis(isNarrow ? 'dimensions' : 'dimensions of the activations (participation ratio)', valuesOf(dimensions)), // prettier-ignore
        lines: dimensions,
      },
    ],
  };
}

const valuesOf = (lines: readonly Line[]): number[] => lines.flatMap(({ points }) => points.map(({ value }) => value));

/** From 0. */
function dimensionAxis(label: string, values: readonly number[]): ValueAxis {
  const ticks = niceTicks(Math.max(...values), 4);
  return { label, type: 'linear', domain: [0, ticks.at(-1) ?? 1], ticks, format: (tick) => formatNumber(tick) };
}

/** What stands at the end of each run. */
const endOf = (curve: CurveOf, runs: readonly RunResults[]): number =>
  median(runs.map((run) => valueFrom(curve(run), Infinity)));

/** The largest there was. */
const peakOf = (curve: CurveOf, runs: readonly RunResults[]): number =>
  median(runs.map((run) => Math.max(...finitePoints(curve(run)).map(({ value }) => value))));

const short = (x: number): string => formatNumber(x, 2);

function finding(runs: readonly RunResults[]): string {
  const trainings = trainingsOf(runs);
  const told = trainings.map(({ name, runs: own }) => {
    const label = trainings.length > 1 ? `${name}: ` : '';
    return `${label}at most ${short(peakOf(size, own))}, ${short(endOf(size, own))} at the end, in ${short(endOf(dimension, own))} dimensions`;
  });
  const seeds = [...new Set(runs.map(({ record }) => record.spec.seed))];
  const seedText = seeds.length > 1 ? `medians over seeds ${listed(seeds)}` : `seed ${seeds.join()}`;
  const range = rangeText(
    runs.map((run) => valueFrom(size(run), 0)),
    short,
  );
  const cut = trainings.some(({ runs: own }) => new Set(own.map(({ activations: of }) => of?.epochs.at(-1))).size > 1)
    ? ' Lines of activations end with the first seed of a training; the numbers are from the end of each seed.'
    : '';
  return withDivergences(
    runs,
    `The mean squared activation of the MLP begins at ${range}. ${told.join('; ')} (${seedText}).${cut}`,
  );
}

function tableOf(runs: readonly RunResults[]): { columns: string[]; rows: (string | number)[][] } {
  return {
    columns: [
      'changed',
      'runs',
      'largest mean squared activation',
      'at the end',
      'dimensions at the end',
      'share above 0 at the end',
    ],
    rows: trainingsOf(runs).map(({ name, runs: own }) => [
      name,
      own.length,
      tableCell(peakOf(size, own)),
      tableCell(endOf(size, own)),
      tableCell(endOf(dimension, own)),
      tableCell(endOf(active, own)),
    ]),
  };
}

export const activations: FigureKind = {
  version: 1,
  needs: `runs of one task with the measure activations, of at most ${MOST} trainings`,
  canDraw: (runs) =>
    runs.length > 0 &&
    runs.every((run) => (run.activations?.epochs.length ?? 0) > 0) &&
    new Set(runs.map(({ record }) => sameTask(record.spec))).size === 1 &&
    trainingsOf(runs).length <= MOST,
  draw: (runs, options) =>
    Promise.resolve({
      ...drawStack(runs, stackOf(runs, options.width < 480), options),
      alt: finding(runs),
      table: tableOf(runs),
      csv: csvOf(runs),
    }),
};

/** As `seedCsv`, with what was changed before the seed. */
function csvOf(runs: readonly RunResults[]): string {
  const tables = trainingsOf(runs).map(({ name, runs: own }) => {
    const [head = '', ...rows] = seedCsv(own, columns).trimEnd().split('\n');
    const label = name.replaceAll(', ', ' ');
    return { head: `changed,${head}`, rows: rows.map((row) => `${label},${row}`) };
  });
  return [tables[0]?.head ?? '', ...tables.flatMap(({ rows }) => rows)].join('\n') + '\n';
}
