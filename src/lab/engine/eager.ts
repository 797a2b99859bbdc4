/** Carries out a program directly on a registered TensorFlow.js backend, kernel by kernel. */
import { tf } from './tensorflow.ts';
import { allocate, type Buffers, type Executable, type Program, type TensorSpec } from './program.ts';

/** `backend` must be registered (devices.ts loads it). */
export async function createEager(program: Program, backend: string): Promise<Executable> {
  await activate(backend);
  return {
    graphDigest: null,
    outputs: outputSpecs(program),
    run: async (inputs, outputs) => {
      await activate(backend);
      const results = tf.tidy(() => program.run(toTensors(program, inputs)));
      for (const [name, tensor] of Object.entries(results)) {
        const buffer = outputs[name];
        if (!buffer) throw new TypeError(`eager: no buffer for ${name}`);
        buffer.set(await tensor.data());
        tensor.dispose();
      }
    },
    dispose: () => Promise.resolve(),
  };
}

async function activate(backend: string): Promise<void> {
  if (tf.getBackend() !== backend && !(await tf.setBackend(backend))) {
    throw new Error(`eager: TensorFlow.js backend ${backend} did not start`);
  }
}

function toTensors(program: Program, buffers: Buffers): tf.NamedTensorMap {
  return Object.fromEntries(
    Object.entries(program.inputs).map(([name, { shape, dtype }]) => {
      const data = buffers[name];
      if (!data) throw new TypeError(`eager: no buffer for ${name}`);
      return [name, tf.tensor(data, [...shape], dtype)];
    }),
  );
}

/** Runs the program once on zeros, for the shapes of what it returns. */
function outputSpecs(program: Program): Record<string, TensorSpec> {
  const results = tf.tidy(() => program.run(toTensors(program, allocate(program.inputs))));
  const specs = Object.entries(results).map(([name, { shape, dtype }]): [string, TensorSpec] => {
    if (dtype !== 'float32' && dtype !== 'int32') throw new TypeError(`program output ${name} is ${dtype}`);
    return [name, { shape, dtype }];
  });
  tf.dispose(results);
  return Object.fromEntries(specs);
}
