/** Numbers for prose from what is measured over checkpoints: of a sketched run, and of those that are stored. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readResults, type RunResults } from '../../src/lab/store/results.ts';
import { RunStore } from '../../src/lab/store/store.ts';
import { evaluateQuery } from '../../src/site/values.ts';

const N = '\u202f';

type Progress = NonNullable<RunResults['progress']>;

interface Sketch {
  /** Restricted and test loss at epochs 0, 100, 200, 300. */
  readonly restricted?: readonly number[];
  readonly test?: readonly number[];
  readonly excluded?: readonly number[];
  readonly tMem?: number | null;
}

/** A run of 300 epochs with a checkpoint every 100. */
function run({
  restricted = [4.7, 3, 0.9, 0.001],
  test: full = [4.7, 15, 12, 0.5],
  excluded = [4.7, 0.02, 0.03, 9],
  tMem = 100,
}: Sketch): RunResults {
  const split = (values: readonly number[]): Record<'train' | 'test' | 'all', readonly number[]> => ({
    train: values,
    test: values.map((x) => 2 * x),
    all: values,
  });
  const progress: Partial<Progress> = {
    epochs: [0, 100, 200, 300],
    loss: { full: { ...split(full), test: full }, restricted: { ...split(restricted), test: restricted, all: restricted.map((x) => x / 9) }, excluded: split(excluded) }, // prettier-ignore
    logitFve: [0, 0, 0.5, 0.948],
    neuronsExplained: [0, 0, 0, 0.64],
    wLResidual: [1, 1, 0.5, 0.11],
    wLGini: [0.03, 0.1, 0.2, 0.8],
    phases: { memorizationEnds: 1, circuitEnds: 2, cleanupEnds: 3 },
  };
  const attention = {
    fve: [
      [0.1, 0.1, 0.9, 0.97],
      [0.1, 0.2, 0.95, 0.47],
    ],
    onEquals: [
      [0.3, 0.3, 0, 0.001],
      [0.3, 0.3, 0, 0.004],
    ],
  };
  const rows = [0, 100, 200, 300].map((epoch, i) => ({ epoch, testLoss: full[i], sumSquaredWeights: 1000 }));
  const record = { id: '0123456789ab', spec: { seed: 0 }, summary: { epochs: 300, divergedAt: null, tMem: tMem === null ? null : { after: 0, at: tMem } } }; // prettier-ignore
  return { record, rows, progress, attention } as unknown as RunResults;
}

const where = 'content/x.mdx:7';
const ask = (query: string, sketches: readonly Sketch[] = [{}]): string =>
  evaluateQuery(query, { runs: sketches.map(run), planned: sketches.length, where }).text;

test.each([
  ['progress.restrictedBelow1', `(100,${N}200]`],
  ['progress.restrictedBelow1.at', '200'],
  ['progress.testBelow1', `(200,${N}300]`],
  ['progress.testBelow1.at', '300'],
  ['progress.lead', '100'],
  ['phases.memorizationEnds', '100'],
  ['attention.fve.min', `47${N}%`],
  ['attention.fve.max', `97${N}%`],
])('%s', (query, expected) => {
  expect(ask(query)).toBe(expected);
});

test('phases are those of the rule of today; what does not end is "not within"', () => {
  expect(ask('phases.memorizationEnds', [{ excluded: [4, 3, 2, 1] }])).toBe('not within 300 epochs');
  expect(ask('phases.circuitEnds')).toBe('100');
  expect(ask('phases.circuitEnds', [{ test: [4.7, 15, 15, 15] }])).toBe('not within 300 epochs');
  expect(ask('max(phases.cleanupEnds)', [{}, {}])).toBe('not within 300 epochs');
});

test('a loss that never falls below 1 nat is not within the budget; a lead over it has no end', () => {
  const stuck = { test: [4.7, 15, 12, 11] };
  expect(ask('progress.testBelow1', [stuck])).toBe('not within 300 epochs');
  expect(ask('progress.lead', [stuck])).toBe('not within 300 epochs');
  expect(ask('range(progress.lead)', [{}, stuck])).toBe('100 to more than 100');
  expect(() => ask('progress.lead', [{ restricted: [4.7, 4, 4, 4] }])).toThrow('none of the runs has progress.lead');
  expect(ask('count(progress.lead >= 100)', [{}, stuck, { restricted: [4.7, 4, 4, 4] }])).toBe('1 to 2');
});

test('a run that was not measured has nothing to say', () => {
  const bare = { ...run({}), progress: null, attention: null };
  for (const query of ['progress.lead', 'phases.cleanupEnds', 'attention.fve.min', 'phases.circuitEnds.shift']) {
    expect(() => evaluateQuery(query, { runs: [bare], planned: 1, where })).toThrow(`none of the runs has ${query}`);
    expect(evaluateQuery(query, { runs: [bare], planned: 2, where }).text).toBe('—');
  }
});

test('a name that does not exist is answered with the nearest', () => {
  expect(() => ask('progress.leed')).toThrow(/content\/x\.mdx:7.*no field "progress\.leed".*"progress\.lead"/);
  expect(() => ask('phases.circuitEnd')).toThrow('Did you mean "phases.circuitEnds"?');
  expect(() => ask('attention.fve.mim')).toThrow('Did you mean "attention.fve.min"?');
});

describe('of the stored runs trained on through cleanup', async () => {
  const store = new RunStore(join(import.meta.dirname, '../../public/runs'));
  const all = await Promise.all(['0f36d1743afe', 'f52f591a6307'].map((id) => readResults(store, id)));
  const runs = all.filter((one) => one !== null);
  const of = (query: string): string => evaluateQuery(query, { runs, planned: 2, where }).text;

  test.each([
    ['range(progress.restrictedBelow1.at)', `2${N}900–3${N}500`],
    ['range(progress.testBelow1.at)', `4${N}600–6${N}500`],
    ['range(progress.lead)', `1${N}700–3${N}000`],
    ['range(phases.memorizationEnds)', '600–700'],
    ['range(phases.circuitEnds)', `4${N}050–5${N}930`],
    ['range(phases.cleanupEnds)', `8${N}360–9${N}420`],
    ['count(progress.lead >= 300)', '2'],
    ['max(phases.circuitEnds.shift)', '100'],
    ['max(phases.cleanupEnds.shift)', '260'],
  ])('%s', (query, expected) => {
    expect(of(query)).toBe(expected);
  });
});
