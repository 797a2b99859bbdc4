/** Matrix products and table look-ups. */
import { int, ints, sizeOf, type GraphBuilder, type Value } from '../graph.ts';
import { cast } from './elementwise.ts';
import { input, type Kernel, type KernelTable } from './kernel.ts';
import { reduce } from './reduction.ts';
import { reshapeTo } from './shape.ts';

/**
 * [.., m, k] · [.., k, n], either side transposed on request. Without a real batch (TensorFlow.js adds a batch
 * dimension of 1 here and there) it becomes one Gemm, which transposes on the fly and adds the bias.
 */
function product(g: GraphBuilder, a: Value, b: Value, transposeA: boolean, transposeB: boolean, bias?: Value): Value {
  const [m, k] = matrixDims(a, transposeA);
  const [k2, n] = matrixDims(b, transposeB);
  if (k !== k2) throw new TypeError(`tracer MatMul: inner dimensions ${k} and ${k2} differ`);
  const batch = (a.shape.length >= b.shape.length ? a : b).shape.slice(0, -2);
  if (sizeOf(a.shape.slice(0, -2)) === 1 && sizeOf(b.shape.slice(0, -2)) === 1) {
    const inputs = [a, b].map((x) => reshapeTo(g, x, x.shape.slice(-2)));
    if (bias) inputs.push(bias);
    const attributes = { transA: int(Number(transposeA)), transB: int(Number(transposeB)) };
    return reshapeTo(g, g.node('Gemm', inputs, { shape: [m, n], attributes }), [...batch, m, n]);
  }
  const left = transposeA ? swapLastTwo(g, a) : a;
  const right = transposeB ? swapLastTwo(g, b) : b;
  const out = g.node('MatMul', [left, right], { shape: [...batch, m, n] });
  return bias ? g.node('Add', [out, bias], { shape: out.shape }) : out;
}

function matrixDims({ shape }: Value, transposed: boolean): [number, number] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

function swapLastTwo(g: GraphBuilder, x: Value): Value {
  const rank = x.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  return g.node('Transpose', [x], { shape, attributes: { perm: ints(perm) } });
}

const batchMatMul: Kernel = (g, inputs, { transposeA, transposeB }) =>
  product(g, input(inputs, 'a'), input(inputs, 'b'), Boolean(transposeA), Boolean(transposeB));

const fusedMatMul: Kernel = (g, inputs, { transposeA, transposeB, activation }) => {
  const out = product(
    g,
    input(inputs, 'a'),
    input(inputs, 'b'),
    Boolean(transposeA),
    Boolean(transposeB),
    inputs['bias'],
  );
  if (activation === 'linear' || activation == null) return out;
  if (activation === 'relu') return g.node('Relu', [out], { shape: out.shape });
  throw new TypeError(`tracer _FusedMatMul: activation ${activation as string}`);
};

/** Rows of a table. Only whole-row look-ups (no batch dimensions). */
const gather: Kernel = (g, inputs, { axis, batchDims }) => {
  const x = input(inputs, 'x');
  const indices = input(inputs, 'indices');
  if (batchDims) throw new TypeError(`tracer GatherV2: batchDims ${batchDims as number}`);
  const at = axis as number;
  const shape = [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)];
  return g.node('Gather', [x, indices], { shape, attributes: { axis: int(at) } });
};

/** [N] integers → [N, depth], `onValue` at the index. Folded to a constant where the indices are one. */
const oneHot: Kernel = (g, inputs, { depth, onValue, offValue }) => {
  const hit = hits(g, input(inputs, 'indices'), depth as number);
  if (onValue === 1 && offValue === 0) return cast(g, hit, 'float32');
  const values = [onValue, offValue].map((x) => g.scalar(x as number));
  return g.node('Where', [hit, ...values], { shape: hit.shape, dtype: 'float32' });
};

/** [..., depth] booleans: true at the index. */
function hits(g: GraphBuilder, indices: Value, classes: number): Value {
  const range = g.constant(
    new Uint8Array(Int32Array.from({ length: classes }, (_, i) => i).buffer),
    [classes],
    'int32',
  );
  const column = g.node('Unsqueeze', [indices, g.dims([indices.shape.length])], { shape: [...indices.shape, 1] });
  return g.node('Equal', [column, range], { shape: [...indices.shape, classes], dtype: 'bool' });
}

/** Sum of the rows of x [N, ...] that share a segment id, as a product with a one-hot matrix. */
const unsortedSegmentSum: Kernel = (g, inputs, { numSegments }) => {
  const x = input(inputs, 'x');
  const segmentIds = input(inputs, 'segmentIds');
  const rest = x.shape.slice(1);
  const columns = rest.reduce((n, d) => n * d, 1);
  const hot = cast(g, hits(g, segmentIds, numSegments as number), 'float32');
  const rows = reshapeTo(g, x, [x.shape[0] ?? 1, columns]);
  const sums = product(g, hot, rows, true, false);
  return reshapeTo(g, sums, [numSegments as number, ...rest]);
};

const softmax: Kernel = (g, inputs, { dim }) => {
  const x = input(inputs, 'logits');
  return g.node('Softmax', [x], { shape: x.shape, attributes: { axis: int(dim as number) } });
};

const argMax: Kernel = (g, inputs, { axis }) => {
  const x = input(inputs, 'x');
  const at = axis as number;
  const index = reduce(g, 'ArgMax', x, [at], false);
  return cast(g, index, 'int32');
};

export const linearKernels = {
  ArgMax: argMax,
  BatchMatMul: batchMatMul,
  GatherV2: gather,
  OneHot: oneHot,
  Softmax: softmax,
  UnsortedSegmentSum: unsortedSegmentSum,
  _FusedMatMul: fusedMatMul,
} as const satisfies KernelTable;
