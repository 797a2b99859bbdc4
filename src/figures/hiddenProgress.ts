/**
 * What moves while test accuracy does not, from above: losses with and without the key frequencies, the sparsity of
 * embedding and neuron–logit map, the weights, and how much of the logits lies in the key frequencies beside test
 * accuracy. One colour a quantity.
 * Source: Nanda et al. 2023, arXiv:2301.05217, figure 7; the share of the logits and the marks at 1 nat are ours.
 */
import { fallsBelow } from '../lab/measures/passages.ts';
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import { rangeText, withDivergences } from './checkpoints.ts';
import { curveLines } from './curves.ts';
import { divergedAt, tellable } from './divergence.ts';
import type { FigureKind } from './figure.ts';
import { formatCount, formatNumber, formatPercent } from './format.ts';
import { logAxis } from './logAxis.ts';
import { colours } from './palette.ts';
import { areSeeds, atCheckpoints, atEvaluations, seedCsv, seedLines, seedTable, valueFrom } from './seedLines.ts';
import type { CurveOf, SeedColumn, SeedLook } from './seedLines.ts';
import { medianCurve, medianRise, seedsInWords } from './seeds.ts';
import { drawStack, type Stack, type StackPanel } from './stack.ts';
import { embeddingGini, shareAxis } from './trainingOverview.ts';
import { norm2Axis } from './weightNorm.ts';

const LEVEL = 1;
/** Heights of the losses, in which the finding lies, and of the others: with their labels off, about two to one. */
const [TALL, LOW] = [1.55, 0.88];

const progressOf = (values: (progress: ProgressMeasure) => readonly number[]): CurveOf =>
  atCheckpoints(({ progress }) => progress, values);

const restricted = progressOf(({ loss }) => loss.restricted.test);
const excluded = progressOf(({ loss }) => loss.excluded.train);
const wLGini = progressOf((progress) => progress.wLGini);
/** Share of the logits' squared norm, less their mean, along cos and sin w_k(a+b) of the key frequencies. */
const keyShare = progressOf(({ logitEnergies, logitVariance, keyFrequencies }) =>
  logitEnergies.map(
    (energies, t) => keyFrequencies.reduce((sum, k) => sum + (energies[k - 1] ?? NaN), 0) / (logitVariance[t] ?? NaN),
  ),
);
const testAccuracy = atEvaluations((row) => row.testAccuracy);
const weights = atEvaluations((row) => row.sumSquaredWeights);

const columns: readonly SeedColumn[] = [
  { name: 'restricted loss, held-out pairs (nats)', curve: restricted },
  { name: 'excluded loss, training pairs (nats)', curve: excluded },
  { name: 'test loss (nats)', curve: atEvaluations((row) => row.testLoss) },
  { name: 'test accuracy', curve: testAccuracy },
  { name: 'share of the variance of the logits in the key frequencies', curve: keyShare },
  { name: 'Gini coefficient of W_L', curve: wLGini },
  { name: 'Gini coefficient of W_E', curve: embeddingGini },
  { name: 'sum of squared weights', curve: weights },
];

/** Epochs by which a loss is below 1 nat; Infinity where it never is. */
interface Passages {
  readonly restricted: number;
  readonly test: number;
}

function passagesOf({ progress }: RunResults): Passages {
  const by = (values: readonly number[] = []): number =>
    fallsBelow(progress?.epochs ?? [], values, LEVEL)?.at ?? Infinity;
  return { restricted: by(progress?.loss.restricted.test), test: by(progress?.loss.full.test) };
}

function medianPassages(runs: readonly RunResults[]): Passages {
  const all = runs.map(passagesOf);
  return { restricted: median(all.map((one) => one.restricted)), test: median(all.map((one) => one.test)) };
}

