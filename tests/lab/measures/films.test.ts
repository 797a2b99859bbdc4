/** The measures that figures and films of one run are made of, on tiny networks, against direct computation. */
import { expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { fourierBasis } from '../../../src/lab/measures/fourier.ts';
import { landscape } from '../../../src/lab/measures/landscape.ts';
import type { Measure, MeasureContext } from '../../../src/lab/measures/measure.ts';
import { neuronFilm, quantized } from '../../../src/lab/measures/neuronFilm.ts';
import { flatten, planeThrough, unflatten } from '../../../src/lab/measures/weightPlane.ts';
import { weightMaps } from '../../../src/lab/measures/weightMaps.ts';
import { initialParameters, type Parameters } from '../../../src/lab/models/parameters.ts';
import { decodeSafetensors, type TensorData } from '../../../src/lab/safetensors.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';
import { allPairs, splitTask, type Examples } from '../../../src/lab/tasks/modular.ts';
import { summarize, type Evaluation } from '../../../src/lab/training/summary.ts';

const P = 7;
const [D, M] = [8, 12];
const spec = runSpecSchema.parse({
  task: { p: P, fracTrain: 0.5 },
  model: { dModel: D, nHeads: 2, dMlp: M },
  optimizer: { learningRate: 1e-3, weightDecay: 1 },
  epochs: 60,
});
const EPOCHS = [0, 10, 20, 30, 40, 50, 60];
// Memorized at 10, onset at 40, grokked at 50.
const rows = EPOCHS.map((epoch): Evaluation => ({ epoch, trainLoss: 1, testLoss: 2, trainAccuracy: epoch >= 10 ? 1 : 0, testAccuracy: epoch >= 50 ? 1 : epoch >= 40 ? 0.6 : 0, sumSquaredWeights: 1 })); // prettier-ignore
const weightsAt = (epoch: number): Parameters => initialParameters(spec.model, P, epoch);

function contextOf(parametersAt = weightsAt): MeasureContext {
  return {
    spec,
    rows,
    summary: summarize(rows, spec, null),
    checkpointEpochs: EPOCHS,
    parametersAt: (epoch) => Promise.resolve(parametersAt(epoch)),
    compile: (program) => compile(program, 'cpu'),
  };
}

async function tensorsOf(measure: Measure, context = contextOf()): Promise<(name: string) => TensorData> {
  const file = await measure.compute(context);
  if (!('bytes' in file)) throw new TypeError('no bytes');
  const { tensors } = decodeSafetensors(file.bytes);
  return (name) => tensors[name]?.data ?? new Float32Array();
}

const range = (n: number): number[] => [...Array(n).keys()];
const at = (parameters: Parameters, name: string, i: number): number => parameters[name]?.[i] ?? NaN;
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

/** Hidden units [M] and logits [P] of one pair, the whole network written out in float64. */
function forward(weights: Parameters, a: number, b: number): { hidden: number[]; logits: number[] } {
  const { nHeads, dHead } = spec.model;
  const stream = [a, b, P].map((token, i) => range(D).map((j) => at(weights, 'W_E', token * D + j) + at(weights, 'W_pos', i * D + j))); // prettier-ignore
  const project = (name: string, head: number, x: readonly number[]): number[] =>
    range(dHead).map((h) => sum(x.map((v, j) => v * at(weights, `blocks.0.${name}`, (head * D + j) * dHead + h))));
  const attended = range(nHeads).flatMap((head) => {
    const query = project('W_Q', head, stream[2] ?? []);
    const scores = stream.map((x) => sum(project('W_K', head, x).map((v, h) => v * (query[h] ?? NaN))) / Math.sqrt(dHead)); // prettier-ignore
    const total = sum(scores.map(Math.exp));
    const values = stream.map((x) => project('W_V', head, x));
    return range(dHead).map((h) => sum(values.map((v, i) => ((v[h] ?? NaN) * Math.exp(scores[i] ?? NaN)) / total)));
  });
  const middle = range(D).map((j) => (stream[2]?.[j] ?? NaN) + sum(attended.map((v, i) => v * at(weights, 'blocks.0.W_O', i * D + j)))); // prettier-ignore
  const hidden = range(M).map((n) => Math.max(0, at(weights, 'blocks.0.b_in', n) + sum(middle.map((v, j) => v * at(weights, 'blocks.0.W_in', j * M + n))))); // prettier-ignore
  const final = middle.map((v, j) => v + at(weights, 'blocks.0.b_out', j) + sum(hidden.map((x, n) => x * at(weights, 'blocks.0.W_out', n * D + j)))); // prettier-ignore
  return { hidden, logits: range(P).map((c) => sum(final.map((v, j) => v * at(weights, 'W_U', j * P + c)))) };
}

function meanLoss(weights: Parameters, { a, b, target }: Examples): number {
  const losses = Array.from(a, (x, i) => {
    const { logits } = forward(weights, x, b[i] ?? 0);
    return Math.log(sum(logits.map((z) => Math.exp(z - (logits[target[i] ?? 0] ?? NaN)))));
  });
  return sum(losses) / losses.length;
}

test('a plane goes through its three points, and measures distances from it', () => {
  const points = [[1, 0, 0, 2], [4, 0, 0, 2], [1, 2, 0, 2]].map((x) => Float32Array.from(x)); // prettier-ignore
  const plane = planeThrough(points as [Float32Array, Float32Array, Float32Array]);
  expect(points.map((point) => plane.shadowOf(point).place.map((x) => x + 0))).toEqual([[0, 0], [3, 0], [0, 2]]); // prettier-ignore
  expect(plane.shadowOf(Float32Array.from([2, 1, 3, 6]))).toEqual({ place: [1, 1], distance: 5 });
  for (const point of points) expect([...plane.at(plane.shadowOf(point).place)]).toEqual([...point]);
});

test('three points on a line still give two directions at right angles', () => {
  const points = [[0, 0, 0], [1, 1, 0], [2, 2, 0]].map((x) => Float32Array.from(x)); // prettier-ignore
  const plane = planeThrough(points as [Float32Array, Float32Array, Float32Array]);
  const [origin, right, up] = ([[0, 0], [1, 0], [0, 1]] as const).map((place) => plane.at(place)); // prettier-ignore
  const steps = [right, up].map((end) => range(3).map((i) => (end?.[i] ?? NaN) - (origin?.[i] ?? NaN)));
  expect(steps.map((u) => steps.map((v) => sum(u.map((x, i) => x * (v[i] ?? NaN)))))).toEqual([[expect.closeTo(1, 6), expect.closeTo(0, 6)], [expect.closeTo(0, 6), expect.closeTo(1, 6)]]); // prettier-ignore
});

test('landscape: the loss at places of the plane is that of the network there', async () => {
  const get = await tensorsOf(landscape);
  const plane = planeThrough([10, 60, 40].map((epoch) => flatten(weightsAt(epoch))) as [Float32Array, Float32Array, Float32Array]); // prettier-ignore
  const { train, test: heldOut } = splitTask(spec.task, spec.seed);
  const [x, y] = [get('x'), get('y')];
  expect(Math.max(x.length, y.length)).toBe(33);
  for (const [i, j] of [
    [0, 0],
    [17, 3],
    [5, y.length - 1],
    [x.length - 1, 9],
  ] as const) {
    // prettier-ignore
    const weights = unflatten(plane.at([x[i] ?? NaN, y[j] ?? NaN]), spec);
    expect(get('trainLoss')[j * x.length + i]).toBeCloseTo(meanLoss(weights, train), 4);
    expect(get('testLoss')[j * x.length + i]).toBeCloseTo(meanLoss(weights, heldOut), 4);
  }
});

test('landscape: its three networks lie in the plane with their own losses, the others off it', async () => {
  const get = await tensorsOf(landscape);
  const { train, test: heldOut } = splitTask(spec.task, spec.seed);
  expect([...get('anchorEpochs')]).toEqual([10, 60, 40]);
  [10, 60, 40].forEach((epoch, i) => {
    expect(get('anchorTrainLoss')[i]).toBeCloseTo(meanLoss(weightsAt(epoch), train), 4);
    expect(get('anchorTestLoss')[i]).toBeCloseTo(meanLoss(weightsAt(epoch), heldOut), 4);
    expect(get('distance')[EPOCHS.indexOf(epoch)]).toBeLessThan(1e-5);
    expect([...get('anchorCoordinates').subarray(2 * i, 2 * i + 2)]).toEqual([...get('coordinates').subarray(2 * EPOCHS.indexOf(epoch), 2 * EPOCHS.indexOf(epoch) + 2)]); // prettier-ignore
  });
  expect(get('distance')[2]).toBeGreaterThan(1);
  // Every shadow lies within the grid.
  for (const [t] of EPOCHS.entries())
    for (const [axis, values] of [get('x'), get('y')].entries()) {
      const place = get('coordinates')[2 * t + axis] ?? NaN;
      expect(place > (values[0] ?? NaN) && place < (values.at(-1) ?? NaN)).toBe(true);
    }
});

test('weightMaps: six stages, and columns that are waves of ascending frequency and phase', async () => {
  // Dimension j of the final embedding is a wave of frequency 3, 2, 1, 3, 2, 1, … with some phase, and faint noise.
  const waves = range(D).map((j) => ({ frequency: 3 - (j % 3), phase: 0.5 * j - 1 }));
  const basis = fourierBasis(P);
  const final = weightsAt(60);
  range(P).forEach((n) => waves.forEach(({ frequency: k, phase }, j) => {
    const wave = Math.cos(phase) * (basis[(2 * k - 1) * P + n] ?? NaN) + Math.sin(phase) * (basis[2 * k * P + n] ?? NaN);
    (final['W_E'] ?? [])[n * D + j] = wave + 1e-3 * at(weightsAt(60), 'W_E', n * D + j);
  })); // prettier-ignore
  const get = await tensorsOf(
    weightMaps,
    contextOf((epoch) => (epoch === 60 ? final : weightsAt(epoch))),
  );
  expect([...get('epochs')]).toEqual([0, 10, 20, 40, 50, 60]);
  const expected = range(D).sort((i, j) => (waves[i]?.frequency ?? 0) - (waves[j]?.frequency ?? 0) || (waves[i]?.phase ?? 0) - (waves[j]?.phase ?? 0)); // prettier-ignore
  expect([...get('W_E.dimensions')]).toEqual(expected);
  expect([...get('W_E.frequency')]).toEqual(expected.map((j) => waves[j]?.frequency));
  const [t, n, place] = [5, 4, 3];
  const dimension = expected[place] ?? NaN;
  expect(get('W_E')[(t * P + n) * D + place]).toBeCloseTo(at(final, 'W_E', n * D + dimension), 3);
  // W_U has an order of its own.
  const other = get('W_U.dimensions')[place] ?? NaN;
  expect([...get('W_U.dimensions')].sort((i, j) => i - j)).toEqual(range(D));
  expect([...get('W_U.frequency')]).toEqual([...get('W_U.frequency')].sort((i, j) => i - j));
  expect(get('W_U')[(t * D + place) * P + n]).toBeCloseTo(at(final, 'W_U', other * P + n), 3);
});

test('neuronFilm: activations of the chosen neurons over all pairs, to within half a level', async () => {
  const get = await tensorsOf(neuronFilm);
  const [neurons, epochs, scale] = [get('neurons'), get('epochs'), get('scale')];
  expect(new Set(neurons).size).toBe(6);
  const size = P * P;
  epochs.forEach((epoch, t) => {
    allPairs(spec.task).forEach(([a, b], pair) => {
      const { hidden } = forward(weightsAt(epoch), a, b);
      neurons.forEach((neuron, i) => {
        const level = get('levels')[(t * 6 + i) * size + pair] ?? NaN;
        expect(Math.abs(level * (scale[i] ?? NaN) - (hidden[neuron] ?? NaN))).toBeLessThanOrEqual(0.501 * (scale[i] ?? 0) + 1e-6); // prettier-ignore
      });
    });
  });
});

test('one scale a neuron over the whole film', () => {
  // Two frames, two neurons, one pair.
  const { levels, scale } = quantized(Float32Array.from([1, 0, 5.1, 0]), 2, 1);
  expect([...levels]).toEqual([50, 0, 255, 0]);
  expect(scale).toBeAllclose([0.02, 0], { rtol: 1e-5 });
});

test('what diverges is left out', async () => {
  const broken = contextOf((epoch) => ({ ...weightsAt(epoch), ...(epoch < 50 ? {} : { W_U: new Float32Array(D * P).fill(NaN) }) })); // prettier-ignore
  for (const measure of [landscape, neuronFilm, weightMaps])
    expect((await tensorsOf(measure, broken))('epochs').at(-1)).toBe(40);
});
