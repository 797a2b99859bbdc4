import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  phasesByAgreement,
  phasesOf,
  shiftsOf,
  type PhaseCurves,
  type Phases,
} from '../../../src/lab/measures/phases.ts';
import { readResults } from '../../../src/lab/store/results.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import type { Evaluation } from '../../../src/lab/training/summary.ts';

type Course = [rows: Evaluation[], curves: PhaseCurves];

const MEMORIZED = 1400;

interface Outline {
  /** Epoch of the smallest excluded loss. */
  readonly minimum?: number;
  /** From here the test loss, 20 before, falls by e every 100 epochs. */
  readonly grok?: number;
  /** Σ w² falls from 3000 to 1000 and the Gini coefficient rises from 0.2 to 0.8 along a straight line over these epochs. */
  readonly cleanup?: readonly [number, number];
  readonly last?: number;
  /** Restricted loss at the end, in full losses. */
  readonly restricted?: number;
}

/** A course of training by closed form, evaluated every 10 epochs with a checkpoint every 100. */
function course({
  minimum = MEMORIZED,
  grok = 6004,
  cleanup: [from, to] = [6000, 8000],
  last = 20_000,
  restricted = 1,
}: Outline): Course {
  const testLoss = (epoch: number): number => 20 * Math.exp(-Math.max(0, Math.min(epoch - grok, 2000)) / 100);
  const cleaned = (epoch: number): number => Math.max(0, Math.min(1, (epoch - from) / (to - from)));
  const rows = Array.from({ length: last / 10 + 1 }, (_, i): Evaluation => {
    const epoch = 10 * i;
    return { epoch, trainLoss: 1, testLoss: testLoss(epoch), trainAccuracy: 1, testAccuracy: 0, sumSquaredWeights: 3000 - 2000 * cleaned(epoch) }; // prettier-ignore
  });
  const epochs = Array.from({ length: last / 100 + 1 }, (_, i) => 100 * i);
  const full = epochs.map(testLoss);
  const excluded = epochs.map((epoch) => 0.1 + Math.abs(epoch - minimum) / 1000);
  const alone = full.map((x, t) => ((epochs[t] ?? 0) > grok + 2500 ? restricted : 0.2) * x);
  const both = (values: number[]): { train: number[]; test: number[] } => ({ train: values, test: values });
  const loss = { full: both(full), restricted: both(alone), excluded: both(excluded) };
  return [rows, { epochs, loss, wLGini: epochs.map((epoch) => 0.2 + 0.6 * cleaned(epoch)) }];
}

test('the ends move with the numbers of the rule as far as the curves say', () => {
  // Log test loss falls by 1 in 100 from 6004 on, so 48 epochs of 240 are 1 in 500 of the whole: from 5812 on, not 5844.
  // A hundredth of the way is 20 epochs, and the next checkpoint 100.
  expect(shiftsOf(...course({}))).toEqual({ circuitEnds: 30, cleanupEnds: 100 });
  expect(shiftsOf(...course({ grok: 30_000 }))).toEqual({ circuitEnds: null, cleanupEnds: null });
});

describe('by the rule', () => {
  test('each phase ends where its curve turns', () => {
    // The mean fall over 200 epochs is 1 in 500 once 40 of them lie in the fall: from 5844 on.
    // The way is flat until 6000, and 95 % of it are made at 6000 + 0.95 · 2000.
    expect(phasesOf(...course({}))).toEqual({ memorizationEnds: 1400, circuitEnds: 5850, cleanupEnds: 7900 });
  });

  test('what does not come within the run is null, and so is what follows', () => {
    const none = { memorizationEnds: null, circuitEnds: null, cleanupEnds: null };
    expect(phasesOf(...course({ minimum: 20_000 }))).toEqual(none);
    expect(phasesOf(...course({ grok: 30_000 }))).toEqual({ ...none, memorizationEnds: 1400 });
  });

  test('cleanup ends only where the run goes on as long again', () => {
    const ends = (last: number): number | null => phasesOf(...course({ last })).cleanupEnds;
    expect(ends(7900)).toBeNull();
    expect(ends(9900)).toBeNull();
    expect(ends(10_000)).toBe(7900);
  });

  test('the slower of the weights and W_L decides; weights that grow are never clean', () => {
    const [rows, curves] = course({});
    const slow = course({ cleanup: [6000, 10_000] });
    expect(phasesOf(rows, { ...curves, wLGini: slow[1].wLGini }).cleanupEnds).toBe(9800);
    expect(phasesOf(slow[0], curves).cleanupEnds).toBe(9800);
    const growing = rows.map((row) => ({ ...row, sumSquaredWeights: 5000 - row.sumSquaredWeights }));
    expect(phasesOf(growing, curves).cleanupEnds).toBeNull();
  });

  test('a run that ends in NaN has no end of cleanup', () => {
    const [rows, curves] = course({});
    const spoiled = rows.map((row) => (row.epoch < 20_000 ? row : { ...row, sumSquaredWeights: NaN }));
    expect(phasesOf(spoiled, curves).cleanupEnds).toBeNull();
  });
});

