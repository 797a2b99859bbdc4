/** Proof that the store is whole, and that its results are what the code computes. */
import { isDeepStrictEqual } from 'node:util';
import { compile, type DeviceName } from '../engine/devices.ts';
import { asError } from '../errors.ts';
import type { RunRecord } from '../store/record.ts';
import type { RunStore } from '../store/store.ts';
import { summarize, type Evaluation } from '../training/summary.ts';
import type { Experiment } from './experiments.ts';
import { train } from './train.ts';

export interface Verdict {
  readonly id: string;
  readonly check: 'files' | 'replay';
  readonly holds: boolean;
  /** What was found, one line. */
  readonly finding: string;
}

/** Re-hashes every file of every run. */
export async function verifyFiles(store: RunStore): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const id of await store.ids()) {
    try {
      const run = await store.get(id);
      if (!run) throw new Error(`run ${id} has no run.json`);
      const { record, rows } = run;
      const names = Object.keys(record.files);
      for (const name of names) await store.read(record, name);
      const summary = summarize(rows, record.spec, record.summary.divergedAt);
      if (!isDeepStrictEqual(summary, record.summary))
        throw new Error(`run ${id}: its summary is not that of its curve`);
      verdicts.push({ id, check: 'files', holds: true, finding: `${names.length} files match their SHA-256` });
    } catch (error) {
      verdicts.push({ id, check: 'files', holds: false, finding: asError(error).message });
    }
  }
  return verdicts;
}

/** Relative difference of losses that float32 sums in another order may make over the first epochs. */
export const REPLAY_TOLERANCE = 2e-5;

/** Retrains the first `epochs` of the first stored run of each experiment and compares with the stored curve. */
export async function verifyReplay(
  store: RunStore,
  experiments: readonly Experiment[],
  { epochs, device = 'cpu' }: { readonly epochs: number; readonly device?: DeviceName },
): Promise<Verdict[]> {
  const stored = new Set(await store.ids());
  const verdicts: Verdict[] = [];
  for (const { runs } of experiments) {
    const run = runs.find(({ id }) => stored.has(id));
    const published = run && (await store.get(run.id));
    if (!published) continue;
    const spec = { ...published.record.spec, epochs, stop: null };
    const { rows } = await train(spec, { compile: (program) => compile(program, device) });
    verdicts.push(compare(published.record, published.rows, rows));
  }
  return verdicts;
}

const COMPARED = ['trainLoss', 'testLoss', 'sumSquaredWeights'] as const;

function compare({ id }: RunRecord, published: readonly Evaluation[], replayed: readonly Evaluation[]): Verdict {
  const byEpoch = new Map(published.map((row) => [row.epoch, row]));
  const shared = replayed.filter(({ epoch }) => byEpoch.has(epoch));
  const differences = shared.flatMap((row) =>
    COMPARED.map((key) => {
      const expected = byEpoch.get(row.epoch)?.[key] ?? NaN;
      // The curve has float32 in shortest decimals.
      return Math.abs(Math.fround(expected) - row[key]) / Math.abs(expected);
    }),
  );
  const worst = Math.max(...differences);
  const holds = shared.length > 1 && worst <= REPLAY_TOLERANCE;
  const extent = `${shared.length} evaluations to epoch ${shared.at(-1)?.epoch ?? 0}`;
  const finding = worst === 0 ? 'bit-identical' : `within ${worst.toExponential(1)} relative`;
  return { id, check: 'replay', holds, finding: `${extent}: ${finding}` };
}
