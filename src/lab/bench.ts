/**
 * How fast a training step is, and how near to what the machine can do: the step's own matrix products, one by
 * one, through the same runtime in the same process are the ceiling. All ratios come from interleaved rounds of
 * one run; nothing is compared across processes or days.
 */
import { cpus } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { median } from './statistics/median.ts';
import { compile } from './engine/devices.ts';
import type { DeviceName } from './engine/deviceNames.ts';
import { flopsOf, matrixProductsOf, productProgram } from './engine/products.ts';
import { allocate, type Executable, type Program } from './engine/program.ts';
import { initialParameters } from './models/parameters.ts';
import { runSpecSchema, type RunSpec } from './spec.ts';
import { randomStream } from './tasks/random.ts';
import { scheduleAt } from './training/adamw.ts';
import { setupOf, stepProgram } from './training/programs.ts';

/** The baseline of the field: p = 113, 30 %, one layer. */
export const BENCH_SPEC: RunSpec = runSpecSchema.parse({
  task: { p: 113, fracTrain: 0.3 },
  model: {},
  optimizer: { learningRate: 1e-3, weightDecay: 1 },
  epochs: 1,
});

export interface BenchResult {
  readonly device: DeviceName;
  readonly processor: string;
  readonly threads: number;
  /** Median time of one epoch: forward, backward, AdamW. */
  readonly msPerEpoch: number;
  /** Matrix products of one epoch over its time. */
  readonly gflops: number;
  /** The same products alone, each the best of three calls in a row less an empty call, over their time. */
  readonly gemmCeilingGflops: number;
  readonly fractionOfCeiling: number;
  /** Epochs per second of two runs on two threads over one run on one; null on one core or on other devices. */
  readonly twoRunsSpeedup: number | null;
  readonly rounds: number;
}

const ROUNDS = 40;
const WARM_UP_ROUNDS = 5;
const QUICK_STEPS = 9;

export async function bench(device: DeviceName): Promise<BenchResult> {
  const program = benchProgram();
  const products = matrixProductsOf(program);
  const step = await timedStep(program, device);
  // What a call costs before it computes anything: the step pays it once, its products alone would pay it each.
  const call = await timedProgram(EMPTY_PROGRAM, device);
  const alone = await Promise.all(products.map((product) => timedProgram(productProgram(product), device)));
  const stepTimes: number[] = [];
  const productTimes: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const stepMs = await step();
    let productMs = 0;
    for (const time of alone) productMs += (await bestOfThree(time)) - (await bestOfThree(call));
    if (round < WARM_UP_ROUNDS) continue;
    stepTimes.push(stepMs);
    productTimes.push(productMs);
  }
  const flops = products.reduce((sum, product) => sum + flopsOf(product), 0);
  const msPerEpoch = median(stepTimes);
  const ceilingMs = median(productTimes);
  const several = device === 'cpu' && cpus().length > 1;
  return {
    device,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    threads: 1,
    msPerEpoch: rounded(msPerEpoch),
    gflops: rounded(flops / msPerEpoch / 1e6),
    gemmCeilingGflops: rounded(flops / ceilingMs / 1e6),
    fractionOfCeiling: rounded(ceilingMs / msPerEpoch),
    twoRunsSpeedup: several ? rounded(await twoRunsSpeedup()) : null,
    rounds: ROUNDS,
  };
}

const EMPTY_PROGRAM: Program = {
  inputs: { x: { shape: [1], dtype: 'float32' } },
  run: ({ x }) => ({ y: x as NonNullable<typeof x> }),
};

const bestOfThree = async (time: () => Promise<number>): Promise<number> =>
  Math.min(await time(), await time(), await time());

/** Speed of a few steps on `device`, GFLOP/s of useful work; takes about a second on a processor. */
export async function quickGflops(device: DeviceName): Promise<number> {
  const program = benchProgram();
  const step = await timedStep(program, device);
  const times: number[] = [];
  for (let i = 0; i < QUICK_STEPS; i++) times.push(await step());
  const flops = matrixProductsOf(program).reduce((sum, product) => sum + flopsOf(product), 0);
  return rounded(flops / median(times) / 1e6);
}

export function benchProgram(): Program {
  return stepProgram(setupOf(BENCH_SPEC));
}

const rounded = (x: number): number => Number(x.toPrecision(4));

/** A function that trains one epoch and returns its milliseconds. */
export async function timedStep(program: Program, device: DeviceName): Promise<() => Promise<number>> {
  const executable = await compile(program, device);
  let state = allocate(program.inputs);
  let next = { ...allocate(executable.outputs), schedule: new Float32Array(3) };
  const parameters = initialParameters(BENCH_SPEC.model, BENCH_SPEC.task.p, BENCH_SPEC.seed);
  for (const [name, values] of Object.entries(parameters)) state[name]?.set(values);
  const loss = new Float32Array(1);
  let epoch = 0;
  return async () => {
    const schedule = Float32Array.from(scheduleAt(BENCH_SPEC.optimizer, epoch++));
    const ms = await timed(executable, { ...state, schedule }, { ...next, loss });
    [state, next] = [next, state as typeof next];
    return ms;
  };
}

/** The same for a program on random numbers. */
async function timedProgram(program: Program, device: DeviceName): Promise<() => Promise<number>> {
  const executable = await compile(program, device);
  const inputs = allocate(program.inputs);
  const outputs = allocate(executable.outputs);
  const random = randomStream(0, 'bench');
  for (const buffer of Object.values(inputs)) buffer.forEach((_, i) => (buffer[i] = random.normal()));
  return () => timed(executable, inputs, outputs);
}

async function timed(executable: Executable, ...buffers: Parameters<Executable['run']>): Promise<number> {
  const start = performance.now();
  await executable.run(...buffers);
  return performance.now() - start;
}

const SECONDS_PER_SIDE = 4;

/** One worker alone, two together, one alone again: the ratio of epochs per second. */
async function twoRunsSpeedup(): Promise<number> {
  const before = await epochsPerSecond(1);
  const together = await epochsPerSecond(2);
  const after = await epochsPerSecond(1);
  return together / ((before + after) / 2);
}

async function epochsPerSecond(workers: number): Promise<number> {
  const rates = Array.from({ length: workers }, () => {
    const worker = new Worker(new URL(`./benchWorker${extname(import.meta.url)}`, import.meta.url), {
      workerData: SECONDS_PER_SIDE,
    });
    return new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  });
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}
