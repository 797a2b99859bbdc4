/** What a run will cost here: work from the matrix products, speed from what this machine did before. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { DeviceName } from '../engine/deviceNames.ts';
import type { RunSpec } from '../spec.ts';
import { flopsPerEpoch } from '../training/cost.ts';
import { writeAtomically } from '../store/files.ts';
import { median } from '../statistics/median.ts';
import type { RunRecord } from '../store/record.ts';

/** What a machine does, for forecasts. */
export interface Speed {
  /** Useful floating-point operations per second of one thread, 1e9. */
  readonly gflops: number;
  readonly from: 'past runs' | 'measured now' | 'assumed';
}

/** Until anything is known: one core of a recent server processor. */
export const ASSUMED_SPEED: Speed = { gflops: 60, from: 'assumed' };

/** What a stored run says about the speed of this processor. */
interface Sample {
  readonly flopsPerEpoch: number;
  readonly gflops: number;
}

/** A sample of each stored run that this processor carried out on `device`. */
export function pastSamples(records: readonly RunRecord[], device: DeviceName): Sample[] {
  const processor = cpus()[0]?.model.trim();
  return records.flatMap(({ spec, summary, executions }) =>
    executions
      .filter((execution) => execution.device.processor === processor && execution.device.name === device)
      // On a card the thread waits: its processor time is not what the run takes.
      .map(({ cpuSeconds, wallSeconds }) => (device === 'cpu' || device === 'eager' ? cpuSeconds : wallSeconds))
      .filter((seconds) => seconds >= SHORTEST_SECONDS)
      .map((seconds) => {
        const flops = flopsPerEpoch(spec);
        return { flopsPerEpoch: flops, gflops: (flops * summary.epochs) / seconds / 1e9 };
      }),
  );
}

/** Shorter runs are mostly start. */
const SHORTEST_SECONDS = 1;

/** Small products are slower: only runs of about the same size tell. */
const NEIGHBOURS = 5;

/** Median speed of the samples nearest in size to `flops` an epoch; null where there are none. */
export function speedAt(samples: readonly Sample[], flops: number): Speed | null {
  const distance = (sample: Sample): number => Math.abs(Math.log(sample.flopsPerEpoch / flops));
  const near = samples.toSorted((x, y) => distance(x) - distance(y)).slice(0, NEIGHBOURS);
  const gflops = medianOf(near.map((sample) => sample.gflops));
  return gflops === null ? null : { gflops, from: 'past runs' };
}

/** The speed last measured in this project on this processor, or `measure` it and remember. */
export async function rememberedSpeed(
  cacheRoot: string,
  device: DeviceName,
  measure: () => Promise<number>,
): Promise<Speed> {
  const path = join(cacheRoot, 'speed.json');
  const key = `${cpus()[0]?.model.trim() ?? ''}/${device}`;
  const known = await readFile(path, 'utf8')
    .then((text) => JSON.parse(text) as Record<string, number | undefined>)
    .catch((): Record<string, number | undefined> => ({}));
  const gflops = known[key] ?? (await measure());
  const text = `${JSON.stringify({ ...known, [key]: gflops })}\n`;
  // Only remembered: a plan does not fail for want of it.
  if (known[key] === undefined) await writeAtomically(path, text).catch(() => undefined);
  return { gflops, from: 'measured now' };
}

/** Share of the budget that a run with a stop rule is expected to need, before anything like it was seen. */
const EXPECTED_SHARE = 0.5;

/** Epochs a run will take: the median of its stored `siblings` (same experiment), or a share of its budget. */
export function expectedEpochs(spec: RunSpec, siblings: readonly RunRecord[]): number {
  if (!spec.stop) return spec.epochs;
  const seen = medianOf(siblings.map(({ summary }) => summary.epochs));
  return Math.min(spec.epochs, Math.round(seen ?? spec.epochs * EXPECTED_SHARE));
}

/** Even an epoch of nearly no work takes this long: some sixty kernels are started. Measured at p = 23: 2.5 ms. */
const SHORTEST_EPOCH_SECONDS = 2e-3;

/** Seconds for `epochs` of `spec` on one thread. */
export const forecastSeconds = (spec: RunSpec, epochs: number, { gflops }: Speed): number =>
  epochs * Math.max(SHORTEST_EPOCH_SECONDS, flopsPerEpoch(spec) / (gflops * 1e9));

/**
 * By what factor the forecast missed the stored runs of this processor, each from the others: the largest of
 * forecast/actual and actual/forecast; null where fewer than two can be compared.
 */
export function worstPastError(records: readonly RunRecord[], device: DeviceName): number | null {
  const samples = pastSamples(records, device);
  const factors = samples.flatMap((sample, i) => {
    const speed = speedAt(samples.toSpliced(i, 1), sample.flopsPerEpoch);
    const ratio = speed ? sample.gflops / speed.gflops : null;
    return ratio === null ? [] : [Math.max(ratio, 1 / ratio)];
  });
  return factors.length > 1 ? Math.max(...factors) : null;
}

/** What one waits for all of them: a run takes one worker from end to end. */
export function elapsedSeconds(runs: readonly { readonly forecastSeconds: number }[], workers: number): number {
  const each = runs.map(({ forecastSeconds }) => forecastSeconds);
  const total = each.reduce((sum, seconds) => sum + seconds, 0);
  return Math.max(0, total / Math.min(workers, runs.length || 1), ...each);
}

/** Null where there is nothing. */
export const medianOf = (values: readonly number[]): number | null => (values.length > 0 ? median(values) : null);
