import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import type { DeviceName } from '../../../src/lab/engine/deviceNames.ts';
import { crossEntropies, meanCrossEntropy } from '../../../src/lab/training/crossEntropy.ts';

async function evaluate(
  rows: number[][],
  targets: number[],
  device: DeviceName,
): Promise<{ loss: Float32Array; gradient: Float32Array }> {
  const shape = [rows.length, rows[0]!.length];
  const executable = await compile(
    {
      inputs: { z: { shape, dtype: 'float32' } },
      run: ({ z }) => {
        const target = tf.tensor1d(targets, 'int32');
        const gradient = tf.grad((x) => meanCrossEntropy(x as tf.Tensor2D, target))(z as tf.Tensor2D);
        return { loss: crossEntropies(z as tf.Tensor2D, target), gradient };
      },
    },
    device,
  );
  const [loss, gradient] = [new Float32Array(rows.length), new Float32Array(shape[0]! * shape[1]!)];
  await executable.run({ z: Float32Array.from(rows.flat()) }, { loss, gradient });
  await executable.dispose();
  return { loss, gradient };
}

/** log(1 + Σ e^{z_j − z_y}) in float64; the sum is over the others only. */
function exactLoss(row: number[], y: number): number {
  const others = row.filter((_, j) => j !== y).map((z) => z - row[y]!);
  const top = Math.max(0, ...others);
  return top + Math.log1p(Math.expm1(-top) + others.reduce((sum, d) => sum + Math.exp(d - top), 0));
}

describe.each(['cpu', 'eager'] as const)('on %s', (device) => {
  test('equal logits cost ln V', async () => {
    const { loss } = await evaluate([new Array<number>(113).fill(2.5)], [7], device);
    expect(loss).toBeAllclose([Math.log(113)], { rtol: 3e-7 });
  });

  test('losses and gradients keep relative precision down to 1e-30', async () => {
    const margins = [1, 10, 30, 60, 69];
    const rows = margins.map((margin) => [0, margin, 0]);
    const { loss, gradient } = await evaluate(
      rows,
      margins.map(() => 1),
      device,
    );
    expect(loss).toBeAllclose(
      margins.map((m) => Math.log1p(2 * Math.exp(-m))),
      { rtol: 2e-6, atol: 0 },
    );
    const expected = margins.flatMap((m) => {
      const other = Math.exp(-m) / (1 + 2 * Math.exp(-m)) / margins.length;
      return [other, -2 * other, other];
    });
    expect(gradient).toBeAllclose(expected, { rtol: 3e-6, atol: 0 });
    expect(loss.at(-1)).toBeLessThan(1e-29);
    expect(loss.at(-1)).toBeGreaterThan(0);
  });

  test('huge logits neither overflow nor lose the loss', async () => {
    const rows = [[1e4, 0, -1e4], [-500, 500, 0], [3, 2.5, 3.2]]; // prettier-ignore
    const targets = [1, 0, 0];
    const { loss, gradient } = await evaluate(rows, targets, device);
    expect(loss).toBeAllclose(
      rows.map((row, i) => exactLoss(row, targets[i]!)),
      { rtol: 1e-6 },
    );
    for (let i = 0; i < rows.length; i++) {
      const row = gradient.subarray(3 * i, 3 * i + 3);
      expect(row.reduce((sum, g) => sum + g, 0)).toBeCloseTo(0, 6);
    }
  });
});
