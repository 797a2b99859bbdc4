/**
 * How long every measure takes of one run at p = 113 with 100 checkpoints, in seconds of the clock and of the processor
 * (budget: 3 minutes together on 2 cores), and one Fourier transform of all logits (budget: 0.2 s). The checkpoints lie
 * on the line from the initial to the published weights of a stored run. node tests/bench/measures.ts [measure…]
 */
import type * as tf from '@tensorflow/tfjs-core';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../src/lab/engine/devices.ts';
import { allocate } from '../../src/lab/engine/program.ts';
import { MEASURE_NAMES, measureCatalogue } from '../../src/lab/measures/catalogue.ts';
import { transform2d } from '../../src/lab/measures/fourierTensors.ts';
import { measures } from '../../src/lab/measures/index.ts';
import type { MeasureContext } from '../../src/lab/measures/measure.ts';
import { initialParameters, type Parameters } from '../../src/lab/models/parameters.ts';
import { weightsOf } from '../../src/lab/pipeline/takeResults.ts';
import { WEIGHTS_FILE } from '../../src/lab/pipeline/wanted.ts';
import { RunStore, type StoredRun } from '../../src/lab/store/store.ts';

const P = 113;
const CHECKPOINTS = 100;
const store = new RunStore(join(import.meta.dirname, '../../public/runs'));

async function storedRun(): Promise<StoredRun> {
  for (const id of await store.ids()) {
    const run = await store.get(id);
    if (run && run.record.spec.task.p === P && WEIGHTS_FILE in run.record.files) return run;
  }
  throw new Error(`no stored run with p = ${P} and published weights`);
}

function print(what: string, began: number, cpu: NodeJS.CpuUsage): void {
  const { user, system } = process.cpuUsage(cpu);
  const seconds = [(performance.now() - began) / 1000, (user + system) / 1e6].map((x) => x.toFixed(2).padStart(9));
  process.stdout.write(`${what.padEnd(34)}${seconds.join('')}\n`);
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  print(what, began, cpu);
}

const run = await storedRun();
const { spec, summary } = run.record;
const published = await weightsOf(store, run.record);
const initial = initialParameters(spec.model, P, spec.seed);
const checkpointEpochs = Array.from({ length: CHECKPOINTS }, (_, i) => Math.round((summary.epochs * i) / (CHECKPOINTS - 1))); // prettier-ignore
const context: MeasureContext = {
  spec,
  rows: run.rows,
  summary,
  checkpointEpochs,
  parametersAt: (epoch) => {
    const share = epoch / summary.epochs;
    const between = (name: string, values: Float32Array): Float32Array =>
      values.map((x, i) => x + share * ((published[name]?.[i] ?? NaN) - x));
    const entries = Object.entries(initial).map(([name, values]) => [name, between(name, values)]);
    return Promise.resolve(Object.fromEntries(entries) as Parameters);
  },
  compile: (program) => compile(program, 'cpu'),
};

const load = (): string => loadavg().map((x) => x.toFixed(1)).join(' '); // prettier-ignore
process.stdout.write(`run ${run.record.id}, load ${load()}\n${'seconds of the'.padEnd(34)}    clock processor\n`);
const wanted = process.argv.slice(2);
const names = MEASURE_NAMES.filter((name) => wanted.length === 0 || wanted.includes(name));
const [began, cpu] = [performance.now(), process.cpuUsage()];
for (const name of names) {
  const { reads } = measureCatalogue[name];
  if (measureCatalogue[name].refuses?.(spec)) continue;
  await timed(reads === 'checkpoints' ? name : `${name} (${reads})`, () => measures[name].compute(context));
}
print('together', began, cpu);

const squares = { ...spec, task: { ...spec.task, operation: 'a^2+b^2' as const } };
await timed('operationFourier of a^2+b^2', () => measures.operationFourier.compute({ ...context, spec: squares }));

const transform = await context.compile({
  inputs: { L: { shape: [P * P, P], dtype: 'float32' } },
  run: ({ L }) => ({ power: transform2d(L as tf.Tensor2D, P) }),
});
const [inputs, outputs] = [{ L: new Float32Array(P ** 3).fill(1) }, allocate(transform.outputs)];
await transform.run(inputs, outputs);
await timed('Fourier transform of p² × p logits', () => transform.run(inputs, outputs));
process.stdout.write(`load ${load()}\n`);
