/**
 * The kernels the tracer knows, by their TensorFlow.js name. A new kernel is one function in the file of
 * its kind and one line in that file's table.
 */
import { elementwiseKernels } from './elementwise.ts';
import { linearKernels } from './linear.ts';
import { reductionKernels } from './reduction.ts';
import { shapeKernels } from './shape.ts';
import type { KernelTable } from './kernel.ts';

export const kernels: KernelTable = {
  ...elementwiseKernels,
  ...linearKernels,
  ...reductionKernels,
  ...shapeKernels,
};
