/** What a kernel of the tracer is: it turns one TensorFlow.js kernel call into ONNX nodes. */
import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '../graph.ts';

export type KernelInputs = Readonly<Record<string, Value>>;
export type Kernel = (graph: GraphBuilder, inputs: KernelInputs, attributes: NamedAttrMap) => Value | Value[];
export type KernelTable = Readonly<Record<string, Kernel>>;

/** The input called `name`. TensorFlow.js passes variadic inputs under the keys "0", "1", … */
export function input(inputs: KernelInputs, name: string): Value {
  const value = inputs[name];
  if (!value) throw new TypeError(`tracer kernel: no input ${name} among ${Object.keys(inputs).join(', ')}`);
  return value;
}

/** Shape of the elementwise combination of two shapes, by the broadcasting rule both libraries share. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new TypeError(`tracer: shapes [${a.join()}] and [${b.join()}] do not broadcast`);
    }
    return x === 1 ? y : x;
  });
}
