/** The matrix products of a program: where nearly all its time goes, and what its speed is measured against. */
import type { Graph, Node } from './graph.ts';
import type { Program } from './program.ts';
import { tf } from './tensorflow.ts';
import { trace } from './tracer.ts';

/** C [m, n] = A · B with inner dimension k; a transposed operand is stored the other way round. */
export interface MatrixProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Floating-point operations: a multiply and an add per inner step. */
export const flopsOf = ({ m, n, k }: MatrixProduct): number => 2 * m * n * k;

/** Every Gemm of the traced program, in order of execution. */
export function matrixProductsOf(program: Program): MatrixProduct[] {
  const graph: Graph = trace(program);
  return graph.nodes.filter(({ op }) => op === 'Gemm').map(describe);
}

function describe({ inputs, output, attributes }: Node): MatrixProduct {
  const flag = (name: string): boolean => attributes[name]?.value === 1;
  const [m = 0, n = 0] = output.shape;
  const transposeA = flag('transA');
  const k = inputs[0]?.shape[transposeA ? 0 : 1] ?? 0;
  return { m, n, k, transposeA, transposeB: flag('transB') };
}

/** A program of this one product. */
export function productProgram({ m, n, k, transposeA, transposeB }: MatrixProduct): Program {
  return {
    inputs: {
      a: { shape: transposeA ? [k, m] : [m, k], dtype: 'float32' },
      b: { shape: transposeB ? [n, k] : [k, n], dtype: 'float32' },
    },
    run: ({ a, b }) => ({ c: tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB) }),
  };
}
