/** Sweeps that never trained: `syntheticRun` with other parameters, which reach 95 % when they are told to. */
import type { RunResults } from '../../src/lab/store/results.ts';
import { keyOf } from '../../src/lab/store/key.ts';
import { runSpecSchema, type RunSpecInput } from '../../src/lab/spec.ts';
import { summarize, type Evaluation } from '../../src/lab/training/summary.ts';
import { syntheticRun } from './syntheticRun.ts';

interface SweptRun {
  readonly task?: Partial<RunSpecInput['task']>;
  readonly model?: Partial<NonNullable<RunSpecInput['model']>>;
  readonly optimizer?: Partial<RunSpecInput['optimizer']>;
  readonly seed?: number;
  /** First evaluation with test accuracy ≥ 95 %, a multiple of `every`; null: none. */
  readonly t95: number | null;
  /** First evaluation after that at which it is gone for good. */
  readonly lost?: number;
  readonly epochs?: number;
  readonly every?: number;
}

/** Test accuracy rises in 20 steps up to 95 % at `t95` and is whole from the next evaluation on. */
export function sweptRun({
  task,
  model,
  optimizer,
  seed = 0,
  t95,
  lost,
  epochs = 3000,
  every = 10,
}: SweptRun): RunResults {
  const base = syntheticRun().record;
  const spec = runSpecSchema.parse({
    ...base.spec,
    task: { ...base.spec.task, ...task },
    // dHead follows from the others.
    model: { ...base.spec.model, dHead: undefined, ...model },
    optimizer: { ...base.spec.optimizer, ...optimizer },
    epochs,
    evaluateEvery: every,
    stop: null,
    seed,
  });
  const rows = Array.from({ length: epochs / every + 1 }, (_, i): Evaluation => {
    const epoch = i * every;
    const steps = t95 === null ? 100 : Math.max(0, (t95 - epoch) / every);
    const rising = steps === 0 ? 0.95 : Math.max(0.01, 0.9 - 0.045 * steps);
    const understood = lost !== undefined && epoch >= lost ? 0.02 : t95 !== null && epoch > t95 ? 1 : rising;
    return {
      epoch,
      trainAccuracy: epoch >= 10 * every ? 1 : epoch / (10 * every),
      testAccuracy: understood,
      trainLoss: 0.01,
      testLoss: 3 - 2.9 * understood,
      sumSquaredWeights: 900,
    };
  });
  const { key, id, preimage } = keyOf(spec);
  const record = { ...base, key, id, preimage, spec, summary: summarize(rows, spec, null) };
  return { ...syntheticRun(), rows, record };
}

/**
 * Time to 95 % = 1500 / weight decay, in tens of epochs; weight decay 0.1 is too slow for the budget.
 * @param tremble by which share of itself every other time is later, and the others earlier
 */
export const decaySweep = (tremble = 0, epochs = 3000): RunResults[] =>
  [5, 3, 2, 1, 0.6, 0.1].map((weightDecay, i) => {
    const t95 = 10 * Math.round((150 / weightDecay) * (1 + (i % 2 ? tremble : -tremble)));
    return sweptRun({ optimizer: { weightDecay }, t95: weightDecay > 0.5 ? t95 : null, epochs });
  });

/** Two cells, the second of which one seed of three does not reach in time; t · learning rate is the same otherwise. */
export const seededSweep = (): RunResults[] =>
  [1e-3, 3e-4].flatMap((learningRate) =>
    [0, 1, 2].map((seed) => {
      const t95 = 10 * Math.round((0.06 + 0.03 * seed) / learningRate);
      return sweptRun({ optimizer: { learningRate }, seed, t95: t95 <= 3000 ? t95 : null });
    }),
  );

/** Layers of two operations: one cell not within its budget, one that loses again what it had. */
export const layersSweep = (): RunResults[] =>
  [1, 2, 3].flatMap((nLayers) => [
    sweptRun({ task: { operation: 'a+b' }, model: { nLayers }, t95: 1800 / nLayers, ...(nLayers === 3 ? { lost: 2000 } : {}) }), // prettier-ignore
    sweptRun({ task: { operation: 'a^3+ab' }, model: { nLayers }, t95: nLayers === 1 ? 2000 : null }),
  ]);

/** Weight decay × learning rate × t is 1.2 in all of them; three pairs of runs have one product. */
export const productSweep = (): RunResults[] =>
  (
    [
      [1, 1e-3, 1200],
      [2, 5e-4, 1200],
      [2, 1e-3, 600],
      [1, 2e-3, 600],
      [1, 4e-3, 300],
      [1, 5e-4, 2400],
    ] as const
  ).map(
    // prettier-ignore
    ([weightDecay, learningRate, t95]) => sweptRun({ optimizer: { weightDecay, learningRate }, t95 }),
  );

/** Layers of three operations, of which two networks with three layers are not stored. */
export const partialSweep = (): RunResults[] =>
  (['a+b', 'a*b', 'a^3+ab'] as const).flatMap((operation, i) =>
    [1, 2, 3]
      .filter((nLayers) => i === 0 || nLayers < 3)
      .map((nLayers) =>
        sweptRun({ task: { operation }, model: { nLayers }, t95: 400 + 100 * i + 1000 * (nLayers - 1) }),
      ),
  );
