/** Proof that the store is whole, and that its results are what the code computes. */
import { isDeepStrictEqual } from 'node:util';
import { compile } from '../engine/devices.ts';
import type { DeviceName } from '../engine/deviceNames.ts';
import { asError } from '../errors.ts';
import { decodeCurve } from '../store/curve.ts';
import { compareWithLedger, type Ledger } from '../store/ledger.ts';
import type { RunRecord } from '../store/record.ts';
import type { RunStore, StoredRun } from '../store/store.ts';
import { summarize, type Evaluation } from '../training/summary.ts';
import type { Experiment } from './experiments.ts';
import { stateOf, weightsOf } from './takeResults.ts';
import { evaluateParameters, train } from './train.ts';
import { splitTask } from '../tasks/modular.ts';
import { stateFile, WEIGHTS_FILE } from './wanted.ts';

export interface Verdict {
  readonly id: string;
  readonly check: 'files' | 'ledger' | 'replay' | 'weights';
  readonly holds: boolean;
  /** What was found, one line. */
  readonly finding: string;
}

/** Every file of every run against its hash, and every run against the ledger. */
export async function verifyStore(store: RunStore, ledger: Ledger): Promise<Verdict[]> {
  const verdicts = await verifyFiles(store);
  let complaints = compareWithLedger(await ledger.entries(), await readableRecords(store));
  // Another process may have stored a run between the two readings.
  if (complaints.length > 0) complaints = compareWithLedger(await ledger.entries(), await readableRecords(store));
  const damaged = new Set(verdicts.filter(({ holds }) => !holds).map(({ id }) => id));
  return [
    ...verdicts,
    // A run that cannot be read is reported once.
    ...complaints
      .filter(({ run }) => !damaged.has(run))
      .map(({ run, finding }) => ({ id: run, check: 'ledger', holds: false, finding }) as const),
  ];
}

/** Enters whole runs that the ledger lacks, as after a kill between the two; returns their ids. */
export async function enterUnlisted(
  store: RunStore,
  ledger: Ledger,
  now: Date,
  records?: ReadonlyMap<string, RunRecord>,
): Promise<string[]> {
  records ??= await readableRecords(store);
  const complaints = compareWithLedger(await ledger.entries(), records);
  const unlisted = [...new Set(complaints.filter(({ isUnlisted }) => isUnlisted).map(({ run }) => run))];
  const entered: string[] = [];
  for (const id of unlisted) {
    const record = records.get(id);
    if (!record || !(await verifyRun(store, id)).holds) continue;
    await ledger.publish(record, now);
    entered.push(id);
  }
  return entered;
}

async function readableRecords(store: RunStore): Promise<Map<string, RunRecord>> {
  const records = new Map<string, RunRecord>();
  for (const id of await store.ids()) {
    // Reported by verifyFiles.
    const record = await store.record(id).catch(() => null);
    if (record) records.set(id, record);
  }
  return records;
}

/** Re-hashes every file of every run. */
export async function verifyFiles(store: RunStore): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const id of await store.ids()) verdicts.push(await verifyRun(store, id));
  return verdicts;
}

/** Every file of a run against its hash, every summary against its curve. */
export async function verifyRun(store: RunStore, id: string): Promise<Verdict> {
  try {
    const record = await store.record(id);
    if (!record) throw new Error(`run ${id} has no run.json`);
    const names = Object.keys(record.files);
    for (const name of names) await store.read(record, name);
    const curves = [{ curve: 'curve.csv', summary: record.summary }, ...record.replications];
    for (const { curve, summary } of curves) {
      const rows = decodeCurve(new TextDecoder().decode(await store.read(record, curve)));
      if (!isDeepStrictEqual(summarize(rows, record.spec, summary.divergedAt), summary))
        throw new Error(`run ${id}: its summary is not that of ${curve}`);
    }
    return { id, check: 'files', holds: true, finding: `${names.length} files match their SHA-256` };
  } catch (error) {
    return { id, check: 'files', holds: false, finding: asError(error).message };
  }
}

/** Relative difference of losses that float32 sums in another order may make over the first epochs. */
export const REPLAY_TOLERANCE = 2e-5;

/**
 * Retrains the first `epochs` of the first stored run of each experiment and compares with the stored curve; where a
 * run's final weights are published, evaluates them too.
 */
export async function verifyReplay(
  store: RunStore,
  experiments: readonly Experiment[],
  { epochs, device = 'cpu' }: ReplayOptions,
): Promise<Verdict[]> {
  const stored = new Set(await store.ids());
  const chosen = new Set(experiments.flatMap(({ runs }) => runs.find(({ id }) => stored.has(id))?.id ?? []));
  const verdicts: Verdict[] = [];
  for (const id of chosen) {
    try {
      const published = await store.get(id);
      if (!published) continue;
      verdicts.push(await replayRun(published, { epochs, device }));
      verdicts.push(...(await replayFromStates(store, published, { epochs, device })));
      if (WEIGHTS_FILE in published.record.files) verdicts.push(await evaluateWeights(store, published, device));
    } catch (error) {
      verdicts.push({ id, check: 'replay', holds: false, finding: asError(error).message });
    }
  }
  return verdicts;
}

