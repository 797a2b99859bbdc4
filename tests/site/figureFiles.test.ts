/** Files under a figure hold what the figure shows, or are not linked. */
import { expect, test } from 'vitest';
import type { Answer } from '../../src/site/atlas.ts';
import { figurePaths } from '../../src/site/figures.ts';
import { syntheticRun } from '../figures/syntheticRun.ts';

const runs = [syntheticRun(), syntheticRun({ seed: 1 })];
const answer = (planned: number): Answer =>
  ({ runs, planned, plannedRuns: [], experiment: { slug: 'sweep', runs: [{}, {}, {}] } }) as unknown as Answer;

test('a figure of all runs of an experiment has its files, of one run those of the run, of some of them none', () => {
  expect(figurePaths('accuracy', answer(3))['data']).toContain('/figures/sweep/');
  expect(figurePaths('accuracy', answer(1))['data']).toContain(`/runs/${runs[0]?.record.id}/`);
  expect(figurePaths('accuracy', answer(2))).toEqual({});
});
