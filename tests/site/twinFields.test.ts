/** Queries about twins, on counts by hand. */
import { expect, test } from 'vitest';
import type { TwinsMeasure } from '../../src/lab/measures/twins.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { evaluateQuery } from '../../src/site/values.ts';

const N = '\u202f';
const counts = (withTwin: [number, number], without: [number, number]): TwinsMeasure => ({
  measure: 'twins@2',
  epochs: [0, 100],
  symmetries: ['(b, a)'],
  withTwin: { pairs: withTwin[0], right: [0, withTwin[1]] },
  without: { pairs: without[0], right: [0, without[1]] },
});
function ask(query: string, twins: TwinsMeasure | null): string {
  const run = { record: { id: '0123456789ab' }, twins } as unknown as RunResults;
  return evaluateQuery(query, { runs: [run], planned: 1, where: 'content/x.mdx:7' }).text;
}

test.each([
  ['twins.share', `90${N}%`],
  ['twins.accuracy', `50${N}%`],
  ['twins.without', '10'],
  ['twins.without.accuracy', `20${N}%`],
])('%s', (query, expected) => {
  expect(ask(query, counts([90, 45], [10, 2]))).toBe(expected);
});

test('there is no accuracy of no pairs, and no answer without the measure', () => {
  expect(ask('twins.accuracy', counts([0, 0], [10, 2]))).toBe('—');
  expect(ask('twins.share', null)).toBe('—');
});
