/** Makes programs ready on a device, and says what to do when one is missing. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { asError, LabError } from '../errors.ts';
import type { DeviceName } from './deviceNames.ts';
import { createEager } from './eager.ts';
import type { Executable, Program } from './program.ts';
import { createSession, type ExecutionProvider } from './session.ts';

const MISSING: Readonly<Record<Exclude<DeviceName, 'cpu' | 'eager'>, string>> = {
  webgpu:
    'WebGPU needs a graphics driver that ONNX Runtime can reach: Vulkan on Linux (on Debian: apt-get install libvulkan1 and the driver of your card), Metal on macOS, Direct3D 12 on Windows.',
  cuda: 'ONNX Runtime comes without its CUDA provider. With CUDA 12 and cuDNN 9 installed, run: npm run setup:cuda',
  tensorflow:
    'tfjs-node-gpu comes without its native part (400 MB, for CUDA 11). With CUDA 11 installed, run: npm run setup:tensorflow',
};

/** Makes `program` ready on `device`. @throws LabError (exit 2) saying what is missing and how to install it. */
export async function compile(program: Program, device: DeviceName): Promise<Executable> {
  switch (device) {
    case 'eager':
      return createEager(program, 'cpu');
    case 'tensorflow':
      loadTensorFlow();
      return createEager(program, 'tensorflow');
    case 'cpu':
      return createSession(program, 'cpu');
    case 'webgpu':
    case 'cuda':
      return createOnAccelerator(program, device);
  }
}

async function createOnAccelerator(
  program: Program,
  device: ExecutionProvider & ('webgpu' | 'cuda'),
): Promise<Executable> {
  if (device === 'cuda') requireCudaLibrary();
  try {
    return await createSession(program, device);
  } catch (error) {
    // A program that cannot be traced is not the device's fault.
    throw error instanceof TypeError ? error : unavailable(device, error);
  }
}

/** ONNX Runtime would print an error of its own before it throws. */
function requireCudaLibrary(): void {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const library = join(root, 'bin', 'napi-v6', process.platform, process.arch, 'libonnxruntime_providers_cuda.so');
  if (process.platform === 'linux' && !existsSync(library))
    throw unavailable('cuda', new Error(`${basename(library)} is not installed`));
}

/** Loads the CUDA build of TensorFlow. Its package calls util functions that Node 23 removed. */
function loadTensorFlow(): void {
  const require = createRequire(import.meta.url);
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (x: unknown): boolean => x === null || x === undefined;
  util['isArray'] ??= Array.isArray;
  try {
    require('@tensorflow/tfjs-node-gpu');
  } catch (error) {
    throw unavailable('tensorflow', error);
  }
}

function unavailable(device: keyof typeof MISSING, cause: unknown): LabError {
  const reason = asError(cause).message.split('\n')[0] ?? '';
  return new LabError('DeviceUnavailable', `device ${device} is not available here: ${reason}`, {
    hint: MISSING[device],
    exitCode: 2,
    cause,
  });
}
