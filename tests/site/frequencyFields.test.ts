/** Queries about frequencies, on stored runs whose numbers the write-up tells. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults, type RunResults } from '../../src/lab/store/results.ts';
import { RunStore } from '../../src/lab/store/store.ts';
import { evaluateQuery } from '../../src/site/values.ts';

const store = new RunStore(join(process.cwd(), 'public/runs'));

async function ask(id: string, query: string, digits = 2): Promise<string> {
  const run = await readResults(store, id);
  return evaluateQuery(query, { runs: run ? [run] : [], planned: 1, where: 'content/x.mdx:7', digits }).text;
}

test.each([
  ['0f36d1743afe', 'frequencies.fewest', '1.4'],
  ['0f36d1743afe', 'frequencies.half', '1.9'],
  ['0f36d1743afe', 'spectra.keyFrequencies.wL', '16, 19, 26, 51'],
  ['0f36d1743afe', 'spectra.wLResidual.wL', '5.58 %'],
  ['16a03732322c', 'mistakes.nearness', '0.79'],
  ['16a03732322c', 'mistakes.frequency', '49'],
  ['16a03732322c', 'mistakes.medianNotches', '6'],
  ['16a03732322c', 'mistakes.nextNotch', '0.66 %'],
  ['16a03732322c', 'mistakes.agreement', '0.98'],
  ['16a03732322c', 'mistakes.agreement.one', '0.83'],
  ['16a03732322c', 'mistakes.agreement.two', '0.95'],
])('of run %s %s is %s', async (id, query, expected) => {
  expect((await ask(id, query)).replaceAll(/[\u202f\u00a0]/g, ' ')).toBe(expected);
});

test('a run without the measures has no answer', async () => {
  for (const query of ['frequencies.fewest', 'mistakes.nearness'])
    await expect(ask('47610b71c281', query)).rejects.toThrow(`none of the runs has ${query}`);
});

test('concentration is told in the basis of the operation, whichever comes first', () => {
  const basis = (belongs: boolean, gini: number): object => ({ belongs, moments: { final: { gini } } });
  const giniOf = (...bases: object[]): string => {
    const run = { record: { id: '0123456789ab' }, operationFourier: { bases } } as unknown as RunResults;
    return evaluateQuery('basis.gini', { runs: [run], planned: 1, where: 'content/x.mdx:7', digits: 2 }).text;
  };
  expect(giniOf(basis(false, 0.06), basis(true, 0.91))).toBe('0.91');
  expect(() => giniOf(basis(false, 0.06))).toThrow('none of the runs has basis.gini');
});
