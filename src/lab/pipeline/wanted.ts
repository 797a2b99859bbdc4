/** What a definition wants of a run beyond its curve, and which of it is not stored. */
import { measureCatalogue, type MeasureName } from '../measures/catalogue.ts';
import type { RunCache } from '../store/cache.ts';
import type { RunRecord } from '../store/record.ts';

export interface WantedResults {
  readonly measures: readonly MeasureName[];
  /** Epochs between the checkpoints that measures see. */
  readonly checkpointEvery: number;
  /** Whether the final weights are published. */
  readonly keepWeights: boolean;
  /** Epochs whose whole training state is published. */
  readonly keepStates: readonly number[];
}

/** Published final weights of a run. */
export const WEIGHTS_FILE = 'weights.safetensors';

/** Published training state: parameters and both moments, as they are before the step of that epoch. */
export const stateFile = (epoch: number): string => `states/${epoch}.safetensors`;

/** Results that are wanted and not stored in today's version. */
export interface MissingResults {
  readonly measures: readonly MeasureName[];
  readonly weights: boolean;
  readonly states: readonly number[];
  /** One line for each: what is stored, what is wanted. */
  readonly reasons: readonly string[];
}

export function missingResults(record: RunRecord, wanted: WantedResults): MissingResults {
  const reasons = new Map<MeasureName, string>();
  for (const name of wanted.measures) {
    const reason = reasonToMeasure(name, record, wanted.checkpointEvery);
    if (reason) reasons.set(name, reason);
  }
  const weights = wanted.keepWeights && !(WEIGHTS_FILE in record.files);
  // What some execution did not reach cannot be had.
  const shortest = Math.min(record.summary.epochs, ...record.replications.map(({ summary }) => summary.epochs));
  const states = wanted.keepStates.filter((epoch) => epoch < shortest && !(stateFile(epoch) in record.files));
  return {
    measures: [...reasons.keys()],
    weights,
    states,
    reasons: [
      ...reasons.values(),
      ...(weights ? ['final weights: not stored'] : []),
      ...states.map((epoch) => `training state at epoch ${epoch}: not stored`),
    ],
  };
}

export const isComplete = ({ reasons }: MissingResults): boolean => reasons.length === 0;

function reasonToMeasure(name: MeasureName, record: RunRecord, checkpointEvery: number): string | null {
  const { version, reads } = measureCatalogue[name];
  const notes = record.measures[name] ?? [];
  const current = notes.filter((note) => note.version === version);
  const isFine = (every: number | null): boolean =>
    // A finer schedule holds the coarser one; the first runs did not record theirs.
    reads === 'final network' || every === null || checkpointEvery % every === 0;
  if (current.some((note) => isFine(note.checkpointEvery))) return null;
  if (notes.length === 0) return `measure ${name}: not stored`;
  if (current.length === 0) return `measure ${name}: version ${notes.at(-1)?.version ?? '?'} → ${version}`;
  return `measure ${name}: checkpoints every ${current.at(-1)?.checkpointEvery ?? '?'} → ${checkpointEvery} epochs`;
}

/** Whether any of the measures looks at checkpoints on the way. */
export const readsCheckpoints = ({ measures }: Pick<WantedResults, 'measures'>): boolean =>
  measures.some((name) => measureCatalogue[name].reads === 'checkpoints');

/** What several experiments that share a run want of it together. */
export function union(wanted: readonly WantedResults[]): WantedResults {
  return {
    measures: [...new Set(wanted.flatMap(({ measures }) => measures))].sort(),
    checkpointEvery: wanted.map(({ checkpointEvery }) => checkpointEvery).reduce(greatestCommonDivisor, 0),
    keepWeights: wanted.some(({ keepWeights }) => keepWeights),
    keepStates: [...new Set(wanted.flatMap(({ keepStates }) => keepStates))].sort((x, y) => x - y),
  };
}

const greatestCommonDivisor = (x: number, y: number): number => (y === 0 ? x : greatestCommonDivisor(y, x % y));

/** Every evaluation up to here is a checkpoint, besides every `checkpointEvery` epochs and the last. */
const DENSE_UNTIL = 200;

export const isCheckpoint = (epoch: number, checkpointEvery: number): boolean =>
  epoch <= DENSE_UNTIL || epoch % checkpointEvery === 0;

/** Training so far, as far as the checkpoints it left behind depend on it. */
export interface Trained {
  readonly evaluateEvery: number;
  readonly epoch: number;
  readonly isFinished: boolean;
}

/** Whether a cache holds everything that is wanted of the way, up to the epoch it has come to. */
export async function hasCheckpoints(
  wanted: Pick<WantedResults, 'measures' | 'checkpointEvery' | 'keepStates'>,
  { evaluateEvery, epoch, isFinished }: Trained,
  cache: RunCache,
): Promise<boolean> {
  const states = await cache.checkpointEpochs('states');
  // Training goes on behind the epoch at which it was interrupted: its state is not seen again.
  const isPast = (state: number): boolean => state < epoch || (state === epoch && !isFinished);
  if (wanted.keepStates.some((state) => isPast(state) && !states.includes(state))) return false;
  if (!readsCheckpoints(wanted)) return true;
  const there = new Set(await cache.checkpointEpochs());
  if (isFinished) there.add(epoch);
  for (let evaluated = 0; evaluated <= epoch; evaluated += evaluateEvery) {
    if (isCheckpoint(evaluated, wanted.checkpointEvery) && !there.has(evaluated)) return false;
  }
  return true;
}
