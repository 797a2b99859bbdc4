/** NDJSON for programs: the events of events.ts. */
import { toCompactJson } from '../store/json.ts';
import { EVENT_SCHEMA, toLabEvent, type LabEvent } from './events.ts';
import type { Now, Reporter, Work } from './reporter.ts';

export function jsonReporter(out: NodeJS.WritableStream, { rows, workers }: Work, now: Now = Date.now): Reporter {
  const forecastSeconds = rows.reduce((sum, row) => sum + row.forecastSeconds, 0);
  const time = (): string => new Date(now()).toISOString();
  const write = (event: LabEvent): void => void out.write(toCompactJson(event));
  let begun = now();
  return {
    begin: () => {
      begun = now();
      write({ schema: EVENT_SCHEMA, at: time(), event: 'plan', runs: rows.length, workers, forecastSeconds });
    },
    report: (event) => write(toLabEvent(event, time())),
    end: ({ stored, paused, locked, failed, retried, left }) => {
      const counts = { stored, paused, locked, failed: failed.length, retried: retried.length, left };
      const seconds = (now() - begun) / 1000;
      write({ schema: EVENT_SCHEMA, at: time(), event: 'finished', ...counts, seconds });
    },
    close: () => undefined,
  };
}
