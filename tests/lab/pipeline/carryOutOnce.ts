/** Child process of the kill test: carries out the tiny run in the folder given, and says so on stdout. */
import { carryOut } from '../../../src/lab/pipeline/carryOut.ts';
import { quiet, tinyJob } from './tiny.ts';

const folder = process.argv[2];
if (!folder) throw new TypeError('carryOutOnce: no folder given');
process.stdout.write(await carryOut(tinyJob(folder), quiet));
