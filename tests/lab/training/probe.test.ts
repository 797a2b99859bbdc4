/** Self-prediction probes: against PyTorch in float64, and what must not change where they are not used. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { train, type TrainingState } from '../../../src/lab/pipeline/train.ts';
import { runSpecSchema, type RunSpec, type RunSpecInput } from '../../../src/lab/spec.ts';
import type { Stencil } from '../../../src/lab/training/regularizers/config.ts';
import { keyOf } from '../../../src/lab/store/key.ts';

const base: RunSpecInput = {
  task: { p: 7, fracTrain: 0.6 },
  model: { dModel: 8, nHeads: 2, dMlp: 12 },
  optimizer: { learningRate: 1e-2, weightDecay: 1, warmupEpochs: 0 },
  epochs: 40,
  evaluateEvery: 1,
  seed: 5,
};
type Regularizer = NonNullable<RunSpecInput['regularizer']>;
const specOf = (regularizer: Regularizer | null, more: Partial<RunSpecInput> = {}): RunSpec =>
  runSpecSchema.parse({ ...base, ...more, regularizer });
const probe = (stencil: Stencil, more: object = {}): Regularizer => ({
  name: 'probe@1',
  stencil,
  hidden: 6,
  ...more,
});
const trained = (spec: RunSpec): ReturnType<typeof train> =>
  train(spec, { compile: (program) => compile(program, 'cpu') });

/** By tests/reference/probe.py from the same initial weights. */
interface ReferenceRun {
  readonly name: string;
  readonly regularizer: Regularizer;
  readonly trainLoss: readonly number[];
  readonly testLoss: readonly number[];
  readonly weights: Readonly<Record<string, readonly number[]>>;
}
const reference = JSON.parse(
  readFileSync(new URL('../../fixtures/probe.json', import.meta.url), 'utf8'),
) as ReferenceRun[];

describe('against PyTorch in float64, with the same initial weights', () => {
  test('there is a reference for every stencil and every option', () => {
    expect(reference.length).toBeGreaterThanOrEqual(12);
  });

  test.each(reference.map((run) => [run.name, run] as const))('%s', async (_, run) => {
    const { rows, state } = await trained(specOf(run.regularizer));
    expect(rows.map(({ trainLoss }) => trainLoss)).toBeAllclose(run.trainLoss, { rtol: 2e-4 });
    expect(rows.map(({ testLoss }) => testLoss)).toBeAllclose(run.testLoss, { rtol: 2e-4 });
    for (const [name, values] of Object.entries(run.weights)) {
      expect(state[name], name).toBeAllclose(values, { rtol: 2e-3, atol: 2e-4 });
    }
  });
});

test('an option that was added later leaves the ids of earlier runs alone', () => {
  expect(keyOf(specOf(null)).preimage).not.toContain('regularizer');
  expect(keyOf(specOf(probe('0'))).id).not.toBe(keyOf(specOf(null)).id);
  expect(keyOf(specOf(probe('0'))).preimage).not.toContain('absolute');
  expect(keyOf(specOf(probe('0', { error: 'relative' }))).preimage).toContain('"error":"relative"');
});

test.each([
  [{ stencil: '0', lag: 10 }, /lag.*changes nothing for the stencil 0/s],
  [{ stencil: '0', pairing: 'shuffled' }, /pairing/],
  [{ stencil: '-1,+1', gradient: 'input' }, /gradient/],
  [{ stencil: '+1,0' }, /stencil/],
])('%j is refused: another spec would mean the same training', (options, message) => {
  expect(() => specOf({ name: 'probe@1', ...options } as Regularizer)).toThrow(message);
});

test('what looks back does nothing before the lag has passed', async () => {
  const until = async (lag: number): Promise<number[]> => {
    const { rows } = await trained(specOf(probe('-1', { lag }), { epochs: 20 }));
    return rows.map(({ trainLoss }) => trainLoss);
  };
  const [plain, short, long] = await Promise.all([
    trained(specOf(null, { epochs: 20 })).then(({ rows }) => rows.map(({ trainLoss }) => trainLoss)),
    until(3),
    until(12),
  ]);
  const firstDifference = (losses: number[]): number =>
    losses.findIndex((x, i) => Math.abs(x - (plain[i] ?? NaN)) > 1e-7);
  expect(firstDifference(short)).toBe(4);
  expect(firstDifference(long)).toBe(13);
});

test('a run paused in the middle goes on to the same bits, past parameters and all', async () => {
  const spec = specOf(probe('-1,0,+1', { lag: 3 }));
  const whole = await trained(spec);
  let saved: TrainingState | null = null;
  await train(spec, {
    compile: (program) => compile(program, 'cpu'),
    onEvaluation: ({ epoch, rows, state }) => {
      if (epoch !== 17) return Promise.resolve('go on');
      saved = structuredClone({ epoch, rows: [...rows], state });
      return Promise.resolve('pause');
    },
  });
  const resumed = await train(spec, { compile: (program) => compile(program, 'cpu'), from: saved });
  expect(resumed.rows).toEqual(whole.rows);
  expect(resumed.state).toEqual(whole.state);
});

test('probes that learn nothing stay as drawn, and still pull on the model', async () => {
  const frozen = await trained(specOf(probe('0', { learns: 'nothing' })));
  const again = await trained(specOf(probe('0', { learns: 'nothing' }), { epochs: 1 }));
  expect(frozen.state['probe/0/W_1']).toEqual(again.state['probe/0/W_1']);
  const plain = await trained(specOf(null));
  expect(frozen.rows.at(-1)?.sumSquaredWeights).not.toBe(plain.rows.at(-1)?.sumSquaredWeights);
});
