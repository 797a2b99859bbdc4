import { expect, test } from 'vitest';
import { chooseFrames, chooseFramesWithin, chooseMoments, chooseStages } from '../../../src/lab/measures/frames.ts';
import type { Evaluation } from '../../../src/lab/training/summary.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** Memorizes at 150, generalizes at 5,000 within some 500 epochs. */
const rows: Evaluation[] = Array.from({ length: 601 }, (_, i) => {
  const epoch = 10 * i;
  const trainAccuracy = sigmoid((epoch - 150) / 20);
  return {
    epoch,
    trainAccuracy,
    testAccuracy: sigmoid((epoch - 5000) / 100),
    trainLoss: 1,
    testLoss: 1,
    sumSquaredWeights: 1,
  };
});
const epochs = rows.map(({ epoch }) => epoch).filter((epoch) => epoch <= 200 || epoch % 50 === 0);

test('frames begin at the first checkpoint, end at the last and ascend', () => {
  const frames = chooseFrames(rows, epochs);
  expect(frames[0]).toBe(0);
  expect(frames.at(-1)).toBe(6000);
  expect(frames).toEqual(frames.toSorted((x, y) => x - y));
  expect(new Set(frames).size).toBe(frames.length);
  expect(frames.every((epoch) => epochs.includes(epoch))).toBe(true);
});

test('frames are dense around the transition', () => {
  const frames = chooseFrames(rows, epochs);
  const within = (from: number, to: number): number => frames.filter((epoch) => epoch >= from && epoch < to).length;
  expect(within(4700, 5300)).toBeGreaterThan(3 * within(3500, 4100));
});

test('as many frames as a limit allows', () => {
  const frames = chooseFramesWithin(41, rows, epochs);
  expect(frames.length).toBeLessThanOrEqual(41);
  expect(frames.length).toBeGreaterThan(36);
  expect([frames[0], frames.at(-1)]).toEqual([0, 6000]);
});

test('the four moments are initial, memorized, plateau and final', () => {
  expect(chooseMoments(epochs, { tMem: 170, t50: 5000 })).toEqual([0, 170, 900, 6000]);
});

test('the six stages are those moments, and onset and grokked where the run gets there', () => {
  const stages = chooseStages(epochs, { tMem: 170, t50: 5000, t99: 5460 });
  expect(stages.map(({ name, epoch }) => [name, epoch])).toEqual([
    ['init', 0],
    ['memorized', 170],
    ['plateau', 900],
    ['onset', 5000],
    ['grokked', 5450],
    ['end', 6000],
  ]);
  expect(chooseStages(epochs, { tMem: 170, t50: null, t99: null }).map(({ name }) => name)).toEqual(['init', 'memorized', 'plateau', 'end']); // prettier-ignore
});

test('stages that fall on one checkpoint are one, and those chosen before are chosen again', () => {
  const crossings = { tMem: 10, t50: 5990, t99: 6000 };
  const stages = chooseStages([0, 3000, 6000], crossings);
  expect(stages).toEqual([{ name: 'init', epoch: 0 }, { name: 'onset', epoch: 6000 }]); // prettier-ignore
  const all = chooseStages(epochs, { tMem: 170, t50: 5000, t99: 5460 });
  expect(chooseStages(all.map(({ epoch }) => epoch), { tMem: 170, t50: 5000, t99: 5460 })).toEqual(all); // prettier-ignore
});
