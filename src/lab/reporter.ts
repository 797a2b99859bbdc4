/** What the command line shows while runs are carried out: a live table on a terminal, plain lines elsewhere, NDJSON on request. */
import { styleText } from 'node:util';
import type { RunEvent } from './pipeline/run.ts';
import type { PlanRow } from './pipeline/plan.ts';

export interface Reporter {
  readonly report: (event: RunEvent) => void;
  readonly close: () => void;
}

/** Version of the NDJSON events. */
export const EVENT_SCHEMA = 1;

/** One JSON object a line on stdout. */
export function jsonReporter(out: NodeJS.WritableStream): Reporter {
  return {
    report: (event) => out.write(`${JSON.stringify(toJsonEvent(event))}\n`),
    close: () => undefined,
  };
}

function toJsonEvent(event: RunEvent): Record<string, unknown> {
  const base = { schema: EVENT_SCHEMA, run: event.row.id, experiment: event.row.experiment.slug };
  if (event.type === 'progress') {
    const { type, ...details } = event.event;
    return { ...base, event: type, ...details };
  }
  if (event.type === 'failed') return { ...base, event: 'failed', error: event.error.message };
  return { ...base, event: event.type };
}

/** A timestamped line at every tenth of the budget, for logs. */
export function plainReporter(err: NodeJS.WritableStream, now: () => Date): Reporter {
  const tenths = new Map<string, number>();
  const line = (row: PlanRow, text: string): void => {
    err.write(`${now().toISOString().slice(11, 19)} ${row.experiment.slug} ${row.id} ${text}\n`);
  };
  return {
    report: (event) => {
      const { row } = event;
      if (event.type === 'failed') return line(row, `failed: ${event.error.message}`);
      if (event.type !== 'progress') return line(row, event.type);
      if (event.event.type === 'warning') return line(row, `warning: ${event.event.message}`);
      if (event.event.type === 'resumed') return line(row, `resumed at epoch ${event.event.epoch}`);
      if (event.event.type === 'measuring') return line(row, `measuring ${event.event.measure}`);
      const tenth = Math.floor((10 * event.event.row.epoch) / row.spec.epochs);
      if (tenths.get(row.id) === tenth) return;
      tenths.set(row.id, tenth);
      line(row, describeProgress(row, event.event));
    },
    close: () => undefined,
  };
}

type Evaluated = Extract<Extract<RunEvent, { type: 'progress' }>['event'], { type: 'evaluated' }>;

const percent = (x: number): string => `${(100 * x).toFixed(1).padStart(5)} %`;

function describeProgress({ spec }: PlanRow, { row, epochsPerSecond }: Evaluated): string {
  const speed = Number.isFinite(epochsPerSecond) ? `${epochsPerSecond.toFixed(1)} epochs/s` : '';
  return `epoch ${row.epoch} of at most ${spec.epochs} · train ${percent(row.trainAccuracy)} · test ${percent(row.testAccuracy)} · ${speed}`;
}

/** The same within what is left of 80 columns beside a run's id and its sparkline. */
function shortProgress({ spec }: PlanRow, { row, epochsPerSecond }: Evaluated): string {
  const speed = Number.isFinite(epochsPerSecond) ? `${epochsPerSecond.toFixed(0)}/s` : '';
  return `${row.epoch}/${spec.epochs} train${percent(row.trainAccuracy)} test${percent(row.testAccuracy)} ${speed}`;
}

const SPARKS = '▁▂▃▄▅▆▇█';
const SPARK_WIDTH = 16;
const REDRAW_MS = 200;

/** One live line per run: test accuracy as a sparkline over the epochs so far. */
export function terminalReporter(err: NodeJS.WriteStream): Reporter {
  const live = new Map<string, { row: PlanRow; history: number[]; text: string }>();
  let drawn = 0;
  let last = 0;
  const erase = (): void => {
    if (drawn > 0) err.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    for (const { row, history, text } of live.values()) {
      const line = `  ${row.id} ${sparkline(history)} ${text}`;
      err.write(`${line.slice(0, (err.columns || 80) - 1)}\n`);
      drawn += 1;
    }
    last = Date.now();
  };
  const log = (text: string): void => {
    erase();
    err.write(`${text}\n`);
    draw();
  };
  return {
    report: (event) => {
      const { row } = event;
      if (event.type === 'started') live.set(row.id, { row, history: [], text: 'starting' });
      else if (event.type === 'progress') follow(event.event, live.get(row.id), log);
      else {
        live.delete(row.id);
        const colour = event.type === 'failed' ? 'red' : event.type === 'stored' ? 'green' : 'yellow';
        const detail = event.type === 'failed' ? `: ${event.error.message}` : '';
        log(`${styleText(colour, event.type, { stream: err })} ${row.experiment.slug} ${row.id}${detail}`);
      }
      if (Date.now() - last > REDRAW_MS) draw();
    },
    close: erase,
  };
}

function follow(
  event: Extract<RunEvent, { type: 'progress' }>['event'],
  entry: { row: PlanRow; history: number[]; text: string } | undefined,
  log: (text: string) => void,
): void {
  if (!entry) return;
  switch (event.type) {
    case 'evaluated':
      entry.history.push(event.row.testAccuracy);
      entry.text = shortProgress(entry.row, event);
      break;
    case 'measuring':
      entry.text = `measuring ${event.measure}`;
      break;
    case 'resumed':
      log(`resumed ${entry.row.id} at epoch ${event.epoch}`);
      break;
    case 'warning':
      log(`warning: ${event.message}`);
      break;
  }
}

/** The values' last state in each of a few equal stretches, as block characters. */
function sparkline(values: readonly number[]): string {
  return Array.from({ length: SPARK_WIDTH }, (_, i) => {
    const value = values[Math.ceil(((i + 1) * values.length) / SPARK_WIDTH) - 1] ?? 0;
    return SPARKS[Math.min(SPARKS.length - 1, Math.floor(value * SPARKS.length))];
  }).join('');
}
