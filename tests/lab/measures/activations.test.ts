/** Size and dimension of hidden activations: by definition in float64, and where the answer is known. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { activations, type ActivationsMeasure } from '../../../src/lab/measures/activations.ts';
import type { MeasureContext } from '../../../src/lab/measures/measure.ts';
import { initialParameters, type Parameters } from '../../../src/lab/models/parameters.ts';
import { runSpecSchema, type RunSpec } from '../../../src/lab/spec.ts';
import { splitTask } from '../../../src/lab/tasks/modular.ts';

const spec: RunSpec = runSpecSchema.parse({
  task: { p: 11, fracTrain: 0.5 },
  model: { dModel: 8, nHeads: 2, dMlp: 12 },
  optimizer: { learningRate: 1e-3, weightDecay: 1 },
  epochs: 10,
  seed: 3,
});
const [D, M] = [spec.model.dModel, spec.model.dMlp];

async function measured(parameters: Parameters): Promise<ActivationsMeasure> {
  const context: Partial<MeasureContext> = {
    spec,
    checkpointEpochs: [0],
    parametersAt: () => Promise.resolve(parameters),
    compile: (program) => compile(program, 'cpu'),
  };
  const file = await activations.compute(context as MeasureContext);
  return ('json' in file ? file.json : null) as ActivationsMeasure;
}

/** A network whose attention says nothing: at "=" the MLP sees W_E[p] + W_pos[2] alone, unless `toValues` is set. */
function quiet(changes: Parameters = {}): Parameters {
  const zero = Object.entries(initialParameters(spec.model, spec.task.p, 0)).map(([name, values]) => [
    name,
    new Float32Array(values.length),
  ]);
  return { ...(Object.fromEntries(zero) as Parameters), ...changes };
}

/** Attention at "=" is uniform where queries are 0: a third of each value. Value, output and W_in pass one-hots on. */
function passing(embedding: Float32Array, gains: readonly number[]): Parameters {
  const { nHeads, dHead } = spec.model;
  const [W_V, W_O] = [new Float32Array(D * D), new Float32Array(D * D)];
  for (let h = 0; h < nHeads; h++) {
    for (let j = 0; j < dHead; j++) {
      const d = h * dHead + j;
      W_V[(h * D + d) * dHead + j] = 1;
      W_O[d * D + d] = 3;
    }
  }
  const W_in = new Float32Array(D * M);
  gains.forEach((gain, i) => (W_in[i * M + i] = gain));
  return quiet({ W_E: embedding, 'blocks.0.W_V': W_V, 'blocks.0.W_O': W_O, 'blocks.0.W_in': W_in });
}

/** Mean square, participation ratio and share above 0 of rows of activations. */
function byDefinition(rows: readonly (readonly number[])[]): [number, number, number] {
  const n = rows.length;
  const width = rows[0]?.length ?? 0;
  const mean = Array.from({ length: width }, (_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / n);
  const covariance = mean.map((mi, i) =>
    mean.map((mj, j) => rows.reduce((sum, row) => sum + ((row[i] ?? 0) - mi) * ((row[j] ?? 0) - mj), 0) / n),
  );
  const trace = covariance.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const squares = covariance.flat().reduce((sum, x) => sum + x * x, 0);
  const all = rows.flat();
  return [
    all.reduce((sum, x) => sum + x * x, 0) / all.length,
    trace ** 2 / squares,
    all.filter((x) => x > 0).length / all.length,
  ];
}

describe('activations', () => {
  test('are those of the training pairs', async () => {
    // Residue a is a · e₀ + (a mod 3) · e₁: unit i has gain · ⅓ · 3 · (x_a + x_b), x the i-th coordinate.
    const embedding = new Float32Array((spec.task.p + 1) * D);
    for (let a = 0; a < spec.task.p; a++) embedding.set([a, a % 3], a * D);
    const { train } = splitTask(spec.task, spec.seed);
    const rows = Array.from(train.a, (a, i) => {
      const b = train.b[i] ?? NaN;
      return [0.5 * (a + b), 2 * ((a % 3) + (b % 3)), ...new Array<number>(M - 2).fill(0)];
    });
    const { meanSquare, dimension, active } = await measured(passing(embedding, [0.5, 2]));
    const expected = byDefinition(rows);
    expect([meanSquare[0], dimension[0], active[0]]).toBeAllclose(expected, { rtol: 1e-5 });
    expect(dimension[0]).toBeGreaterThan(1);
    expect(dimension[0]).toBeLessThanOrEqual(2);
  });

  test('that do not vary have no dimension, however large they are', async () => {
    const { meanSquare, dimension, active } = await measured(quiet({ 'blocks.0.b_in': new Float32Array(M).fill(2) }));
    expect([meanSquare[0], dimension[0], active[0]]).toEqual([4, 0, 1]);
  });

  test('end where weights are no numbers any more', async () => {
    const { epochs } = await measured(quiet({ W_E: new Float32Array((spec.task.p + 1) * D).fill(NaN) }));
    expect(epochs).toEqual([]);
  });
});
