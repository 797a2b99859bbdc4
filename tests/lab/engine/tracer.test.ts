/** The traced program, run by ONNX Runtime, against the same program on TensorFlow.js's own cpu backend. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { BENCH_SPEC } from '../../../src/lab/bench.ts';
import { compile } from '../../../src/lab/engine/devices.ts';
import { allocate, type Program } from '../../../src/lab/engine/program.ts';
import { kernels } from '../../../src/lab/engine/kernels/index.ts';
import { splitTask } from '../../../src/lab/tasks/modular.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { evaluationProgram, setupOf, stepProgram } from '../../../src/lab/training/programs.ts';

/** SHA-256 of the step and the evaluation of `nanda-baseline`, seed 0. */
const BASELINE_GRAPHS = [
  'a8a0a015f1c7d474db91599bdfae30656dbf9ae2ccce745e1bf8af5bb7285cf9',
  'c15c94ef428124d5b5547165121ec368ac9e1b003b3a5d3094aaa3ac795ee230',
];

type Tensors = Record<'x' | 'y' | 'v', tf.Tensor2D> & { v: tf.Tensor1D };

/** x, y: [4, 6], entries within ±2; v: [6]. */
const inputs: Program['inputs'] = {
  x: { shape: [4, 6], dtype: 'float32' },
  y: { shape: [4, 6], dtype: 'float32' },
  v: { shape: [6], dtype: 'float32' },
};

const indices = (): tf.Tensor1D => tf.tensor1d([2, 0, 3, 3, 1], 'int32');
const float = (x: tf.Tensor): tf.Tensor => tf.cast(x, 'float32');

/** At least one program for every kernel of the table; named after it. */
const programs: Record<keyof typeof kernels, (t: Tensors) => tf.Tensor> = {
  Abs: ({ x }) => tf.abs(x),
  Cos: ({ x }) => tf.cos(x),
  Exp: ({ x }) => tf.exp(x),
  Floor: ({ x }) => tf.floor(x),
  Identity: ({ x }) => tf.add(tf.clone(x), 0),
  Log: ({ x }) => tf.log(tf.abs(x)),
  LogicalNot: ({ x }) => float(tf.logicalNot(tf.greater(x, 0))),
  Neg: ({ x }) => tf.neg(x),
  Reciprocal: ({ x }) => tf.reciprocal(x),
  Relu: ({ x }) => tf.relu(x),
  Sigmoid: ({ x }) => tf.sigmoid(x),
  Sign: ({ x }) => tf.sign(x),
  Sin: ({ x }) => tf.sin(x),
  Sqrt: ({ x }) => tf.sqrt(tf.abs(x)),
  Tanh: ({ x }) => tf.tanh(x),
  Expm1: ({ x }) => tf.expm1(x),
  Log1p: ({ x }) => tf.log1p(tf.abs(x)),
  Rsqrt: ({ x }) => tf.rsqrt(tf.abs(x)),
  Square: ({ x }) => tf.square(x),
  Step: ({ x }) => tf.step(x),
  Add: ({ x, v }) => tf.add(x, v),
  Maximum: ({ x, y }) => tf.maximum(x, y),
  Minimum: ({ x, v }) => tf.minimum(x, v),
  Multiply: ({ x, y }) => tf.mul(x, y),
  Pow: ({ x }) => tf.pow(tf.abs(x), 1.5),
  RealDiv: ({ x, y }) => tf.div(x, tf.add(tf.abs(y), 1)),
  Sub: ({ x, v }) => tf.sub(v, x),
  Equal: ({ x }) => float(tf.equal(tf.floor(x), 1)),
  Greater: ({ x, y }) => float(tf.greater(x, y)),
  GreaterEqual: ({ x, y }) => float(tf.greaterEqual(x, y)),
  Less: ({ x, y }) => float(tf.less(x, y)),
  LessEqual: ({ x, y }) => float(tf.lessEqual(x, y)),
  LogicalAnd: ({ x, y }) => float(tf.logicalAnd(tf.greater(x, 0), tf.greater(y, 0))),
  LogicalOr: ({ x, y }) => float(tf.logicalOr(tf.greater(x, 0), tf.greater(y, 0))),
  AddN: ({ x, y }) => tf.addN([x, y, x]),
  Cast: ({ x }) => float(tf.cast(x, 'int32')),
  Select: ({ x, y }) => tf.where(tf.greater(x, 0), x, y),
  ArgMax: ({ x }) => float(tf.argMax(x, 1)),
  BatchMatMul: ({ x, y }) => tf.matMul(x, y, true, false),
  GatherV2: ({ x }) => tf.gather(x, indices()),
  OneHot: () => tf.oneHot(indices(), 4, 3, -1),
  Softmax: ({ x }) => tf.softmax(x),
  UnsortedSegmentSum: ({ x }) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, 4], 'int32'), 5),
  _FusedMatMul: ({ x, y, v }) =>
    tf.fused.matMul({ a: tf.matMul(x, y, false, true), b: x, bias: v, activation: 'relu' }),
  Max: ({ x }) => tf.max(x, 1, true),
  Mean: ({ x }) => tf.mean(x, 0),
  Min: ({ x }) => tf.min(x, -1),
  Sum: ({ x }) => tf.sum(x, [0, 1]),
  BroadcastTo: ({ v }) => tf.broadcastTo(v, [4, 6]),
  Concat: ({ x, y }) => tf.concat([x, y], 1),
  ExpandDims: ({ x }) => tf.mul(tf.expandDims(x, 1), 2),
  Fill: ({ x }) => tf.add(x, tf.fill([4, 6], 0.5)),
  OnesLike: ({ x }) => tf.add(x, tf.onesLike(x)),
  Pack: ({ x, y }) => tf.stack([x, y], 1),
  PadV2: ({ x }) => tf.pad(x, [[1, 0], [0, 2]], 7), // prettier-ignore
  Reshape: ({ x }) => tf.reshape(x, [3, -1]),
  Slice: ({ x }) => tf.slice(x, [1, 2], [2, -1]),
  Tile: ({ x }) => tf.tile(x, [2, 1]),
  Transpose: ({ x }) => tf.transpose(x),
  Unpack: ({ x }) => tf.unstack(x, 1)[2] as tf.Tensor,
  ZerosLike: ({ x }) => tf.add(tf.zerosLike(x), 1),
};

