/** Thread entry of the benchmark: trains for a while and posts its epochs per second. */
import { parentPort, workerData } from 'node:worker_threads';
import { benchProgram, timedStep } from './bench.ts';

const step = await timedStep(benchProgram(), 'cpu');
for (let i = 0; i < 3; i++) await step();
let epochs = 0;
const start = performance.now();
while (performance.now() - start < (workerData as number) * 1000) {
  await step();
  epochs += 1;
}
parentPort?.postMessage((1000 * epochs) / (performance.now() - start));