function stackOf(runs: readonly RunResults[], isNarrow: boolean): Stack {
  const lines = (curve: CurveOf, look: SeedLook): ReturnType<typeof seedLines> => seedLines(runs.map(curve), look);
  const test = { name: 'test', colour: colours.test };
  const losses = [
    ...lines(excluded, { name: 'excluded', colour: colours.fourth }),
    ...curveLines(runs, { ...test, value: (row) => row.testLoss, middle: medianCurve }),
    ...lines(restricted, { name: 'restricted', colour: colours.third }),
  ];
  const shares = [
    ...curveLines(runs, { ...test, name: 'test accuracy', value: (row) => row.testAccuracy, middle: medianRise }),
    ...lines(keyShare, { name: 'key share', colour: colours.fifth }),
  ];
  const sparsity = [
    ...lines(embeddingGini, { name: 'W_E', colour: colours.seventh, dash: '7 2' }),
    ...lines(wLGini, { name: 'W_L', colour: colours.sixth }),
  ];
  const total = { name: 'Σ w²', colour: colours.ink, value: weightOf, middle: medianCurve };
  const panels: StackPanel[] = [
    { values: logAxis('loss (nats)', losses.flatMap(({ points }) => points.map(({ value }) => value))), lines: losses, level: LEVEL, height: TALL }, // prettier-ignore
    { values: shareAxis(isNarrow ? 'Gini coefficients' : 'Gini coefficients of the spectra'), lines: sparsity, height: LOW }, // prettier-ignore
    { values: { ...norm2Axis(runs), label: 'sum of squared weights' }, lines: curveLines(runs, total), height: LOW },
    { values: shareAxis(isNarrow ? 'accuracy; key share of logits' : 'test accuracy; share of the logits’ variance in the key frequencies'), lines: shares, height: LOW }, // prettier-ignore
  ];
  const at = medianPassages(runs);
  const marks = [
    { epoch: at.restricted, text: `restricted < 1 nat: ${formatCount(at.restricted)}`, colour: colours.third },
    { epoch: at.test, text: `test < 1 nat: ${formatCount(at.test)}`, colour: colours.test },
  ].filter(({ epoch }) => Number.isFinite(epoch));
  const isLed = at.restricted < at.test && Number.isFinite(at.test);
  const shades = isLed ? [{ from: at.restricted, to: at.test, colour: colours.third }] : [];
  return { panels, marks: marks.sort((x, y) => x.epoch - y.epoch), shades };
}

const weightOf = (row: RunResults['rows'][number]): number => row.sumSquaredWeights;

/** How long before test loss restricted loss is below 1 nat. */
function leadInWords(runs: readonly RunResults[]): string {
  const at = medianPassages(runs);
  const within = `within ${formatCount(Math.min(...runs.map(({ record }) => record.summary.epochs)))} epochs`;
  if (!Number.isFinite(at.restricted)) return `Restricted loss is not below 1 nat ${within}`;
  const by = `Restricted loss is below 1 nat by ${runs.length > 1 ? 'median ' : ''}epoch ${formatCount(at.restricted)}`;
  if (!Number.isFinite(at.test)) return `${by}, test loss not ${within}`;
  const leads = runs.map(passagesOf).map((one) => one.test - one.restricted);
  const known = leads.filter(Number.isFinite);
  const sign = median(known) < 0 ? -1 : 1;
  const order = sign < 0 ? 'after' : 'before';
  const count = (lead: number): string => formatCount(sign * lead);
  if (runs.length === 1) return `${by}, ${count(known[0] ?? NaN)} epochs ${order} test loss`;
  const range = rangeText(known, count);
  const share = known.length < runs.length ? `, in ${known.length} of ${runs.length} seeds` : '';
  return `${by}, a median of ${count(median(known))} epochs (${range}${share}) ${order} test loss`;
}

/** What has changed from memorization to the epoch by which restricted loss is below 1 nat, or to the end. */
function changesInWords(runs: readonly RunResults[]): string {
  const isBelow = runs.every((run) => Number.isFinite(passagesOf(run).restricted));
  const from = ({ record }: RunResults): number => record.summary.tMem?.at ?? 0;
  const to = (run: RunResults): number => (isBelow ? passagesOf(run).restricted : Infinity);
  const change = (curve: CurveOf, format: (x: number) => string): string =>
    [from, to].map((epoch) => format(median(runs.map((run) => valueFrom(curve(run), epoch(run)))))).join(' to ');
  const until = isBelow ? 'that epoch' : 'the end';
  return (
    `Between memorization and ${until} test accuracy goes from ${change(testAccuracy, formatPercent)}, the key frequencies' ` +
    `share of the logits' variance from ${change(keyShare, formatPercent)}, the Gini coefficient of W_L from ` +
    `${change(wLGini, formatNumber)}, that of W_E from ${change(embeddingGini, formatNumber)}, and the sum of squared ` +
    `weights from ${change(weights, formatCount)}`
  );
}

function finding(runs: readonly RunResults[]): string {
  const told = tellable(runs).told.filter((run) => Number.isFinite(valueFrom(restricted(run), 0)));
  const text = told.length > 0 ? `${leadInWords(told)}. ${changesInWords(told)} (${seedsInWords(told)}).` : null;
  const [only] = runs;
  const broken = runs.length === 1 && only ? restricted(only).find(({ value }) => !Number.isFinite(value)) : undefined;
  return withDivergences(runs, text, only && broken ? `the run ${divergedAt(only, broken.epoch)}` : null);
}

export const hiddenProgress: FigureKind = {
  version: 1,
  needs: 'one run, or several seeds of one training, with the measures progress and fourier',
  canDraw: (runs) => areSeeds(runs) && runs.every(({ progress, fourier }) => progress && fourier),
  draw: (runs, options) => {
    const at = medianPassages(runs);
    return Promise.resolve({
      ...drawStack(runs, stackOf(runs, options.width < 480), options),
      alt: finding(runs),
      table: seedTable(runs, columns, [at.restricted, at.test]),
      csv: seedCsv(runs, columns),
    });
  },
};