interface ReplayOptions {
  readonly epochs: number;
  readonly device?: DeviceName;
}

/** Retrains the first `epochs` of a stored run and compares with its curve. */
export async function replayRun(
  { record, rows: published }: StoredRun,
  { epochs, device = 'cpu' }: ReplayOptions,
): Promise<Verdict> {
  // Two evaluations at least.
  const enough = Math.max(epochs, record.spec.evaluateEvery);
  const spec = { ...record.spec, epochs: Math.min(enough, record.summary.epochs), stop: null };
  const { rows } = await train(spec, { compile: (program) => compile(program, device) });
  return compare(record, published, rows);
}

/** Trains `epochs` on from each published state of a run and compares with its curve. */
async function replayFromStates(
  store: RunStore,
  run: StoredRun,
  { epochs, device = 'cpu' }: ReplayOptions,
): Promise<Verdict[]> {
  const { record } = run;
  const starts = Object.keys(record.files).flatMap((name) => /^states\/(\d+)\./.exec(name)?.[1] ?? []);
  const verdicts: Verdict[] = [];
  for (const epoch of starts.map(Number).sort((x, y) => x - y)) {
    const { rows: published, summary } = await store.execution(run, record.origins[stateFile(epoch)] ?? 1);
    const from = {
      epoch,
      rows: published.filter((row) => row.epoch <= epoch),
      state: await stateOf(store, record, epoch),
    };
    const end = epoch + Math.max(epochs, 2 * record.spec.evaluateEvery);
    const spec = { ...record.spec, epochs: Math.min(end, summary.epochs), stop: null };
    const { rows } = await train(spec, { compile: (program) => compile(program, device), from });
    verdicts.push(compare(record, published, rows.slice(from.rows.length)));
  }
  return verdicts;
}

/** Evaluates the published final weights and compares with the last row of the curve. */
export async function evaluateWeights(store: RunStore, run: StoredRun, device: DeviceName = 'cpu'): Promise<Verdict> {
  const { record } = run;
  const { id, spec } = record;
  const { rows } = await store.execution(run, record.origins[WEIGHTS_FILE] ?? 1);
  const last = rows.at(-1) as Evaluation;
  const parameters = await weightsOf(store, record);
  const row = await evaluateParameters(spec, parameters, last.epoch, (program) => compile(program, device));
  const worst = Math.max(...differencesOf(record, last, row));
  const finding = `final weights at epoch ${last.epoch}: ${differenceText(worst)}`;
  return { id, check: 'weights', holds: worst <= REPLAY_TOLERANCE, finding };
}

function compare(record: RunRecord, published: readonly Evaluation[], replayed: readonly Evaluation[]): Verdict {
  const byEpoch = new Map(published.map((row) => [row.epoch, row]));
  const shared = replayed.filter(({ epoch }) => byEpoch.has(epoch));
  const worst = Math.max(...shared.flatMap((row) => differencesOf(record, byEpoch.get(row.epoch) as Evaluation, row)));
  const holds = shared.length > 1 && worst <= REPLAY_TOLERANCE;
  const [first, last] = [shared[0]?.epoch ?? 0, shared.at(-1)?.epoch ?? 0];
  const extent = `${shared.length} evaluations from epoch ${first} to ${last}`;
  return { id: record.id, check: 'replay', holds, finding: `${extent}: ${differenceText(worst)}` };
}

const COMPARED = ['trainLoss', 'testLoss', 'sumSquaredWeights'] as const;

/**
 * Relative differences (the curve has float32 in shortest decimals). An accuracy may differ by one pair, which a rounding
 * can turn, or one in a thousand; a larger difference is no rounding, and infinite.
 */
function differencesOf({ spec }: RunRecord, published: Evaluation, computed: Evaluation): number[] {
  const losses = COMPARED.map((key) => {
    const expected = Math.fround(published[key]);
    return Object.is(expected, computed[key]) ? 0 : Math.abs(expected - computed[key]) / Math.abs(expected);
  });
  const { train, test } = splitTask(spec.task, spec.seed);
  const isTurned = (key: 'trainAccuracy' | 'testAccuracy', { target: { length } }: typeof train): boolean =>
    Math.abs(published[key] - computed[key]) > 1.5 / length + 1e-3;
  const isOff = isTurned('trainAccuracy', train) || isTurned('testAccuracy', test);
  return [...losses, isOff ? Infinity : 0];
}

const differenceText = (worst: number): string =>
  worst === 0 ? 'bit-identical' : worst === Infinity ? 'other accuracies' : `within ${worst.toExponential(1)} relative`;
