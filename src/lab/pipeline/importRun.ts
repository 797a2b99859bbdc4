/**
 * Takes over a run that another machine trained. Checked: hashes, summary, the first epochs, the final weights. Not
 * checked: the middle of the curve and the measures, which would take training it again (`replicate` does).
 */
import { asError } from '../errors.ts';
import { RunCache } from '../store/cache.ts';
import { agreement } from '../store/grade.ts';
import type { Ledger } from '../store/ledger.ts';
import { takeLock } from '../store/lock.ts';
import type { RunStore, StoredRun } from '../store/store.ts';
import { evaluateWeights, replayRun, verifyRun } from './verify.ts';
import { WEIGHTS_FILE } from './wanted.ts';

export interface ImportVerdict {
  readonly id: string;
  /** replication: stored here before with another curve, and kept beside it as a further execution. */
  readonly outcome: 'imported' | 'already stored' | 'replication' | 'refused';
  /** What was found, one line. */
  readonly finding: string;
}

export interface ImportOptions {
  readonly from: RunStore;
  readonly to: RunStore;
  readonly ledger: Ledger;
  readonly cacheRoot: string;
  /** Ids of the runs that experiments have. */
  readonly known: ReadonlySet<string>;
  readonly withdrawn: ReadonlySet<string>;
  /** Epochs to retrain here, at least to the first evaluation after the start. */
  readonly replayEpochs: number;
  /** Take runs that no experiment has, too. */
  readonly force: boolean;
  readonly now: () => Date;
}

interface Check {
  readonly holds: boolean;
  readonly finding: string;
}

/** @throws LabError where the run stored here is damaged, or the disk is full. */
export async function importRun(id: string, options: ImportOptions): Promise<ImportVerdict> {
  const { from, to, ledger, cacheRoot, now } = options;
  const release = await takeLock(new RunCache(cacheRoot, id).lockPath);
  if (!release) return { id, outcome: 'refused', finding: 'another process trains it here; import it again later' };
  try {
    const findings: string[] = [];
    for (const check of [isWhole, isPlain, isWanted]) {
      const { holds, finding } = await check(id, options);
      if (!holds) return { id, outcome: 'refused', finding };
      if (finding) findings.push(finding);
    }
    const run = (await from.get(id)) as StoredRun;
    const stored = await to.get(id);
    const same = stored && sameExecution(run, stored);
    if (same) return { id, ...same };
    for (const { holds, finding } of await recomputeSafely(run, options)) {
      if (!holds) return { id, outcome: 'refused', finding };
      findings.push(finding);
    }
    if (stored) findings.push(await addReplication(run, stored, options));
    else await to.copy(from, run.record);
    const record = await to.record(id);
    if (record) await ledger.publish(record, now());
    return { id, outcome: stored ? 'replication' : 'imported', finding: findings.join('; ') };
  } finally {
    await release();
  }
}

const isWhole = (id: string, { from }: ImportOptions): Promise<Check> => verifyRun(from, id);

/** Only what a run of ours has: one execution, and files of known names, which are all served as they are. */
async function isPlain(id: string, { from }: ImportOptions): Promise<Check> {
  const record = await from.record(id);
  const others = Object.keys(record?.records ?? {}).filter((path) => path !== 'run.json');
  if (others.length > 0)
    return {
      holds: false,
      finding: `it was added to (${others.join(', ')}); only its first execution can be imported`,
    };
  const strange = Object.keys(record?.files ?? {}).filter((name) => !KNOWN_FILE.test(name));
  if (strange.length > 0) return { holds: false, finding: `${strange.join(', ')}: no file of a run` };
  return { holds: true, finding: '' };
}

const KNOWN_FILE =
  /^(curve\.csv|weights\.safetensors|states\/\d+\.safetensors|measures\/\w+(@[\w-]+)?\.(json|safetensors))$/;

/** A run of no experiment is on no page; most often its definition was changed since, or the folder is the wrong one. */
function isWanted(id: string, { known, withdrawn, force }: ImportOptions): Promise<Check> {
  if (withdrawn.has(id)) return Promise.resolve({ holds: false, finding: 'it was withdrawn here' });
  if (known.has(id)) return Promise.resolve({ holds: true, finding: '' });
  const finding = 'no experiment has a run of this spec';
  return Promise.resolve({ holds: force, finding: force ? finding : `${finding} (--force takes it all the same)` });
}

/** The first epochs, and the last row of the curve where the final weights are there. */
async function recompute(run: StoredRun, { from, replayEpochs }: ImportOptions): Promise<Check[]> {
  const epochs = Math.max(replayEpochs, run.record.spec.evaluateEvery);
  const replay = await replayRun(run, { epochs });
  if (!replay.holds) return [{ ...replay, finding: `its curve is not what this code computes: ${replay.finding}` }];
  if (!(WEIGHTS_FILE in run.record.files)) return [replay];
  const weights = await evaluateWeights(from, run);
  if (weights.holds) return [replay, weights];
  return [{ ...weights, finding: `its weights do not give the end of its curve: ${weights.finding}` }];
}

/** What cannot even be read is refused like what does not agree. */
const recomputeSafely = (run: StoredRun, options: ImportOptions): Promise<Check[]> =>
  recompute(run, options).catch((error: unknown) => [
    { holds: false, finding: `it cannot be checked: ${asError(error).message}` },
  ]);

/** The verdict where this execution is stored here already; null where it is not. */
function sameExecution(
  { record: { files, executions } }: StoredRun,
  { record: stored }: StoredRun,
): Omit<ImportVerdict, 'id'> | null {
  const curves = ['curve.csv', ...stored.replications.map(({ curve }) => curve)].map((name) => stored.files[name]);
  const n = stored.executions.findIndex(({ startedAt }) => startedAt === executions[0]?.startedAt);
  const hash = files['curve.csv'];
  if (n >= 0 && curves[n] !== hash) {
    return { outcome: 'refused', finding: `execution ${n + 1} here began at the same time, but has another curve` };
  }
  if (n < 0 && curves[0] !== hash) return null;
  return { outcome: 'already stored', finding: 'bit-identical' };
}

/** Keeps the first execution of `run` beside the one that is stored; its measures and weights are left. */
async function addReplication(run: StoredRun, stored: StoredRun, { from, to }: ImportOptions): Promise<string> {
  const { id, summary, executions } = run.record;
  const [execution] = executions;
  if (!execution) throw new TypeError(`importRun: run ${id} has no execution`);
  const curve = new TextDecoder().decode(await from.read(run.record, 'curve.csv'));
  const n = await to.addExecution(id, execution, summary, curve);
  const { grade } = agreement({ ...stored, summary: stored.record.summary }, { ...run, summary });
  return `execution ${n}, ${grade}`;
}
