/** Gradients of the traced training loss against finite differences of the same loss. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { allocate, type Program } from '../../../src/lab/engine/program.ts';
import { logits } from '../../../src/lab/models/transformer.ts';
import { initialParameters, parameterShapes, type TransformerConfig } from '../../../src/lab/models/parameters.ts';
import { splitTask } from '../../../src/lab/tasks/modular.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { meanCrossEntropy } from '../../../src/lab/training/crossEntropy.ts';

const P = 7;
const split = splitTask(
  { name: 'modular@1', operation: 'a+b', p: P, fracTrain: 0.6, split: 'random', pairs: 'ordered' },
  4,
);

function lossProgram(config: TransformerConfig): Program {
  const shapes = Object.entries(parameterShapes(config, P));
  const names = shapes.map(([name]) => name);
  return {
    inputs: Object.fromEntries(shapes.map(([name, shape]) => [name, { shape, dtype: 'float32' }])),
    run: (parameters) => {
      const [a, b, target] = [split.train.a, split.train.b, split.train.target].map((x) => tf.tensor1d(x, 'int32'));
      const lossOf = (...tensors: tf.Tensor[]): tf.Scalar => {
        const map = Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
        return meanCrossEntropy(logits(map, config, a as tf.Tensor1D, b as tf.Tensor1D), target as tf.Tensor1D);
      };
      const { value, grads } = tf.valueAndGrads(lossOf)(names.map((name) => parameters[name] as tf.Tensor));
      return { loss: value, ...Object.fromEntries(names.map((name, i) => [`d/${name}`, grads[i] as tf.Tensor])) };
    },
  };
}

/** (loss(θ + h u) − loss(θ − h u)) / 2h beside ∇loss · u, for a random unit direction u inside one tensor. */
describe.each([1, 2, 3])('with %i layer(s)', (nLayers) => {
  const config = { name: 'transformer@1', nLayers, dModel: 8, nHeads: 2, dHead: 4, dMlp: 12 } as const;
  const names = Object.keys(parameterShapes(config, P));

  test.each(names)('the gradient of %s agrees', async (name) => {
    const program = lossProgram(config);
    const executable = await compile(program, 'cpu');
    const outputs = allocate(executable.outputs);
    const at = initialParameters(config, P, 9);
    const random = randomStream(1, `direction/${name}`);
    for (const bias of Object.keys(at).filter((key) => /b_(in|out)$/.test(key)))
      at[bias] = at[bias]!.map(() => random.normal() / 5);
    const raw = Float32Array.from(at[name]!, () => random.normal());
    const norm = Math.hypot(...raw);
    const direction = raw.map((x) => x / norm);
    await executable.run(at, outputs);
    const gradient = Float64Array.from(outputs[`d/${name}`]!);
    const slope = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
    const gradientNorm = Math.hypot(...gradient);
    const lossAt = async (step: number): Promise<number> => {
      await executable.run({ ...at, [name]: at[name]!.map((x, i) => x + step * direction[i]!) }, outputs);
      return outputs['loss']![0]!;
    };
    // A difference can straddle the kink of a ReLU; one of two step sizes then does not.
    const errors: number[] = [];
    for (const h of [4e-3, 1e-3]) {
      errors.push(Math.abs(((await lossAt(h)) - (await lossAt(-h))) / (2 * h) - slope));
    }
    await executable.dispose();
    expect(gradientNorm).toBeGreaterThan(1e-4);
    expect(Math.min(...errors)).toBeLessThan(2e-3 * Math.max(gradientNorm, 0.1));
  });
});
