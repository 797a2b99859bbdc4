/** What curves say, in sentences with numbers: the text alternatives of figures over time. */
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import { enduranceOf } from '../lab/statistics/collapse.ts';
import { divergenceInWords } from './divergence.ts';
import { capitalized, formatCount, formatPercent } from './format.ts';
import { transitionEpoch, variation } from './seeds.ts';

const LEVELS = [0.05, 0.1, 0.2, 0.5] as const;

/** Train accuracy, plateau and transition of one run. */
function singleFinding({ rows, record: { spec, summary } }: RunResults): string {
  const { tMem, t95, epochs } = summary;
  const memory = tMem
    ? `Train accuracy reaches 99 % by epoch ${formatCount(tMem.at)}`
    : `Train accuracy reaches at most ${formatPercent(Math.max(...rows.map((row) => row.trainAccuracy)))} in ${formatCount(epochs)} epochs`;
  // The lowest level that test accuracy crosses clearly after memorization says how low the plateau is.
  const crossings = LEVELS.map((level) => ({ level, row: rows.find((row) => row.testAccuracy >= level) }));
  const plateau = crossings.find(({ row }) => row && row.epoch > 2 * (tMem?.at ?? Infinity));
  const stays = plateau?.row
    ? `stays below ${formatPercent(plateau.level, 0)} until epoch ${formatCount(plateau.row.epoch)} and `
    : '';
  const test = t95
    ? `${stays}passes 95 % at epoch ${formatCount(t95.at)}`
    : `${stays}does not pass ${formatPercent(summary.maxTestAccuracy)} within ${formatCount(epochs)} epochs`;
  return `${memory}; test accuracy ${test} (evaluated every ${spec.evaluateEvery} epochs).${lossInWords(rows)}`;
}

/** When it lost what it had learned, and where it ends; "" where it did not. */
function lossInWords(rows: RunResults['rows']): string {
  const { collapse, final } = enduranceOf(rows);
  if (!collapse) return '';
  const { fell, recovered } = collapse;
  const until = recovered ? `until epoch ${formatCount(recovered.at)}` : 'to the end';
  return ` It falls below 90 % at epoch ${formatCount(fell.at)} and stays there ${until}; the last test accuracy is ${formatPercent(final.testAccuracy)}.`;
}

/** More runs of a sweep than are told one by one. */
const MOST_NAMED = 8;

/** When each run of a sweep got there; of many how many did, and between when. */
function sweepFinding(
  runs: readonly RunResults[],
  { name, values }: NonNullable<ReturnType<typeof variation>>,
): string {
  if (runs.length <= MOST_NAMED) {
    const passages = runs.map(({ record: { summary } }, i) => {
      const when = summary.t95
        ? `at epoch ${formatCount(summary.t95.at)}`
        : `not within ${formatCount(summary.epochs)} epochs`;
      return `${when} with ${values[i] ?? ''}`;
    });
    return `Test accuracy passes 95 %, by ${name}: ${passages.join(', ')}.`;
  }
  const reached = runs.flatMap(({ record }) => record.summary.t95?.at ?? []);
  const range = [...new Set([Math.min(...reached), Math.max(...reached)])].map(formatCount).join(' to ');
  const when = reached.length > 0 ? `, at epochs ${range}` : '';
  return `Test accuracy passes 95 % in ${reached.length} of ${runs.length} runs that differ in ${name}${when}.`;
}

/** Range and median over seeds. */
function seedsFinding(runs: readonly RunResults[]): string {
  const seeds = runs.map(({ record }) => record.spec.seed).join(', ');
  const grokked = runs.flatMap(({ record }) => (record.summary.t95 ? [record.summary.t95.at] : []));
  const memorized = median(runs.map(({ record }) => record.summary.tMem?.at ?? Infinity));
  const memory = Number.isFinite(memorized)
    ? `Median train accuracy reaches 99 % by epoch ${formatCount(memorized)}`
    : 'Most runs do not reach 99 % train accuracy';
  const at = transitionEpoch(runs);
  const range =
    grokked.length > 1 ? ` (${formatCount(Math.min(...grokked))} to ${formatCount(Math.max(...grokked))})` : '';
  const test =
    at === null
      ? `test accuracy passes 95 % in ${grokked.length} of ${runs.length} seeds`
      : `test accuracy passes 95 % at median epoch ${formatCount(at)}${range}, in ${grokked.length} of ${runs.length} seeds`;
  const every = runs[0]?.record.spec.evaluateEvery ?? 1;
  return `${memory}; ${test} (seeds ${seeds}; evaluated every ${every} epochs).`;
}

/** One or two sentences: when the runs memorize and generalize, and whether they diverge. */
export function accuracyFinding(runs: readonly RunResults[]): string {
  const [first, ...others] = runs;
  const varied = variation(runs);
  const ofSeveral = (): string => (varied ? sweepFinding(runs, varied) : seedsFinding(runs));
  const finding = first && others.length === 0 ? singleFinding(first) : ofSeveral();
  const divergence = divergenceInWords(runs);
  return divergence ? `${finding} ${capitalized(divergence)}.` : finding;
}
