/** A run small enough to be trained many times in a test, and to be killed in. */
import type { Job, JobEffects } from '../../../src/lab/pipeline/job.ts';
import { runSpecSchema, type RunSpecInput } from '../../../src/lab/spec.ts';

export const tinyInput: RunSpecInput = {
  task: { p: 13, fracTrain: 0.6 },
  model: { dModel: 16, nHeads: 2, dMlp: 32 },
  optimizer: { learningRate: 0.01, weightDecay: 1 },
  epochs: 600,
  evaluateEvery: 10,
};

export const tinyJob = (folder: string, changes: Partial<RunSpecInput> = {}): Job => ({
  spec: runSpecSchema.parse({ ...tinyInput, ...changes }),
  device: 'cpu',
  measures: ['circuit', 'fourier', 'norms', 'pairs', 'planes'],
  checkpointEvery: 50,
  keepWeights: true,
  keepStates: [],
  saveEverySeconds: 0.02,
  cacheRoot: `${folder}/cache`,
  storeRoot: `${folder}/runs`,
});

/** The run of the kill test: half as long, since it is trained hundreds of times. */
export const killedJob = (folder: string): Job => tinyJob(folder, { epochs: 300 });

export const quiet: JobEffects = { report: () => undefined, shouldPause: () => false, now: () => new Date() };
