/** The charts over epochs: which lines each has, for one run and for several. */
import { formatCount } from '../../../figures/format.ts';
import type { Series, SeriesName } from '../../explore/runFile.ts';
import type { EpochAxis } from './axis.ts';
import type { ChartContent, ChartLine, Passage } from './chart.ts';
import { difference } from './difference.ts';
import type { LoadedRun } from './files.ts';
import { colourOf, letterOf } from './looks.ts';
import { aroundZero, decades, fromZero, unitScale } from './scales.ts';

export const chartNames = ['accuracy', 'loss', 'weights', 'gini', 'accuracyDifference', 'lossDifference'] as const;
export type ChartName = (typeof chartNames)[number];

/** How groups of tensors are named where there is little room. */
const SHORT: Readonly<Record<string, string>> = { embedding: 'embed.', unembedding: 'unembed.' };

/** Groups of tensors, in the colours they have in the figure of a run's weights. */
const GROUP_COLOURS = ['third', 'fourth', 'fifth', 'sixth'];

/** What chart `name` shows; a sentence where it cannot. */
export function contentOf(name: ChartName, runs: readonly LoadedRun[], axis: EpochAxis): ChartContent | string {
  const room = runs.length === 1 && name === 'weights' ? 66 : 40;
  const passages = passagesOf(runs, name === 'accuracy');
  const shared = { axis, passages, room };
  switch (name) {
    case 'accuracy':
      return { ...shared, scale: unitScale, lines: splitLines(runs, 'trainAccuracy', 'testAccuracy') };
    case 'loss': {
      const lines = splitLines(runs, 'trainLoss', 'testLoss');
      return { ...shared, scale: decades(lines), lines };
    }
    case 'weights': {
      const lines = weightLines(runs);
      return { ...shared, scale: fromZero(lines), lines };
    }
    case 'gini': {
      const lines = runs.flatMap((run, i): ChartLine[] => {
        const gini = giniSeries(run);
        return gini ? [{ ...gini, colour: lookOf(runs, i, 'ink'), label: runs.length > 1 ? letterOf(i) : '' }] : [];
      });
      return lines.length > 0 ? { ...shared, scale: unitScale, lines } : 'The spectrum was not measured.';
    }
    case 'accuracyDifference':
      return differenceContent(runs, 'testAccuracy', shared);
    case 'lossDifference':
      return differenceContent(runs, 'testLoss', shared);
  }
}

const lookOf = (runs: readonly LoadedRun[], i: number, alone: string): string =>
  runs.length > 1 ? colourOf(i) : alone;

function splitLines(runs: readonly LoadedRun[], train: SeriesName, test: SeriesName): ChartLine[] {
  const isAlone = runs.length === 1;
  return runs.flatMap(({ series }, i): ChartLine[] => [
    {
      ...series[train],
      colour: lookOf(runs, i, 'train'),
      label: isAlone ? 'train' : '',
      isDashed: true,
      isThin: !isAlone,
    },
    { ...series[test], colour: lookOf(runs, i, 'test'), label: isAlone ? 'test' : letterOf(i) },
  ]);
}

function weightLines(runs: readonly LoadedRun[]): ChartLine[] {
  const totals = runs.map(({ series }, i): ChartLine => ({
    ...series.sumSquaredWeights,
    colour: lookOf(runs, i, 'ink'),
    label: runs.length > 1 ? letterOf(i) : 'total',
  }));
  const groups = runs.length === 1 ? runs[0]?.groups : null;
  if (!groups) return totals;
  const parts = Object.entries(groups.values).map(([label, values], i): ChartLine => ({
    epochs: groups.epochs,
    values,
    label: SHORT[label] ?? label,
    colour: GROUP_COLOURS[i] ?? 'quiet',
    isThin: true,
  }));
  return [...parts, ...totals];
}

function giniSeries({ spectrum }: Pick<LoadedRun, 'spectrum'>): Series | null {
  if (!spectrum) return null;
  const known = spectrum.gini.map((x, t) => ({ x, epoch: spectrum.epochs[t] ?? 0 })).filter(({ x }) => x !== null);
  return { epochs: known.map(({ epoch }) => epoch), values: known.map(({ x }) => x ?? NaN) };
}

/** Where each run first has 95 % of the test pairs right. */
function passagesOf(runs: readonly LoadedRun[], isNamed: boolean): Passage[] {
  return runs.flatMap(({ t95 }, i): Passage[] => {
    const text = t95 && isNamed && runs.length === 1 ? `95\u202f% at ${formatCount(t95.at)}` : '';
    return t95 ? [{ epoch: t95.at, text, colour: lookOf(runs, i, 'faint') }] : [];
  });
}

function differenceContent(
  runs: readonly LoadedRun[],
  name: SeriesName,
  shared: Pick<ChartContent, 'axis' | 'passages' | 'room'>,
): ChartContent | string {
  const [first, second] = runs;
  if (!first || !second) return '';
  const series = difference(first.series[name], second.series[name]);
  if (series.epochs.length === 0) return 'The runs have no evaluated epoch in common.';
  const lines = [{ ...series, colour: 'ink', label: 'A−B' }];
  return { ...shared, scale: aroundZero(series), lines };
}
