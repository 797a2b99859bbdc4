import { expect, test } from 'vitest';
import { chooseFrames, chooseFramesWithin } from '../../../src/lab/measures/frames.ts';
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