test('the rule of progress@1 waits for losses to agree, which they need not do', () => {
  const { cleanupEnds } = phasesByAgreement(...course({}));
  expect(cleanupEnds).toBe(8600);
  expect(phasesByAgreement(...course({ restricted: 0.5 }))).toEqual({ ...phasesOf(...course({})), cleanupEnds: null });
  expect(phasesOf(...course({ restricted: 0.5 })).cleanupEnds).toBe(7900);
});

/** Runs trained on to epoch 20 000: where the phases end, and how far a fifth of any number of the rule moves that. */
const STORED = [
  { id: '0f36d1743afe', phases: [600, 4050, 8360], shifts: [100, 180] },
  { id: 'f52f591a6307', phases: [700, 5930, 9420], shifts: [90, 260] },
  { id: '16a03732322c', phases: [900, 5150, 10590], shifts: [100, 210] },
] as const;

const store = new RunStore(join(import.meta.dirname, '../../../public/runs'));

async function storedCourse(id: string): Promise<[...Course, Phases]> {
  const { rows, progress } = (await readResults(store, id)) ?? {};
  if (!rows || !progress) throw new Error(`run ${id} is not stored with its measure progress`);
  return [[...rows], progress, progress.phases];
}

describe.each(STORED)('of the stored run $id', ({ id, phases, shifts }) => {
  const [memorizationEnds, circuitEnds, cleanupEnds] = phases;

  test('all three phases end within the run', async () => {
    const [rows, curves] = await storedCourse(id);
    expect(phasesOf(rows, curves)).toEqual({ memorizationEnds, circuitEnds, cleanupEnds });
  });

  test('the rule of progress@1 is still what was stored', async () => {
    const [rows, curves, stored] = await storedCourse(id);
    expect(phasesByAgreement(rows, curves)).toEqual(stored);
    expect(stored.cleanupEnds).toBeNull();
  });

  test('a fifth of any number of the rule moves the ends by so much at most', async () => {
    const [rows, curves] = await storedCourse(id);
    const [circuit, cleanup] = shifts;
    expect(shiftsOf(rows, curves)).toEqual({ circuitEnds: circuit, cleanupEnds: cleanup });
  });

  test('stopping at epoch 15 000 instead of 20 000 moves the end of cleanup by at most 100 epochs, or is too soon to tell', async () => {
    const [rows, { epochs, loss, wLGini }] = await storedCourse(id);
    const kept = epochs.filter((epoch) => epoch <= 15_000).length;
    const cut = <T>(values: readonly T[]): T[] => values.slice(0, kept);
    const shorter = { epochs: cut(epochs), loss, wLGini: cut(wLGini) };
    const excluded = { train: cut(loss.excluded.train), test: cut(loss.excluded.test) };
    const until = rows.filter(({ epoch }) => epoch <= 15_000);
    const { cleanupEnds: earlier } = phasesOf(until, { ...shorter, loss: { ...loss, excluded } });
    // As long after the end of cleanup as it took would be later than 15 000.
    if (cleanupEnds + (cleanupEnds - circuitEnds) > 15_000) expect(earlier).toBeNull();
    else expect(Math.abs((earlier ?? NaN) - cleanupEnds)).toBeLessThanOrEqual(100);
  });
});
