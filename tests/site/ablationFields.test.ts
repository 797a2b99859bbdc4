/** Numbers for prose from the ablations: of a sketched network, and of those that are stored. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AblationsMeasure } from '../../src/lab/measures/ablations.ts';
import { readResults, type RunResults } from '../../src/lab/store/results.ts';
import { RunStore } from '../../src/lab/store/store.ts';
import { evaluateQuery } from '../../src/site/values.ts';

const where = 'content/x.mdx:7';
const loss = (test: number): AblationsMeasure['full'] => ({ train: 10 * test, test, all: 2 * test });

const measure: AblationsMeasure = {
  measure: 'ablations@1',
  epoch: 300,
  keyFrequencies: [2, 5, 7],
  full: loss(0.5),
  withoutFrequency: [loss(2), loss(4), loss(1)],
  keyComponentsOnly: loss(0.1),
  sumDirectionsOnly: loss(0.2),
  fittedLogits: loss(0.3),
  polynomialNeurons: loss(0.6),
  neuronsReplaced: 330,
  wLSubspaceOnly: loss(0.25),
  wLNullSpaceOnly: loss(5),
};

const ask = (query: string, ablations: AblationsMeasure | null = measure): string => {
  const run = { record: { id: '0123456789ab' }, rows: [], ablations } as unknown as RunResults;
  return evaluateQuery(query, { runs: [run], planned: 1, where }).text;
};

test.each([
  ['ablations.full.test', '0.500'],
  ['ablations.withoutAnyKey.min.test', '1.00'],
  ['ablations.withoutAnyKey.max.test', '4.00'],
  ['ablations.withoutAnyKey.max.train', '40.0'],
  ['ablations.othersRemoved.test', '0.100'],
  ['ablations.othersRemoved.ratio', '0.200'],
  ['ablations.sumDirectionsOnly.all', '0.400'],
  ['ablations.fit.test', '0.300'],
  ['ablations.neuronPolynomials.ratio', '1.20'],
  ['ablations.neuronsReplaced', '330'],
  ['ablations.wLSubspaceOnly.ratio', '0.500'],
  ['ablations.wLNullSpaceOnly.ratio', '10.0'],
])('%s', (query, expected) => {
  expect(ask(query)).toBe(expected);
});

test('without key frequencies, or without the measure, there is nothing to say', () => {
  expect(ask('ablations.withoutAnyKey.min.ratio', { ...measure, withoutFrequency: [] })).toBe('—');
  expect(ask('ablations.fit.test', null)).toBe('—');
});

test('a name that does not exist is answered with the nearest', () => {
  expect(() => ask('ablations.fits.test')).toThrow('Did you mean "ablations.fit.test"?');
});

test('in the stored runs every key frequency is needed, and little is left outside what W_L reads', async () => {
  const store = new RunStore(join(import.meta.dirname, '../../public/runs'));
  const all = await Promise.all((await store.ids()).map((id) => readResults(store, id)));
  const runs = all.filter((run) => run !== null && run.ablations !== null) as RunResults[];
  expect(runs.length).toBeGreaterThanOrEqual(6);
  const of = (query: string): string => evaluateQuery(query, { runs, planned: runs.length, where }).text;
  expect(of('count(ablations.withoutAnyKey.min.ratio > 1)')).toBe(String(runs.length));
  expect(of('count(ablations.wLNullSpaceOnly.test > 2)')).toBe(String(runs.length));
});
