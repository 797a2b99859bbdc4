import { describe, expect, test } from 'vitest';
import { inverseNormal, philox4x32, randomStream, shuffled, type Words4 } from '../../../src/lab/tasks/random.ts';

const hex = (words: Words4): string => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32', () => {
  // Known answers of the authors' reference implementation (Random123, kat_vectors, philox4x32-10).
  test.each<[Words4, [number, number], string]>([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('gives the published answer for counter %j', (counter, key, answer) => {
    expect(hex(philox4x32(counter, key))).toBe(answer);
  });
});

describe('randomStream', () => {
  const draw = (seed: number, label: string): number[] => {
    const random = randomStream(seed, label);
    return Array.from({ length: 100 }, () => random.uniform());
  };

  test('repeats for the same seed and label, differs for another of either', () => {
    expect(draw(7, 'split')).toEqual(draw(7, 'split'));
    expect(draw(7, 'split')).not.toEqual(draw(8, 'split'));
    expect(draw(7, 'split')).not.toEqual(draw(7, 'init/W_E'));
    expect(draw(2 ** 40, 'split')).not.toEqual(draw(0, 'split'));
  });

  test('gives normals with moments 0, 1 and 3', () => {
    const random = randomStream(0, 'moments');
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const moment = (order: number): number => values.reduce((sum, x) => sum + x ** order, 0) / values.length;
    expect([moment(1), moment(2), moment(4)]).toBeAllclose([0, 1, 3], { atol: 0.05, rtol: 0 });
  });

  test('gives integers of every value below n, evenly', () => {
    const random = randomStream(3, 'integers');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) (counts[random.integer(7)] as number) += 1;
    expect(counts).toBeAllclose(new Array<number>(7).fill(10_000), { rtol: 0.05 });
  });
});

describe('inverseNormal', () => {
  // Tabulated quantiles of the standard normal.
  test.each([
    [0.5, 0],
    [0.975, 1.95996398454005],
    [0.001, -3.09023230616781],
    [1e-20, -9.26234008979841],
  ])('gives the quantile at %d', (q, expected) => {
    expect(inverseNormal(q)).toBeCloseTo(expected, 12);
  });
});

test('shuffled is a permutation and leaves its argument alone', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const result = shuffled(items, randomStream(1, 'split'));
  expect(items).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(result).not.toEqual(items);
  expect(result.toSorted((x, y) => x - y)).toEqual(items);
});
