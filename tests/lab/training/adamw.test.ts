import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { adamW, scheduleAt, type AdamWConfig } from '../../../src/lab/training/adamw.ts';

const config: AdamWConfig = {
  name: 'adamw@1',
  learningRate: 0.01,
  weightDecay: 0.5,
  betas: [0.9, 0.98],
  epsilon: 1e-8,
  warmupEpochs: 0,
};

test('follows the published update in float64 over ten steps', async () => {
  const gradients = Array.from({ length: 10 }, (_, t) => [Math.sin(t + 1), Math.cos(3 * t), 0]);
  const spec = { shape: [3], dtype: 'float32' } as const;
  const executable = await compile(
    {
      inputs: { theta: spec, g: spec, m: spec, v: spec, schedule: spec },
      run: ({ theta, g, m, v, schedule }) => {
        const parts = tf.unstack(schedule!) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const next = adamW(config, parts, theta!, g!, m!, v!);
        return { theta: next.parameter, m: next.moment1, v: next.moment2 };
      },
    },
    'cpu',
  );
  let state = { theta: Float32Array.of(1, -2, 3), m: new Float32Array(3), v: new Float32Array(3) };
  const exact = { theta: [1, -2, 3], m: [0, 0, 0], v: [0, 0, 0] };
  for (const [t, g] of gradients.entries()) {
    const next = { theta: new Float32Array(3), m: new Float32Array(3), v: new Float32Array(3) };
    await executable.run(
      { ...state, g: Float32Array.from(g), schedule: Float32Array.from(scheduleAt(config, t)) },
      next,
    );
    state = next;
    for (let i = 0; i < 3; i++) {
      exact.m[i] = 0.9 * exact.m[i]! + 0.1 * g[i]!;
      exact.v[i] = 0.98 * exact.v[i]! + 0.02 * g[i]! ** 2;
      const step = exact.m[i]! / (1 - 0.9 ** (t + 1)) / (Math.sqrt(exact.v[i]! / (1 - 0.98 ** (t + 1))) + 1e-8);
      exact.theta[i] = exact.theta[i]! * (1 - 0.01 * 0.5) - 0.01 * step;
    }
  }
  expect(state.theta).toBeAllclose(exact.theta, { rtol: 1e-6 });
  // Without a gradient only the decay acts.
  expect(state.theta[2]).toBeCloseTo(3 * 0.995 ** 10, 5);
});

test('warm-up starts at rate zero and is full at its last epoch', () => {
  const rates = [0, 5, 10, 11].map((epoch) => scheduleAt({ ...config, warmupEpochs: 10 }, epoch)[0]);
  expect(rates).toBeAllclose([0, 0.005, 0.01, 0.01]);
});
