/** Carries out a traced program by ONNX Runtime, on the execution provider of a device. */
import { createHash } from 'node:crypto';
import ort from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Graph } from './graph.ts';
import { encodeOnnx, inputName, outputName } from './onnx.ts';
import { trace } from './tracer.ts';
import type { Buffers, Executable, Program, TensorSpec } from './program.ts';

export type ExecutionProvider = 'cpu' | 'webgpu' | 'cuda';

export interface SessionOptions {
  /** Threads inside one operator. One run, one thread: runs side by side use the cores better. @default 1 */
  readonly threads?: number;
}

/** Traces `program` and makes an ONNX Runtime session of it. */
export async function createSession(
  program: Program,
  provider: ExecutionProvider,
  { threads = 1 }: SessionOptions = {},
): Promise<Executable> {
  const graph = trace(program);
  const bytes = encodeOnnx(graph);
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  } as InferenceSession.SessionOptions);
  return {
    graphDigest: createHash('sha256').update(bytes).digest('hex'),
    outputs: outputSpecs(graph),
    run: async (inputs, outputs) => {
      await session.run(wrap(graph.inputs, inputs, inputName), wrap(graph.outputs, outputs, outputName));
    },
    dispose: () => session.release(),
  };
}

function outputSpecs(graph: Graph): Record<string, TensorSpec> {
  return Object.fromEntries(
    graph.outputs.map(({ name, value: { shape, dtype } }) => {
      if (dtype !== 'float32' && dtype !== 'int32') throw new TypeError(`program output ${name} is ${dtype}`);
      return [name, { shape, dtype }];
    }),
  );
}

/** ONNX Runtime's handles on the caller's memory, made once per buffer. */
const handles = new WeakMap<Float32Array | Int32Array, Tensor>();

function wrap(values: Graph['inputs'], buffers: Buffers, rename: (name: string) => string): Record<string, Tensor> {
  return Object.fromEntries(
    values.map(({ name, value: { shape, dtype } }) => {
      const data = buffers[name];
      if (!data) throw new TypeError(`session: no buffer for ${name}`);
      let tensor = handles.get(data);
      if (!tensor) {
        tensor = new ort.Tensor(dtype as 'float32', data as Float32Array, shape);
        handles.set(data, tensor);
      }
      return [rename(name), tensor];
    }),
  );
}
