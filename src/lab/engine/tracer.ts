/**
 * Traces a TensorFlow.js program: runs it once on a backend whose kernels compute nothing and record
 * ONNX nodes. Gradients come from TensorFlow.js's own tape, so a training step traces like any program.
 */
import { tf } from './tensorflow.ts';
import { GraphBuilder, type DType, type Graph, type NamedValue, type Value } from './graph.ts';
import { kernels } from './kernels/index.ts';
import type { Program } from './program.ts';

const BACKEND = 'onnx-tracer';

/** What the tracer keeps for a tensor: a value of the graph, or numbers not yet in it. */
type Traced = { value: Value } | { numbers: tf.BackendValues; shape: number[]; dtype: tf.DataType };

let current: GraphBuilder | undefined;

class TracerBackend extends tf.KernelBackend {
  readonly data = new tf.DataStorage<Traced>(this, tf.engine());
  #references = new WeakMap<object, number>();

  override write(numbers: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    return this.#keep({ numbers, shape, dtype });
  }

  record(value: Value): tf.TensorInfo {
    const dataId = this.#keep({ value });
    return { dataId, shape: [...value.shape], dtype: value.dtype as tf.DataType };
  }

  /** The graph value behind a tensor; numbers become a constant on first use. */
  graphValue(dataId: object, graph: GraphBuilder): Value {
    const traced = this.data.get(dataId);
    if ('value' in traced) return traced.value;
    const value = graph.constant(toBytes(traced.numbers, traced.dtype), traced.shape, graphType(traced.dtype));
    this.data.set(dataId, { value });
    return value;
  }

  override readSync(): never {
    throw new TypeError(
      'tracer: a traced program cannot read the numbers of a tensor (dataSync, print, if on a value)',
    );
  }
  override read(): never {
    return this.readSync();
  }
  override numDataIds(): number {
    return this.data.numDataIds();
  }
  override refCount(dataId: object): number {
    return this.#references.get(dataId) ?? 0;
  }
  override incRef(dataId: object): void {
    this.#references.set(dataId, this.refCount(dataId) + 1);
  }
  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    this.#references.set(dataId, this.refCount(dataId) - 1);
    if (!force && this.refCount(dataId) > 0) return false;
    this.data.delete(dataId);
    return true;
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override dispose(): void {
    /* nothing is held outside the garbage collector */
  }

  #keep(traced: Traced): object {
    const dataId = {};
    this.data.set(dataId, traced);
    this.#references.set(dataId, 1);
    return dataId;
  }
}

function graphType(dtype: tf.DataType): DType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new TypeError(`tracer: dtype ${dtype} has no ONNX counterpart here`);
}

function toBytes(numbers: tf.BackendValues, dtype: tf.DataType): Uint8Array {
  const list = numbers as ArrayLike<number>;
  const array =
    dtype === 'float32' ? Float32Array.from(list) : dtype === 'int32' ? Int32Array.from(list) : Uint8Array.from(list);
  return new Uint8Array(array.buffer);
}

/** Kernel calls reach the table through this; a name the table lacks is an error that says where to add it. */
function registerKernels(): void {
  const wanted = new Set<string>(Object.values(tf).filter((name) => typeof name === 'string'));
  for (const kernelName of wanted) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const kernel = kernels[kernelName];
        if (!kernel) {
          throw new TypeError(`tracer: no kernel ${kernelName}; add it to a table in src/lab/engine/kernels/`);
        }
        if (!current) throw new TypeError(`tracer: ${kernelName} was called outside trace()`);
        const tracer = backend as TracerBackend;
        const graph = current;
        const values = Object.fromEntries(
          Object.entries(inputs)
            .filter(([, tensor]) => tensor != null)
            .map(([name, tensor]) => [name, tracer.graphValue((tensor as tf.TensorInfo).dataId, graph)]),
        );
        const result = kernel(graph, values, attrs ?? {});
        return Array.isArray(result) ? result.map((value) => tracer.record(value)) : tracer.record(result);
      },
    });
  }
}

let registered: TracerBackend | undefined;

function tracerBackend(): TracerBackend {
  if (registered) return registered;
  const backend = new TracerBackend();
  tf.registerBackend(BACKEND, () => backend, 0);
  registerKernels();
  registered = backend;
  return backend;
}

/**
 * The ONNX graph of `program`. Tensors that the program makes from numbers become constants of the graph.
 * @throws TypeError for a kernel that the tracer lacks, or a program that reads a tensor's numbers.
 */
export function trace(program: Program): Graph {
  if (current) throw new TypeError('tracer: trace() inside trace()');
  const previous = tf.getBackend();
  const backend = tracerBackend();
  tf.setBackend(BACKEND).catch((cause: unknown) => {
    throw new Error('tracer: backend did not start', { cause });
  });
  const graph = (current = new GraphBuilder());
  const scope = tf.engine();
  scope.startScope('trace');
  try {
    const inputs = Object.fromEntries(
      Object.entries(program.inputs).map(([name, { shape, dtype }]) => {
        const info = backend.record(graph.input(name, shape, dtype));
        return [name, scope.makeTensorFromTensorInfo(info)];
      }),
    );
    const outputs = Object.entries(program.run(inputs)).map(([name, tensor]) => {
      return output(graph, name, backend.graphValue(tensor.dataId, graph));
    });
    return graph.finish(outputs);
  } finally {
    scope.endScope();
    current = undefined;
    if (previous) tf.setBackend(previous).catch(() => undefined);
  }
}

/** Every output gets a value of its own, so that an input or a shared value can be returned as it is. */
function output(graph: GraphBuilder, name: string, value: Value): NamedValue {
  return { name, value: graph.node('Identity', [value], { shape: value.shape }) };
}