async function run(program: Program, device: 'cpu' | 'eager'): Promise<Record<string, Float32Array | Int32Array>> {
  const executable = await compile(program, device);
  const feeds = allocate(program.inputs);
  const random = randomStream(11, 'inputs');
  for (const buffer of Object.values(feeds)) buffer.forEach((_, i) => (buffer[i] = 4 * random.uniform() - 2));
  const outputs = allocate(executable.outputs);
  await executable.run(feeds, outputs);
  await executable.dispose();
  return outputs;
}

describe('every kernel of the table computes what TensorFlow.js computes', () => {
  test.each(Object.keys(kernels))('%s', async (name) => {
    const build = programs[name];
    if (!build) throw new Error(`no program in this test for kernel ${name}`);
    const program: Program = { inputs, run: (t) => ({ result: build(t as Tensors) }) };
    const [traced, eager] = [await run(program, 'cpu'), await run(program, 'eager')];
    expect(traced['result']).toBeAllclose(eager['result'] as Float32Array, { rtol: 2e-6, atol: 2e-6 });
  });
});

describe('accuracy where a literal formula fails', () => {
  const evaluate = async (f: (x: tf.Tensor) => tf.Tensor, values: readonly number[]): Promise<Float32Array> => {
    const spec = { shape: [values.length], dtype: 'float32' } as const;
    const executable = await compile({ inputs: { x: spec }, run: ({ x }) => ({ y: f(x as tf.Tensor) }) }, 'cpu');
    const y = new Float32Array(values.length);
    await executable.run({ x: Float32Array.from(values) }, { y });
    return y;
  };
  const tiny = [1e-30, 1e-12, 1e-8, 1e-4, 0.01, 0.3, 0.49, 0.51, 3, 1e6].map(Math.fround);

  test('log1p keeps relative precision from 1e-30 to 1e6', async () => {
    expect(await evaluate((x) => tf.log1p(x), tiny)).toBeAllclose(tiny.map(Math.log1p), { rtol: 4e-7, atol: 0 });
  });

  test('expm1 keeps relative precision on both sides of zero', async () => {
    const values = [...tiny.slice(0, -1), ...tiny.slice(0, -1).map((x) => -x), -80];
    expect(await evaluate((x) => tf.expm1(x), values)).toBeAllclose(values.map(Math.expm1), { rtol: 6e-7, atol: 0 });
  });
});

describe('what cannot be traced says so', () => {
  test('an unknown kernel is named, with the place to add it', async () => {
    const program: Program = { inputs, run: ({ x }) => ({ y: tf.erf(x as tf.Tensor) }) };
    await expect(compile(program, 'cpu')).rejects.toThrow(
      'no kernel Erf; add it to a table in src/lab/engine/kernels/',
    );
  });

  test('reading numbers during the trace is refused', async () => {
    const program: Program = {
      inputs,
      run: ({ x }) => ({ y: tf.mul(x as tf.Tensor, (x as tf.Tensor).dataSync()[0] ?? 0) }),
    };
    await expect(compile(program, 'cpu')).rejects.toThrow('cannot read the numbers');
  });
});

test('dead code and repeated constants are left out of the graph', async () => {
  const lean: Program = { inputs, run: ({ x }) => ({ y: tf.add(x as tf.Tensor, 1) }) };
  const wasteful: Program = {
    inputs,
    run: ({ x }) => {
      tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, true);
      return { y: tf.add(x as tf.Tensor, tf.scalar(1)) };
    },
  };
  const digests = await Promise.all(
    [lean, wasteful].map(async (program) => (await compile(program, 'cpu')).graphDigest),
  );
  expect(digests[0]).toBe(digests[1]);
});

// What a stored run's record names. A change here means that the same spec now computes something else, or the
// same thing another way: replay a stored run before accepting it.
test('the graphs of the baseline have the digests on record, on every machine', async () => {
  const setup = setupOf(BENCH_SPEC, splitTask(BENCH_SPEC.task, 0));
  const digests = await Promise.all(
    [stepProgram(setup), evaluationProgram(setup)].map(async (program) => (await compile(program, 'cpu')).graphDigest),
  );
  expect(digests).toEqual(BASELINE_GRAPHS);
});
