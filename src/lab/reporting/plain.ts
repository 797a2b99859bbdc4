/** Timestamped lines for logs: what happens, and for every run a sign of life at least once a minute. */
import type { JobEvent } from '../pipeline/job.ts';
import type { RunEvent } from '../pipeline/run.ts';
import { WorkProgress, isRunning, type RunProgress } from './progress.ts';
import type { Now, Reporter, Work } from './reporter.ts';
import { accuraciesText, countedText, countText, durationText, leftText, outcomeText, speedText } from './words.ts';
import { remainingOf, remainingSeconds } from './estimate.ts';

/** Silence of a run ends after this long, whatever it does. */
const LONGEST_SILENCE_MS = 60_000;
/** Progress of a run is told at most this often. */
const SHORTEST_SILENCE_MS = 5_000;

/** What was last said of a run. */
interface Said {
  readonly at: number;
  readonly tenth: number;
}

export function plainReporter(err: NodeJS.WritableStream, work: Work, now: Now = Date.now): Reporter {
  const progress = new WorkProgress(work);
  const said = new Map<string, Said>();
  const line = (text: string): void => void err.write(`${new Date(now()).toISOString().slice(11, 19)} ${text}\n`);
  const say = (run: RunProgress, text: string): void => {
    const { id, experiment } = run.row;
    line(`${experiment.slug} ${id} ${text}`);
    said.set(id, { at: now(), tenth: tenthOf(run) });
  };
  const sayIfDue = (run: RunProgress): void => {
    const last = said.get(run.row.id) ?? { at: -Infinity, tenth: -1 };
    const silence = now() - last.at;
    if (silence < SHORTEST_SILENCE_MS) return;
    if (silence >= LONGEST_SILENCE_MS || tenthOf(run) > last.tenth) say(run, stateText(run));
  };
  const watch = setInterval(() => progress.runs.filter(isRunning).forEach(sayIfDue), SHORTEST_SILENCE_MS).unref();
  return {
    begin: () => {
      const seconds = remainingSeconds(progress.runs, progress.workers);
      line(
        `${countedText(work.rows.length, 'run')} to do, ${progress.workers} side by side, about ${durationText(seconds)}`,
      );
    },
    report: (event) => {
      const run = progress.follow(event);
      const text = eventText(event, run, progress);
      if (text === null) sayIfDue(run);
      else say(run, text);
    },
    end: () => undefined,
    close: () => clearInterval(watch),
  };
}

const tenthOf = ({ row, epoch }: RunProgress): number => Math.floor((10 * epoch) / row.expectedEpochs);

/** What an event is worth telling at once; null: it is mere progress. */
function eventText(event: RunEvent, run: RunProgress, { runs, workers }: WorkProgress): string | null {
  switch (event.type) {
    case 'started':
    case 'paused':
      return event.type;
    case 'locked':
      return 'locked: held by another process';
    case 'failed':
      return `failed: ${event.error.message}`;
    case 'retrying':
      return `failed, trying once more: ${event.error.message}`;
    case 'stored': {
      const outcome = outcomeText(run);
      const left = leftText(runs, workers);
      return `stored${outcome && `: ${outcome}`}; ${countText(runs)}${left && `, ${left}`}`;
    }
    case 'progress':
      return jobEventText(event.event);
  }
}

function jobEventText(event: JobEvent): string | null {
  switch (event.type) {
    case 'resumed':
      return `resumed at epoch ${event.epoch}`;
    case 'measuring':
      return `measuring ${event.measure}`;
    case 'warning':
      return `warning: ${event.message}`;
    case 'evaluated':
      return null;
  }
}

function stateText(run: RunProgress): string {
  const { row, stage, epoch, measure, epochsPerSecond } = run;
  if (stage === 'starting') return 'still starting';
  if (stage === 'measuring') return `still measuring ${measure}`;
  const speed = speedText(epochsPerSecond);
  const { seconds, isAtMost } = remainingOf(run);
  const left = `${isAtMost ? 'at most' : 'about'} ${durationText(seconds)} left`;
  const parts = [
    `epoch ${epoch} of at most ${row.spec.epochs}`,
    accuraciesText(run),
    speed && `${speed} epochs/s`,
    left,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
