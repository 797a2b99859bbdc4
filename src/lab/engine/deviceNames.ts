/** The devices a program can run on. By itself, so that who only names one loads no engine. */

/** `eager` is TensorFlow.js on the processor, kernel by kernel: slow, for reference. */
export const DEVICES = ['cpu', 'webgpu', 'cuda', 'tensorflow', 'eager'] as const;
export type DeviceName = (typeof DEVICES)[number];
