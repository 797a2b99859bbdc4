/**
 * The graph a traced program becomes: ONNX nodes over named values, before it is written to bytes.
 * Knows nothing of TensorFlow.js (tracer.ts) or of protocol buffers (onnx.ts).
 */

export type DType = 'float32' | 'int32' | 'int64' | 'bool';

/** A tensor that exists when the graph runs. `id` indexes values in order of creation. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export type Attribute =
  { type: 'int'; value: number } | { type: 'float'; value: number } | { type: 'ints'; value: readonly number[] };

export interface Node {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A tensor known when the graph is built; `bytes` is little-endian, row-major. */
export interface Constant {
  readonly value: Value;
  readonly bytes: Uint8Array;
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** A finished program: nodes in execution order, only those that an output needs. */
export interface Graph {
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
}

export const int = (value: number): Attribute => ({ type: 'int', value });
export const ints = (value: readonly number[]): Attribute => ({ type: 'ints', value });

export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

type NodeOptions = { shape: readonly number[]; dtype?: DType; attributes?: Record<string, Attribute> };

/** Collects nodes while a program is traced. */
export class GraphBuilder {
  #values = 0;
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #inputs: NamedValue[] = [];

  input(name: string, shape: readonly number[], dtype: DType): Value {
    const value = this.#value(shape, dtype);
    this.#inputs.push({ name, value });
    return value;
  }

  /** A constant; equal constants are stored once. */
  constant(bytes: Uint8Array, shape: readonly number[], dtype: DType): Value {
    const key = `${dtype}[${shape.join()}]${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')}`;
    const known = this.#constants.get(key);
    if (known) return known.value;
    const value = this.#value(shape, dtype);
    this.#constants.set(key, { value, bytes });
    return value;
  }

  scalar(x: number): Value {
    return this.constant(new Uint8Array(Float32Array.of(x).buffer), [], 'float32');
  }

  /** A list of dimensions or axes, as ONNX operators take them. */
  dims(list: readonly number[]): Value {
    return this.constant(new Uint8Array(BigInt64Array.from(list, BigInt).buffer), [list.length], 'int64');
  }

  /** Adds one node and returns its output; `dtype` defaults to that of the first input. */
  node(op: string, inputs: readonly Value[], { shape, dtype, attributes = {} }: NodeOptions): Value {
    const first = inputs[0];
    if (!first) throw new TypeError(`GraphBuilder.node: ${op} needs at least one input`);
    const output = this.#value(shape, dtype ?? first.dtype);
    this.#nodes.push({ op, inputs, output, attributes });
    return output;
  }

  /** The graph that computes `outputs`, without what no output needs. */
  finish(outputs: readonly NamedValue[]): Graph {
    const needed = new Set(outputs.map(({ value }) => value.id));
    const nodes = this.#nodes
      .toReversed()
      .filter((node) => {
        if (!needed.has(node.output.id)) return false;
        for (const value of node.inputs) needed.add(value.id);
        return true;
      })
      .toReversed();
    const constants = [...this.#constants.values()].filter(({ value }) => needed.has(value.id));
    return { inputs: this.#inputs, outputs, constants, nodes };
  }

  #value(shape: readonly number[], dtype: DType): Value {
    return { id: this.#values++, shape, dtype };
  }
}
