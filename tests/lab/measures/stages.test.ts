import { expect, test } from 'vitest';
import { chooseMoments, chooseStages } from '../../../src/lab/measures/stages.ts';
import type { Crossing } from '../../../src/lab/training/summary.ts';

/** Of a run of 6,000 epochs: dense at first. */
const epochs = [
  ...Array.from({ length: 21 }, (_, i) => 10 * i),
  ...Array.from({ length: 116 }, (_, i) => 250 + 50 * i),
];

const crossing = (at: number | null): Crossing | null => (at === null ? null : { after: at - 10, at });
const reached = (tMem: number, t50: number | null, t99: number | null = null) => ({
  tMem: crossing(tMem),
  t50: crossing(t50),
  t99: crossing(t99),
});

test('the four moments are initial, memorized, plateau and final', () => {
  expect(chooseMoments(epochs, reached(170, 5000))).toEqual([0, 170, 900, 6000]);
});

test('moments are checkpoints, also where the first of them is not of epoch 0', () => {
  expect(chooseMoments([100, 4000, 6000], reached(170, 5000))).toEqual([100, 6000]);
  expect(chooseMoments([100, 400, 6000], reached(20, null))).toEqual([100, 400, 6000]);
});

test('the six stages are those moments, and onset and grokked where the run gets there', () => {
  const stages = chooseStages(epochs, reached(170, 5000, 5460));
  expect(stages.map(({ name, epoch }) => [name, epoch])).toEqual([
    ['init', 0],
    ['memorized', 170],
    ['plateau', 900],
    ['onset', 5000],
    ['grokked', 5450],
    ['end', 6000],
  ]);
  expect(chooseStages(epochs, reached(170, null, null)).map(({ name }) => name)).toEqual(['init', 'memorized', 'plateau', 'end']); // prettier-ignore
});

test('stages that fall on one checkpoint are one, and those chosen before are chosen again', () => {
  const crossings = reached(10, 5990, 6000);
  const stages = chooseStages([0, 3000, 6000], crossings);
  expect(stages).toEqual([{ name: 'init', epoch: 0 }, { name: 'onset', epoch: 6000 }]); // prettier-ignore
  const all = chooseStages(epochs, reached(170, 5000, 5460));
  expect(chooseStages(all.map(({ epoch }) => epoch), reached(170, 5000, 5460))).toEqual(all); // prettier-ignore
});
