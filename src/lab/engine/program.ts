/** The contract between what is computed (a TensorFlow.js program) and how it is carried out. */
import type * as tf from '@tensorflow/tfjs-core';

/** Shape and type of one input of a program. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/**
 * A TensorFlow.js function of fixed shapes: tensors in, tensors out, by name. It must be pure and must not
 * look at the numbers inside its tensors. Tensors it makes from numbers are constants of the program.
 */
export interface Program {
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly run: (inputs: tf.NamedTensorMap) => tf.NamedTensorMap;
}

/** Numbers of the inputs or outputs of a program, row-major, in memory that the caller owns. */
export type Buffers = Readonly<Record<string, Float32Array | Int32Array>>;

/** A program made ready for one device. */
export interface Executable {
  /** SHA-256 (hex) of the traced graph: says exactly what is computed. Equal on every machine. Null where run eagerly. */
  readonly graphDigest: string | null;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /** Computes once: reads `inputs`, overwrites `outputs`. The two must not share memory. */
  run(inputs: Buffers, outputs: Buffers): Promise<void>;
  dispose(): Promise<void>;
}

/** Fresh memory for what `specs` describe. */
export function allocate(specs: Readonly<Record<string, TensorSpec>>): Record<string, Float32Array | Int32Array> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, dtype }]) => {
      const size = shape.reduce((n, d) => n * d, 1);
      return [name, dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)];
    }),
  );
}
