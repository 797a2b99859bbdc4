/** Runs that were never carried out, their events, and a terminal that only remembers. */
import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import type { PlanRow } from '../../../src/lab/pipeline/plan.ts';
import type { RunEvent } from '../../../src/lab/pipeline/run.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';
import { tinyInput } from '../pipeline/tiny.ts';

/** The i-th run: 1000 of at most 4000 epochs expected, in 100 s. */
export function row(i: number, changes: Partial<PlanRow> = {}, budget = { epochs: 4000, basin: 100 }): PlanRow {
  return {
    id: (0xabc000000000 + i).toString(16),
    spec: runSpecSchema.parse({ ...tinyInput, epochs: budget.epochs, stop: { basin: budget.basin } }),
    cell: { 'task.fracTrain': i / 10, seed: 0 },
    experiment: { slug: 'train-fraction' } as PlanRow['experiment'],
    state: 'missing',
    isDue: true,
    wanted: { measures: [], checkpointEvery: 50, keepWeights: false, keepStates: [] },
    missing: null,
    isTrained: true,
    mostSeconds: 100,
    reasons: [],
    epoch: 0,
    begunOn: null,
    expectedEpochs: 1000,
    forecastSeconds: 100,
    ...changes,
  };
}

export function evaluated(of: PlanRow, epoch: number, changes: { test?: number; train?: number; speed?: number } = {}) {
  const { test = 0.01, train = 1, speed = 10 } = changes;
  const row = { epoch, trainLoss: 0.1, testLoss: 2, trainAccuracy: train, testAccuracy: test, sumSquaredWeights: 9 };
  const event = { type: 'evaluated', row, epochsPerSecond: speed } as const;
  return { type: 'progress', row: of, event } satisfies RunEvent;
}

export const measuring = (of: PlanRow, measure: 'circuit' | 'norms' = 'circuit'): RunEvent => ({
  type: 'progress',
  row: of,
  event: { type: 'measuring', measure },
});

export const failedJob = {
  name: 'Error',
  message: 'disk is full',
  stack: undefined,
  hint: undefined,
  exitCode: 1,
  isExpected: false,
} as const;

export interface FakeTerminal extends NodeJS.WriteStream {
  /** What every write wrote. */
  readonly writes: string[];
}

export function fakeTerminal(columns: number, rows = 24): FakeTerminal {
  const writes: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      writes.push(chunk);
      done();
    },
  });
  const getColorDepth = (): number => WriteStream.prototype.getColorDepth();
  return Object.assign(stream, { isTTY: true, columns, rows, getColorDepth, writes }) as unknown as FakeTerminal;
}

// eslint-disable-next-line no-control-regex -- escape sequences begin with the escape character
const PIECES = /\x1b\[(\??\d*(?:;\d+)*)([A-Za-z])|[^\x1b\n\r]+|\n|\r/g;

/** The lines on a terminal after all that was written; styles are left out. Knows what the reporter uses. */
export function linesOn({ writes }: FakeTerminal): string[] {
  const lines = [''];
  let at = 0;
  for (const [piece, argument, command] of writes.join('').matchAll(PIECES)) {
    if (piece === '\n') lines[++at] ??= '';
    else if (command === 'A') at = Math.max(0, at - Number(argument));
    else if (command === 'K') lines[at] = '';
    else if (command === undefined && piece !== '\r') lines[at] += piece;
  }
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}
