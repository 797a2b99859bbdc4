/**
 * The engine against PyTorch in float64, same initial weights, same split.
 *
 * Tolerances on the loss, relative: 1e-5 through epoch 100 and 1e-3 after it. In `one-layer` a pre-activation of
 * the reference comes within 3.6e-5 of zero at epoch 174 and within 7e-6 at epoch 181; which side of the ReLU a
 * float32 trajectory (PyTorch's too) falls on there is a matter of its last bits, and the runs part by about
 * 1 %. The tight bound therefore ends at epoch 173 for it, and a loose one holds to the end.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import type { DeviceName } from '../../../src/lab/engine/deviceNames.ts';
import { train } from '../../../src/lab/pipeline/train.ts';
import type { Evaluation } from '../../../src/lab/training/summary.ts';
import { vulkanMissing } from '../vulkan.ts';
import { readOracle, type OracleName } from '../oracle.ts';

const STEADY_UNTIL: Record<OracleName, number> = { 'one-layer': 173, 'two-layer-warmup': 200 };
const AFTER_KINK = 0.05;

async function follow(name: OracleName, device: DeviceName): Promise<Evaluation[]> {
  const { spec, split, initial } = readOracle(name);
  const { rows } = await train(spec, { compile: (program) => compile(program, device), parameters: initial, split });
  return [...rows];
}

function expectToFollow(rows: readonly Evaluation[], name: OracleName): void {
  const { curve } = readOracle(name);
  expect(rows.map(({ epoch }) => epoch)).toEqual(curve.map(({ epoch }) => epoch));
  const between = (first: number, last: number, rtol: number): void => {
    for (const key of ['trainLoss', 'testLoss'] as const) {
      const part = (list: readonly { epoch: number; trainLoss: number; testLoss: number }[]): number[] =>
        list.filter(({ epoch }) => epoch >= first && epoch <= last).map((row) => row[key]);
      expect(part(rows)).toBeAllclose(part(curve), { rtol, atol: 0 });
    }
  };
  between(0, 100, 1e-5);
  between(101, STEADY_UNTIL[name], 1e-3);
  between(STEADY_UNTIL[name] + 1, 200, AFTER_KINK);
  const accuracies = rows.slice(0, 170).flatMap((row) => [row.trainAccuracy, row.testAccuracy]);
  expect(accuracies).toBeAllclose(
    curve.slice(0, 170).flatMap((row) => [row.trainAcc, row.testAcc]),
    { rtol: 1e-6 },
  );
}

describe.each(['one-layer', 'two-layer-warmup'] as const)('%s', (name) => {
  test.each(['cpu', 'eager'] as const)('is followed on %s', async (device) => {
    expectToFollow(await follow(name, device), name);
  });
});

const missing = vulkanMissing();
test.skipIf(missing !== null)(
  `one-layer is followed on webgpu${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    expectToFollow(await follow('one-layer', 'webgpu'), 'one-layer');
  },
  180_000,
);
