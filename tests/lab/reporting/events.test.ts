import { expect, test } from 'vitest';
import type { JobEvent } from '../../../src/lab/pipeline/job.ts';
import type { RunEvent } from '../../../src/lab/pipeline/run.ts';
import { eventSchema } from '../../../src/lab/reporting/events.ts';
import { jsonReporter } from '../../../src/lab/reporting/json.ts';
import { evaluated, failedJob, fakeTerminal, measuring, row } from './synthetic.ts';

const run = row(1);
const ofJob = (event: JobEvent): RunEvent => ({ type: 'progress', row: run, event });

// A type error here: a new event has no sample yet.
const samples = {
  started: { type: 'started', row: run },
  resumed: ofJob({ type: 'resumed', epoch: 20 }),
  evaluated: evaluated(run, 30, { test: NaN, speed: Infinity }),
  measuring: measuring(run),
  warning: ofJob({ type: 'warning', message: 'set aside' }),
  stored: { type: 'stored', row: run },
  paused: { type: 'paused', row: run },
  locked: { type: 'locked', row: run },
  retrying: { type: 'retrying', row: run, error: failedJob },
  failed: { type: 'failed', row: run, error: { ...failedJob, hint: 'Make room.' } },
} satisfies Record<JobEvent['type'] | Exclude<RunEvent['type'], 'progress'>, RunEvent>;

const totals = { stored: 1, paused: 0, locked: 0, failed: [failedJob], retried: [], left: 0 };

function writeAll(): string[] {
  const out = fakeTerminal(80);
  let ms = Date.UTC(2026, 0, 2, 3, 4, 5);
  const reporter = jsonReporter(out, { rows: [run, row(2)], workers: 2 }, () => (ms += 500));
  reporter.begin();
  for (const event of Object.values(samples)) reporter.report(event);
  reporter.end(totals);
  reporter.close();
  return out.writes;
}

test('every event is one line of JSON that the schema describes, field for field', () => {
  const lines = writeAll();
  expect(lines).toHaveLength(Object.keys(samples).length + 2);
  const names = lines.map((line) => {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    const event: unknown = JSON.parse(line);
    const parsed = eventSchema.parse(event);
    expect(parsed).toEqual(event);
    return parsed.event;
  });
  expect(names).toEqual(['plan', ...Object.keys(samples), 'finished']);
});

test('the schema has no event that is never written', () => {
  const known = eventSchema.options.flatMap(({ shape }) => [...shape.event.values]);
  expect(known.sort()).toEqual(['plan', ...Object.keys(samples), 'finished'].sort());
});

test('a field too many or of the wrong kind is refused', () => {
  const [plan = ''] = writeAll();
  const event = JSON.parse(plan) as object;
  expect(() => eventSchema.parse({ ...event, more: 1 })).toThrow();
  expect(() => eventSchema.parse({ ...event, runs: '2' })).toThrow();
  expect(() => eventSchema.parse({ ...event, schema: 2 })).toThrow();
});

test('the first and the last event sum up, numbers that JSON lacks are words', () => {
  const lines = writeAll();
  expect(JSON.parse(lines[0]!)).toEqual({
    schema: 1,
    event: 'plan',
    at: '2026-01-02T03:04:06.500Z',
    runs: 2,
    workers: 2,
    forecastSeconds: 200,
  });
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ event: 'finished', stored: 1, failed: 1, retried: 0 });
  expect(JSON.parse(lines[3]!)).toMatchObject({ event: 'evaluated', epochsPerSecond: 'Infinity' });
  expect(lines[3]).toContain('"testAccuracy":"NaN"');
});
