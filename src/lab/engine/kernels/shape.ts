/** Kernels that move or create elements without arithmetic. */
import { int, ints, sizeOf, type DType, type GraphBuilder, type Value } from '../graph.ts';
import { input, type Kernel, type KernelTable } from './kernel.ts';

/** The same elements in another shape; nothing where the shape is the same. */
export function reshapeTo(g: GraphBuilder, x: Value, shape: readonly number[]): Value {
  if (x.shape.length === shape.length && x.shape.every((d, i) => d === shape[i])) return x;
  return g.node('Reshape', [x, g.dims(shape)], { shape });
}

/** A tensor of one repeated value, stored as a scalar and expanded when the graph runs. */
function fillWith(g: GraphBuilder, value: number, shape: readonly number[], dtype: DType): Value {
  const bytes = dtype === 'int32' ? Int32Array.of(value) : Float32Array.of(value);
  const scalar = g.constant(new Uint8Array(bytes.buffer), [], dtype);
  return shape.length === 0 ? scalar : g.node('Expand', [scalar, g.dims(shape)], { shape, dtype });
}

const reshape: Kernel = (g, inputs, { shape }) => {
  const x = input(inputs, 'x');
  const wanted = shape as number[];
  const known = wanted.reduce((n, d) => (d < 0 ? n : n * d), 1);
  return reshapeTo(
    g,
    x,
    wanted.map((d) => (d < 0 ? sizeOf(x.shape) / known : d)),
  );
};

const expandDims: Kernel = (g, inputs, { dim }) => {
  const x = input(inputs, 'input');
  const at = (dim as number) < 0 ? x.shape.length + 1 + (dim as number) : (dim as number);
  return reshapeTo(g, x, x.shape.toSpliced(at, 0, 1));
};

const transpose: Kernel = (g, inputs, { perm }) => {
  const x = input(inputs, 'x');
  const order = perm as number[];
  const shape = order.map((axis) => x.shape[axis] ?? 1);
  return g.node('Transpose', [x], { shape, attributes: { perm: ints(order) } });
};

const slice: Kernel = (g, inputs, { begin, size }) => {
  const x = input(inputs, 'x');
  const starts = begin as number[];
  const shape = (size as number[]).map((n, i) => (n < 0 ? (x.shape[i] ?? 0) - (starts[i] ?? 0) : n));
  const ends = starts.map((start, i) => start + (shape[i] ?? 0));
  return g.node('Slice', [x, g.dims(starts), g.dims(ends), g.dims([...starts.keys()])], { shape });
};

const concat: Kernel = (g, inputs, { axis }) => {
  const parts = Object.values(inputs);
  const first = input(inputs, '0');
  const at = axis as number;
  const length = parts.reduce((n, part) => n + (part.shape[at] ?? 0), 0);
  return g.node('Concat', parts, { shape: first.shape.with(at, length), attributes: { axis: int(at) } });
};

/** tf.stack: a new axis along which the inputs are laid side by side. */
const pack: Kernel = (g, inputs, { axis }) => {
  const parts = Object.values(inputs);
  const at = axis as number;
  const columns = parts.map((part) => reshapeTo(g, part, part.shape.toSpliced(at, 0, 1)));
  const shape = input(inputs, '0').shape.toSpliced(at, 0, parts.length);
  return g.node('Concat', columns, { shape, attributes: { axis: int(at) } });
};

/** tf.unstack: the slices along an axis, without that axis. */
const unpack: Kernel = (g, inputs, { axis }) => {
  const x = input(inputs, 'value');
  const at = axis as number;
  const sliceShape = x.shape.with(at, 1);
  return Array.from({ length: x.shape[at] ?? 0 }, (_, i) => {
    const part = g.node('Slice', [x, g.dims([i]), g.dims([i + 1]), g.dims([at])], { shape: sliceShape });
    return reshapeTo(g, part, x.shape.toSpliced(at, 1));
  });
};

const tile: Kernel = (g, inputs, { reps }) => {
  const x = input(inputs, 'x');
  const times = reps as number[];
  return g.node('Tile', [x, g.dims(times)], { shape: x.shape.map((d, i) => d * (times[i] ?? 1)) });
};

/** Zeros or another constant around x; the gradient of a slice. */
const pad: Kernel = (g, inputs, { paddings, constantValue }) => {
  const x = input(inputs, 'x');
  const pairs = paddings as [number, number][];
  const amounts = g.dims([...pairs.map(([before]) => before), ...pairs.map(([, after]) => after)]);
  const shape = x.shape.map((d, i) => d + (pairs[i]?.[0] ?? 0) + (pairs[i]?.[1] ?? 0));
  return g.node('Pad', [x, amounts, g.scalar(constantValue as number)], { shape });
};

const fill: Kernel = (g, _inputs, { shape, value, dtype }) =>
  fillWith(g, value as number, shape as number[], (dtype as DType | undefined) ?? 'float32');

const like =
  (value: number): Kernel =>
  (g, inputs) => {
    const x = input(inputs, 'x');
    return fillWith(g, value, x.shape, x.dtype);
  };

const broadcastTo: Kernel = (g, inputs, { shape }) => {
  const x = input(inputs, 'x');
  return g.node('Expand', [x, g.dims(shape as number[])], { shape: shape as number[] });
};

export const shapeKernels = {
  BroadcastTo: broadcastTo,
  Concat: concat,
  ExpandDims: expandDims,
  Fill: fill,
  OnesLike: like(1),
  Pack: pack,
  PadV2: pad,
  Reshape: reshape,
  Slice: slice,
  Tile: tile,
  Transpose: transpose,
  Unpack: unpack,
  ZerosLike: like(0),
} as const satisfies KernelTable;
