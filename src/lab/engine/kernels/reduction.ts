/** Reductions over axes. */
import { int, ints, type GraphBuilder, type Value } from '../graph.ts';
import { input, type Kernel, type KernelTable } from './kernel.ts';

/** Reduces `axes` of x with the ONNX operator `op`; operator set 17 wants axes as input for ReduceSum only. */
export function reduce(g: GraphBuilder, op: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const kept = x.shape.flatMap((d, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [d]));
  const keepdims = int(Number(keepDims));
  if (op === 'ReduceSum') return g.node(op, [x, g.dims(axes)], { shape: kept, attributes: { keepdims } });
  if (op === 'ArgMax') {
    return g.node(op, [x], { shape: kept, dtype: 'int64', attributes: { axis: int(axes[0] ?? 0), keepdims } });
  }
  return g.node(op, [x], { shape: kept, attributes: { axes: ints(axes), keepdims } });
}

/** TensorFlow.js gives axes as number, list or nothing (all), possibly negative. */
function axesOf(x: Value, attribute: unknown): number[] {
  const rank = x.shape.length;
  if (attribute == null) return [...x.shape.keys()];
  const list = Array.isArray(attribute) ? (attribute as number[]) : [attribute as number];
  return list.map((axis) => (axis < 0 ? axis + rank : axis));
}

const reduction =
  (op: string): Kernel =>
  (g, inputs, { axis, reductionIndices, keepDims }) => {
    const x = input(inputs, 'x');
    return reduce(g, op, x, axesOf(x, axis ?? reductionIndices), Boolean(keepDims));
  };

export const reductionKernels = {
  Max: reduction('ReduceMax'),
  Mean: reduction('ReduceMean'),
  Min: reduction('ReduceMin'),
  Sum: reduction('ReduceSum'),
} as const satisfies KernelTable;
