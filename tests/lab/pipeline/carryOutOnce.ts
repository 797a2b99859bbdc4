/**
 * Child process of the kill test: brings the folder given from wherever it stands to a run that was stored, completed
 * by further measures and replicated. A line on stdout for every event.
 */
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import type { Job } from '../../../src/lab/pipeline/job.ts';
import { keyOf } from '../../../src/lab/store/key.ts';
import { RunStore } from '../../../src/lab/store/store.ts';
import { killedJob, quiet } from './tiny.ts';

const folder = process.argv[2];
if (!folder) throw new TypeError('carryOutOnce: no folder given');
const whole = killedJob(folder);
const stored = async (): Promise<number> =>
  (await new RunStore(whole.storeRoot).record(keyOf(whole.spec).id))?.executions.length ?? 0;

const carry = (job: Job): Promise<unknown> =>
  carryOut(job, { ...quiet, report: ({ type }) => process.stdout.write(`${type}\n`) });

if ((await stored()) === 0) await carry({ ...whole, measures: ['norms'], keepWeights: false });
await carry(whole);
if ((await stored()) === 1) await carry({ ...whole, replicate: true });
