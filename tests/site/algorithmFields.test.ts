/** What can be asked of the algorithm of a run: on measures written down by hand. */
import { expect, test } from 'vitest';
import { PIZZA_RATIO } from '../../src/lab/measures/clock.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { evaluateQuery } from '../../src/site/values.ts';

const p = 113;
const N = '\u202f';
const wave = (size: number, of: (angle: number) => number, k: number): number[] =>
  Array.from({ length: p }, (_, difference) => size * of((2 * Math.PI * k * difference) / p));

/** A weak frequency that is a pizza, a strong one that is a clock; 99 % between the second and the third checkpoint. */
const run = {
  record: {
    id: '0123456789ab',
    spec: { seed: 4, task: { p } },
    summary: { epochs: 3000, tMem: { after: 90, at: 100 }, t99: { after: 1490, at: 1500 } },
  },
  isolation: {
    full: { train: 1, test: 4e-6, all: 1 },
    byRule: { wL: { sums: { train: 1, test: 1e-6, all: 1 } }, logits: { sums: { train: 1, test: 8e-6, all: 1 } } },
    writing: { explained: 0.98, fve: 0.9 },
    unexplainedHeld: { train: 1, test: 2e-4, all: 1 },
  },
  symmetry: {
    gradientSymmetricity: 0.82,
    distanceIrrelevance: 0.6,
    keyFrequencies: [7, 19],
    amplitudes: [wave(2, (angle) => Math.abs(Math.cos(angle / 2)), 7), wave(9, () => 1, 19)],
  },
  symmetryPath: {
    epochs: [0, 500, 1000, 2000, 2500, 3000],
    gradientSymmetricity: [1, 0.3, 0.5, 0.75, 0.8, 0.2],
    distanceIrrelevance: [1, 0.99, 0.7, 0.5, 0.6, 0.9],
  },
  progress: { epochs: [0, 50, 150, 1000, 2000], loss: { restricted: { test: [4.7, 4.6, 4.5, 0.9, 0.1] }, full: { test: [4.7, 9, 12, 8, 0.01] } } }, // prettier-ignore
  unseenRestricted: {
    epochs: [0, 50, 150, 1000, 2000],
    test: [4.8, 4.9, 5.5, 1.2, 0.1],
    withoutTwins: [4.8, 5, 6.5, 1.5, 1.1],
  },
  heldAttention: {
    epochs: [0, 2000, 2500, 3000],
    accuracy: { train: [0, 1, 1, 0.6], test: [0, 0.99, 0.97, 0.4] },
    // The second frequency is the stronger one at first, the first at the end.
    whole: { amplitude: [[0, 1, 2, 9], [0, 3, 5, 4]] }, // prettier-ignore
    held: { across: [[1, 0.9, 0.8, 0.2], [1, 0.7, 0.6, 0.3]] }, // prettier-ignore
    deviation: [[0, 0.1, 0.2, 0.3], [0, 0.3, 0.4, 0.1]], // prettier-ignore
  },
} as unknown as RunResults;
const bare = {
  ...run,
  isolation: null,
  symmetry: null,
  symmetryPath: null,
  unseenRestricted: null,
  heldAttention: null,
};
const ask = (query: string, of: RunResults = run): string =>
  evaluateQuery(query, { runs: [of], planned: 1, where: 'content/x.mdx:7' }).text;

test.each([
  ['isolation.wL.sums.test', `1.00${N}×${N}10⁻⁶`],
  ['isolation.wL.sums.factor', '0.250'],
  ['isolation.logits.sums.factor', '2.00'],
  ['writing.explained', `98${N}%`],
  ['writing.fve', `90${N}%`],
  ['symmetry.gradient', '0.820'],
  ['symmetry.distance', '0.600'],
  ['symmetry.opposite.strongest', `100${N}%`],
  ['symmetry.opposite.max', `100${N}%`],
  ['symmetryPath.gradient.t99', '0.750'],
  ['symmetryPath.gradient.end', '0.200'],
  ['symmetryPath.gradient.dip', '0.300'],
  ['symmetryPath.gradient.dip.at', '500'],
  ['symmetryPath.gradient.peak', '0.800'],
  ['symmetryPath.gradient.peak.at', `2${N}500`],
  ['symmetryPath.distance.dip', '0.990'],
  ['symmetryPath.distance.least', '0.500'],
  ['symmetryPath.distance.least.at', `2${N}000`],
  ['progress.restricted.memorized', '4.50'],
  ['progress.restricted.unseen.memorized', '5.50'],
  ['isolation.unexplainedHeld.factor', '50.0'],
  ['held.accuracy.then', `97${N}%`],
  ['held.accuracy.end', `40${N}%`],
  ['held.across.then', `60${N}%`],
  ['held.across.end', `20${N}%`],
  ['progress.restricted.alone.memorized', '6.50'],
  ['progress.restrictedBelow1.unseen.at', `2${N}000`],
])('%s', (query, expected) => {
  expect(ask(query)).toBe(expected);
  if (query !== 'progress.restricted.memorized') expect(() => ask(query, bare)).toThrow('none of the runs has');
});

test('a run that never gets to 99 % has no dip before that, and no rise from it', () => {
  const never = { ...run, record: { ...run.record, summary: { ...run.record.summary, t99: null } } };
  expect(() => ask('symmetryPath.gradient.t99', never)).toThrow('none of the runs has');
  expect(() => ask('symmetryPath.gradient.dip', never)).toThrow('none of the runs has');
  expect(ask('symmetryPath.gradient.end', never)).toBe('0.200');
  expect(() => ask('held.accuracy.then', never)).toThrow('none of the runs has');
});

test('the least of the ratios is that of the pizza', () => {
  expect(Number.parseFloat(ask('symmetry.opposite.min'))).toBeCloseTo(100 * PIZZA_RATIO, 0);
});

test('the lead with waves fitted to unseen pairs is its own, and can be none', () => {
  // Restricted below 1 nat at 1 000, with unseen pairs alone at 2 000, where test loss is, too.
  expect(ask('progress.lead')).toContain('1');
  expect(ask('progress.lead.unseen')).toBe('0');
  // Fitted to pairs without a twin it never gets there.
  expect(ask('progress.restrictedBelow1.alone.at')).toContain('not');
  expect(() => ask('progress.lead.alone')).toThrow('none of the runs has');
});
