/** A live table on a terminal: a line for each running run, the whole work below, what happened above. */
import type { JobEvent } from '../pipeline/job.ts';
import type { RunEvent } from '../pipeline/run.ts';
import { overallLine } from './overall.ts';
import { painter, type Paint } from './paint.ts';
import { isRunning, WorkProgress, type RunProgress } from './progress.ts';
import type { Now, Reporter, Work } from './reporter.ts';
import { openScreen } from './screen.ts';
import { runTable } from './table.ts';
import { clip } from './width.ts';
import { outcomeText } from './words.ts';

const REDRAW_MS = 200;

/** From here until `close`, what others write to `err` goes above the table. */
export function terminalReporter(err: NodeJS.WriteStream, work: Work, now: Now = Date.now): Reporter {
  const progress = new WorkProgress(work);
  const paint = painter(err);
  const begun = now();
  const screen = openScreen(err);
  const draw = (): void => {
    const size = { columns: err.columns || 80, rows: err.rows || 24 };
    screen.show(frame(progress, (now() - begun) / 1000, { ...size, paint }));
  };
  const timer = setInterval(draw, REDRAW_MS).unref();
  return {
    begin: draw,
    report: (event) => {
      const text = eventText(event, progress.follow(event), paint);
      if (text !== null) screen.log(text);
    },
    end: () => undefined,
    close: () => {
      clearInterval(timer);
      screen.close();
    },
  };
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** One column less than there are: some terminals fold a line that fills the last. */
function frame(
  progress: WorkProgress,
  elapsedSeconds: number,
  { columns, rows, paint }: Size & { paint: Paint },
): string[] {
  const width = columns - 1;
  const { runs } = progress;
  const running = runs.filter(isRunning);
  // Header, bar, the cursor's line and, where runs are left out, the line that says so.
  const room = Math.max(1, rows - (running.length > rows - 3 ? 4 : 3));
  const table = running.length > 0 ? runTable(running.slice(0, room), runs, { width, paint }) : [];
  const more = running.length > room ? [paint('dim', `and ${running.length - room} more`)] : [];
  const lines = [...table, ...more, overallLine(progress, elapsedSeconds, { width, paint })];
  return lines.map((line) => clip(line, width));
}

/** The line that an event leaves above the table, if any. */
function eventText(event: RunEvent, run: RunProgress, paint: Paint): string | null {
  const name = `${run.row.experiment.slug} ${run.row.id}`;
  switch (event.type) {
    case 'started':
      return null;
    case 'stored': {
      const outcome = outcomeText(run);
      return `${paint('stored', 'stored')} ${name}${outcome && `: ${outcome}`}`;
    }
    case 'paused':
      return `${paint('warning', 'paused')} ${name} at epoch ${run.epoch}`;
    case 'locked':
      return `${paint('warning', 'locked')} ${name}: held by another process`;
    case 'failed':
      return `${paint('failed', 'failed')} ${name}: ${event.error.message}`;
    case 'retrying':
      return `${paint('warning', 'failed')} ${name}, trying once more: ${event.error.message}`;
    case 'progress':
      return jobEventText(event.event, name, paint);
  }
}

function jobEventText(event: JobEvent, name: string, paint: Paint): string | null {
  switch (event.type) {
    case 'resumed':
      return `resumed ${name} at epoch ${event.epoch}`;
    case 'warning':
      return `${paint('warning', 'warning')} ${name}: ${event.message}`;
    case 'evaluated':
    case 'measuring':
      return null;
  }
}
