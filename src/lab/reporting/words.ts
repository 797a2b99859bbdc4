/** Numbers and outcomes as people read them. */
import type { Cell } from '../definition.ts';
import { isRunning, type RunProgress } from './progress.ts';
import { remainingSeconds } from './estimate.ts';

/** "stencil=0 seed=1"; a part of the spec that is set as a whole is told by its own fields: "regularizer={stencil=0 lag=10}". */
export function cellWords(cell: Cell): string {
  return Object.entries(cell)
    .map(([path, value]) => {
      const isPart = typeof value === 'object' && value !== null;
      return `${lastName(path)}=${isPart ? `{${cellWords(value)}}` : String(value)}`;
    })
    .join(' ');
}

/** "weightDecay" of "optimizer.weightDecay", "betas.1" of "optimizer.betas.1": a number alone names nothing. */
const lastName = (path: string): string => /[^.]+(\.\d+)?$/.exec(path)?.[0] ?? path;

/** A duration as people say it: 40 s, 12 min, 3.5 h. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** As a clock shows it: 0:07, 12:33, 3:04:05. */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** @param x in [0, 1]. */
export const percentText = (x: number): string => (Number.isFinite(x) ? `${(100 * x).toFixed(1)} %` : 'not a number');

/** At least three digits; empty where it is not known. */
export function speedText(epochsPerSecond: number): string {
  if (!Number.isFinite(epochsPerSecond) || epochsPerSecond <= 0) return '';
  return epochsPerSecond >= 99.95 ? epochsPerSecond.toFixed(0) : epochsPerSecond.toPrecision(3);
}

/** "train 100.0 % · test 87.3 %", or nothing before the first evaluation. */
export function accuraciesText({ curve }: RunProgress): string {
  const last = curve.at(-1);
  return last ? `train ${percentText(last.trainAccuracy)} · test ${percentText(last.testAccuracy)}` : '';
}

/** How the training of a stored run ended, as far as this session saw it; empty where it saw nothing. */
export function outcomeText(run: RunProgress): string {
  const { epochs, stop } = run.row.spec;
  const last = run.curve.at(-1);
  if (!last) return '';
  if (last.epoch >= epochs) return `all ${epochs} epochs, ${accuraciesText(run)}`;
  // Training ends before its budget by its stop rule or because the loss is no longer finite.
  const isStopped = stop && last.trainAccuracy >= stop.accuracy && last.testAccuracy >= stop.accuracy;
  if (!isStopped) return `diverged after epoch ${last.epoch}, ${accuraciesText(run)}`;
  return `stop rule met at epoch ${last.epoch}, test ${percentText(last.testAccuracy)}`;
}

/** "1 run", "4 checks" */
export const countedText = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** "3 of 14 runs, 1 failed": stored ones of all to do. */
export function countText(runs: readonly RunProgress[]): string {
  const count = (stage: RunProgress['stage']): number => runs.filter((run) => run.stage === stage).length;
  const failed = count('failed') > 0 ? `, ${count('failed')} failed` : '';
  return `${count('stored')} of ${runs.length} runs${failed}`;
}

/** "about 41 min left"; empty once nothing is left to do. */
export function leftText(runs: readonly RunProgress[], workers: number): string {
  const open = runs.filter((run) => isRunning(run) || run.stage === 'waiting');
  if (open.length === 0) return '';
  if (open.every(({ stage }) => stage === 'measuring')) return 'only measures left';
  return `about ${durationText(remainingSeconds(runs, workers))} left`;
}
