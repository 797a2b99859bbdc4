/** How much of the work is done and how long the rest will take, from the forecast and the speed measured so far. */
import { isRunning, type RunProgress } from './progress.ts';

export interface Remaining {
  readonly seconds: number;
  /** The run is not over by the epochs expected: these are the seconds to the end of its budget. */
  readonly isAtMost: boolean;
}

/** Seconds of training that a running run still needs. Measures are not counted. */
export function remainingOf(run: RunProgress): Remaining {
  const { row, stage, epoch, epochsPerSecond } = run;
  if (stage === 'measuring') return { seconds: 0, isAtMost: false };
  const isAtMost = (epoch >= row.expectedEpochs || !canStopAsExpected(run)) && epoch < row.spec.epochs;
  const epochs = Math.max(0, (isAtMost ? row.spec.epochs : row.expectedEpochs) - epoch);
  const isMeasured = Number.isFinite(epochsPerSecond) && epochsPerSecond > 0;
  return { seconds: epochs * (isMeasured ? 1 / epochsPerSecond : forecastSecondsPerEpoch(run)), isAtMost };
}

/** A run that stops some epochs after it got there has to be there so many before. */
function canStopAsExpected({ row: { spec, expectedEpochs }, epoch, curve }: RunProgress): boolean {
  const last = curve.at(-1);
  if (!spec.stop || !last || last.testAccuracy >= spec.stop.accuracy) return true;
  return epoch + spec.stop.basin <= expectedEpochs;
}

/** A run that is not over is never counted as whole, however far it is past what was expected. */
const MOST_OF_A_RUN = 0.99;

/** Share of a run's expected epochs that were left to do and are done, in [0, 1]. */
export function shareOf({ row, stage, from, epoch }: RunProgress): number {
  if (stage === 'stored' || stage === 'locked' || stage === 'failed') return 1;
  if (stage === 'measuring') return MOST_OF_A_RUN;
  const toDo = row.expectedEpochs - from;
  return toDo > 0 ? Math.min(MOST_OF_A_RUN, (epoch - from) / toDo) : 0;
}

/** Share of the forecast work that is done, in [0, 1]. Runs that failed or are held elsewhere leave no work. */
export function workShare(runs: readonly RunProgress[]): number {
  const isForecast = runs.some(({ row }) => row.forecastSeconds > 0);
  const sum = (share: (run: RunProgress) => number): number =>
    runs.reduce((total, run) => total + (isForecast ? run.row.forecastSeconds : 1) * share(run), 0);
  return sum(shareOf) / sum(() => 1);
}

/**
 * Seconds until the last worker is done: each takes the next waiting run once its own is finished, as the
 * pipeline does. Waiting runs take their forecast times the slowdown seen so far.
 */
export function remainingSeconds(runs: readonly RunProgress[], workers: number): number {
  const factor = slowdown(runs);
  const lanes = runs.filter(isRunning).map((run) => remainingOf(run).seconds);
  while (lanes.length < workers) lanes.push(0);
  for (const { row } of runs.filter(({ stage }) => stage === 'waiting')) {
    const first = lanes.indexOf(Math.min(...lanes));
    lanes[first] = (lanes[first] ?? 0) + row.forecastSeconds * factor;
  }
  return Math.max(0, ...lanes);
}

/** Seconds that count as carried out just as forecast, so that the first evaluations decide little. */
const PRIOR_SECONDS = 30;

/** Seconds taken over seconds forecast, for the epochs trained in this session. */
export function slowdown(runs: readonly RunProgress[]): number {
  let taken = PRIOR_SECONDS;
  let forecast = PRIOR_SECONDS;
  for (const run of runs) {
    const epochs = run.epoch - run.from;
    const perEpoch = forecastSecondsPerEpoch(run);
    if (!(run.epochsPerSecond > 0) || !Number.isFinite(run.epochsPerSecond) || perEpoch === 0) continue;
    taken += epochs / run.epochsPerSecond;
    forecast += epochs * perEpoch;
  }
  return taken / forecast;
}

function forecastSecondsPerEpoch({ row, from }: RunProgress): number {
  const epochs = row.expectedEpochs - from;
  return epochs > 0 ? row.forecastSeconds / epochs : 0;
}
