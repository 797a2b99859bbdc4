/** How fast each device here carries out a run's training step. */
import { compile } from '../engine/devices.ts';
import { DEVICES, type DeviceName } from '../engine/deviceNames.ts';
import { allocate } from '../engine/program.ts';
import { asError } from '../errors.ts';
import { initialParameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { scheduleAt } from '../training/adamw.ts';
import { setupOf, stateSpecs, stepProgram } from '../training/programs.ts';
import { PROBE_SCHEDULE_SIZE } from '../training/regularizers/probe.ts';

export interface DeviceTrial {
  readonly device: DeviceName;
  /** Of one run; null where the device is not there. */
  readonly secondsPerEpoch: number | null;
  /** Why it is not there; empty where it is. */
  readonly problem: string;
}

/** `eager` is a reference, never the fastest. */
const CANDIDATES = DEVICES.filter((device) => device !== 'eager');

/** Steps timed after one to warm up; the median counts. */
const STEPS = 5;

export async function timeDevices(
  spec: RunSpec,
  time: (spec: RunSpec, device: DeviceName) => Promise<number> = secondsPerStep,
): Promise<DeviceTrial[]> {
  const trials: DeviceTrial[] = [];
  for (const device of CANDIDATES) {
    try {
      trials.push({ device, secondsPerEpoch: await time(spec, device), problem: '' });
    } catch (error) {
      trials.push({ device, secondsPerEpoch: null, problem: asError(error).message });
    }
  }
  return trials;
}

/** The processor where nothing is faster. */
export const fastestOf = (trials: readonly DeviceTrial[]): DeviceName =>
  trials.reduce<DeviceTrial>(
    (best, trial) => ((trial.secondsPerEpoch ?? Infinity) < (best.secondsPerEpoch ?? Infinity) ? trial : best),
    { device: 'cpu', secondsPerEpoch: null, problem: '' },
  ).device;

async function secondsPerStep(spec: RunSpec, device: DeviceName): Promise<number> {
  const setup = setupOf(spec);
  const step = await compile(stepProgram(setup), device);
  try {
    const state = allocate(stateSpecs(setup)) as Record<string, Float32Array>;
    const next = allocate(stateSpecs(setup)) as Record<string, Float32Array>;
    const start = initialParameters(spec.model, spec.task.p, spec.seed);
    for (const [name, values] of Object.entries(start)) state[name]?.set(values);
    const schedule = Float32Array.from(scheduleAt(spec.optimizer, 0));
    const probeSchedule = new Float32Array(PROBE_SCHEDULE_SIZE);
    const loss = new Float32Array(1);
    const seconds: number[] = [];
    for (let i = 0; i <= STEPS; i++) {
      const began = performance.now();
      await step.run({ ...state, schedule, probeSchedule }, { ...next, loss });
      if (i > 0) seconds.push((performance.now() - began) / 1000);
    }
    return seconds.sort((x, y) => x - y)[Math.floor(STEPS / 2)] as number;
  } finally {
    await step.dispose();
  }
}
