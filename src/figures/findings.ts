/** What curves say, in sentences with numbers: the text alternatives of figures over time. */
import type { RunResults } from '../lab/store/results.ts';
import { capitalized, divergenceInWords } from './divergence.ts';
import { formatCount, formatPercent } from './format.ts';
import { median, transitionEpoch, variation } from './seeds.ts';

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
  return `${memory}; test accuracy ${test} (evaluated every ${spec.evaluateEvery} epochs).`;
}

/** More runs of a sweep than are told one by one. */
const MOST_NAMED = 8;

/** How many got there, and between when; late ones are counted and not left out. */
function manyFinding(runs: readonly RunResults[], name: string): string {
  const reached = runs.flatMap(({ record }) => record.summary.t95?.at ?? []);
  const range = [...new Set([Math.min(...reached), Math.max(...reached)])].map(formatCount).join(' to ');
  const when = reached.length > 0 ? `, at epochs ${range}` : '';
  return `Test accuracy passes 95 % in ${reached.length} of ${runs.length} runs that differ in ${name}${when}.`;
}

/** Range and median over seeds. */
function seedsFinding(runs: readonly RunResults[]): string {
  const varied = variation(runs);
  const passage = ({ record: { summary } }: RunResults, i: number): string =>
    `${summary.t95 ? `at epoch ${formatCount(summary.t95.at)}` : `not within ${formatCount(summary.epochs)} epochs`} with ${varied?.values[i] ?? ''}`;
  if (varied && runs.length <= MOST_NAMED) {
    return `Test accuracy passes 95 %, by ${varied.name}: ${runs.map(passage).join(', ')}.`;
  }
  if (varied) return manyFinding(runs, varied.name);
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
  const finding = runs.length === 1 && runs[0] ? singleFinding(runs[0]) : seedsFinding(runs);
  const divergence = divergenceInWords(runs);
  return divergence ? `${finding} ${capitalized(divergence)}.` : finding;
}
