/**
 * Training at a glance: loss, accuracy, sum of squared weights and the sparsity of the embedding's spectrum above each
 * other. Source: "grokking_curves" of atgugu/grokking_experiments; one epoch axis for all, and the medians, are ours.
 */
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import { accuracyAxis } from './accuracy.ts';
import { curveLines, trainAndTest } from './curves.ts';
import { tellable } from './divergence.ts';
import type { FigureKind } from './figure.ts';
import { accuracyFinding } from './findings.ts';
import { formatCount, formatNumber } from './format.ts';
import { lossAxis } from './loss.ts';
import { colours } from './palette.ts';
import {
  areSeeds,
  atCheckpoints,
  atEvaluations,
  seedCsv,
  seedLines,
  seedTable,
  valueFrom,
  type SeedColumn,
} from './seedLines.ts';
import { medianCurve, medianRise, seedsInWords, transitionEpoch, turningEpochs } from './seeds.ts';
import { drawStack, type StackPanel } from './stack.ts';
import { transitionLabel, type ValueAxis } from './timeSeries.ts';
import { norm2Axis } from './weightNorm.ts';

/** Of coefficients of Gini and of shares. */
export const shareAxis = (label: string): ValueAxis => ({ ...accuracyAxis, label });

export const embeddingGini = atCheckpoints(
  ({ fourier }) => fourier,
  ({ gini }) => gini,
);

const columns: readonly SeedColumn[] = [
  { name: 'train loss (nats)', curve: atEvaluations((row) => row.trainLoss) },
  { name: 'test loss (nats)', curve: atEvaluations((row) => row.testLoss) },
  { name: 'train accuracy', curve: atEvaluations((row) => row.trainAccuracy) },
  { name: 'test accuracy', curve: atEvaluations((row) => row.testAccuracy) },
  { name: 'sum of squared weights', curve: atEvaluations((row) => row.sumSquaredWeights) },
];
const giniColumn: SeedColumn = { name: 'Gini coefficient of W_E', curve: embeddingGini };

const areMeasured = (runs: readonly RunResults[]): boolean => runs.every(({ fourier }) => fourier !== null);

function panelsOf(runs: readonly RunResults[]): StackPanel[] {
  const losses = trainAndTest(runs, {
    train: (row) => row.trainLoss,
    test: (row) => row.testLoss,
    middle: medianCurve,
  });
  const accuracies = trainAndTest(runs, {
    train: (row) => row.trainAccuracy,
    test: (row) => row.testAccuracy,
    middle: medianRise,
  });
  const weights = curveLines(runs, {
    name: 'Σ w²',
    colour: colours.ink,
    value: (row) => row.sumSquaredWeights,
    middle: medianCurve,
  });
  const sparsity = seedLines(runs.map(embeddingGini), { name: 'W_E', colour: colours.third });
  return [
    { values: lossAxis(runs), lines: losses },
    { values: accuracyAxis, lines: accuracies },
    { values: { ...norm2Axis(runs), label: 'sum of squared weights' }, lines: weights },
    ...(areMeasured(runs) ? [{ values: shareAxis('Gini coefficient of the spectrum'), lines: sparsity }] : []),
  ];
}

function finding(runs: readonly RunResults[]): string {
  const { told } = tellable(runs);
  const of = (value: (run: RunResults) => number): number => median(told.map(value));
  const weight = (run: RunResults, epoch: number): number =>
    valueFrom(atEvaluations((row) => row.sumSquaredWeights)(run), epoch);
  const peak = of(({ rows }) => Math.max(...rows.map((row) => row.sumSquaredWeights)));
  const light = of((run) => weight(run, Infinity));
  const weights =
    told.length > 0
      ? `The sum of squared weights peaks at ${formatCount(peak)} and ends at ${formatCount(light)}`
      : null;
  const gini = (epoch: (run: RunResults) => number): number => of((run) => valueFrom(embeddingGini(run), epoch(run)));
  const [early, late] = [gini(({ record }) => record.summary.tMem?.at ?? 0), gini(() => Infinity)];
  const sparsity =
    areMeasured(runs) && Number.isFinite(early + late)
      ? `; the Gini coefficient of the embedding's spectrum goes from ${formatNumber(early)} at memorization to ${formatNumber(late)}`
      : '';
  return `${accuracyFinding(runs)}${weights ? ` ${weights}${sparsity} (${seedsInWords(told)}).` : ''}`;
}

export const trainingOverview: FigureKind = {
  version: 1,
  needs: 'one run, or several seeds of one training',
  canDraw: areSeeds,
  draw: (runs, options) => {
    const transition = transitionLabel(transitionEpoch(runs), runs.length);
    const all = areMeasured(runs) ? [...columns, giniColumn] : columns;
    const wanted = runs.length === 1 && runs[0] ? [...turningEpochs(runs[0])] : [];
    return Promise.resolve({
      ...drawStack(runs, { panels: panelsOf(runs), marks: transition ? [transition] : [] }, options),
      alt: finding(runs),
      table: seedTable(runs, all, wanted),
      csv: seedCsv(runs, all),
    });
  },
};
