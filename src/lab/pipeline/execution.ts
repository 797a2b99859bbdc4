/** What is recorded of one carrying-out of a run: when, on what, with what. */
import { cpus } from 'node:os';
import type { Machine, Progress } from '../store/cache.ts';
import type { Execution } from '../store/record.ts';
import { versions } from './provenance.ts';

/** The processor here, as it calls itself, and the platform. */
export const thisMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  platform: `${process.platform}-${process.arch}`,
});

/** @param progress of a finished training: it may have been carried out elsewhere than here, in an earlier session. */
export function describeExecution(progress: Progress, finishedAt: Date): Execution {
  const { device } = progress;
  return {
    startedAt: progress.startedAt,
    finishedAt: finishedAt.toISOString(),
    wallSeconds: Number(progress.wallSeconds.toFixed(1)),
    cpuSeconds: Number(progress.cpuSeconds.toFixed(1)),
    epochsPerSecond: Number((progress.epoch / progress.wallSeconds).toPrecision(4)),
    sessions: progress.sessions,
    device: {
      engine: device === 'eager' || device === 'tensorflow' ? 'tfjs' : 'onnxruntime',
      name: device,
      threads: 1,
      ...(progress.machine ?? thisMachine()),
    },
    versions: versions(),
    graphs: progress.graphs,
    git: progress.git,
  };
}

export interface Clock {
  /** Seconds since this session began. */
  readonly sessionSeconds: () => number;
  /** Over all sessions. */
  readonly totals: () => { wallSeconds: number; cpuSeconds: number };
}

/** Counts on from what earlier sessions took. */
export function startClock(saved: Progress | null): Clock {
  const began = performance.now();
  const cpuBegan = process.threadCpuUsage();
  const sessionSeconds = (): number => (performance.now() - began) / 1000;
  return {
    sessionSeconds,
    totals: () => {
      const { user, system } = process.threadCpuUsage(cpuBegan);
      return {
        wallSeconds: (saved?.wallSeconds ?? 0) + sessionSeconds(),
        cpuSeconds: (saved?.cpuSeconds ?? 0) + (user + system) / 1e6,
      };
    },
  };
}
