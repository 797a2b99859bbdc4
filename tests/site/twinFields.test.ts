/** Queries about twins, on counts by hand. */
import { expect, test } from 'vitest';
import type { TwinsMeasure } from '../../src/lab/measures/twins.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { evaluateQuery } from '../../src/site/values.ts';

const N = '\u202f';
const counts = (withTwin: [number, number[]], without: [number, number[]]): TwinsMeasure => ({
  measure: 'twins@2',
  epochs: [0, 100, 200, 300],
  symmetries: ['(b, a)'],
  withTwin: { pairs: withTwin[0], right: withTwin[1] },
  without: { pairs: without[0], right: without[1] },
});
function ask(query: string, twins: TwinsMeasure | null): string {
  const run = { record: { id: '0123456789ab', summary: { epochs: 300 } }, twins } as unknown as RunResults;
  return evaluateQuery(query, { runs: [run], planned: 1, where: 'content/x.mdx:7' }).text;
}
const course = counts([40, [0, 20, 30, 36]], [60, [0, 0, 6, 12]]);

test.each([
  ['twins.share', `40${N}%`],
  ['twins.accuracy', `90${N}%`],
  ['twins.without', '60'],
  ['twins.without.accuracy', `20${N}%`],
  ['twins.half.at', '100'],
  ['twins.without.half.at', 'not within 300 epochs'],
  ['twins.plateau.at', '100'],
  ['twins.plateau.accuracy', `50${N}%`],
  ['twins.plateau.without', `0${N}%`],
])('%s', (query, expected) => {
  expect(ask(query, course)).toBe(expected);
});

test('there is no accuracy of no pairs, no plateau above a fifth, and no answer without the measure', () => {
  expect(() => ask('twins.accuracy', counts([0, []], [10, [0, 1, 1, 2]]))).toThrow('none of the runs has');
  expect(() => ask('twins.half.at', counts([0, []], [10, [0, 1, 1, 2]]))).toThrow('none of the runs has');
  expect(() => ask('twins.plateau.without', counts([10, [9, 9, 9, 9]], [10, [9, 9, 9, 9]]))).toThrow(
    'none of the runs has',
  );
  expect(() => ask('twins.share', null)).toThrow('none of the runs has');
});
