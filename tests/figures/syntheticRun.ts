/** A run that never trained: curves and measures by closed form, small and the same everywhere. */
import type { RunResults } from '../../src/lab/store/results.ts';
import { filmsBefore, syntheticFilms } from './syntheticFilms.ts';
import { syntheticMaps } from './syntheticMaps.ts';
import { syntheticMeasures } from './syntheticMeasures.ts';
import { divergedSpectra, syntheticSpectra } from './syntheticSpectra.ts';
import { keyOf } from '../../src/lab/store/key.ts';
import { runSpecSchema } from '../../src/lab/spec.ts';
import { allPairs, type ModularTask } from '../../src/lab/tasks/modular.ts';
import { summarize, type Evaluation } from '../../src/lab/training/summary.ts';

export const P = 11;
const LAST = 3000;
const KEYS = [2, 5];
const FREQUENCIES = [1, 2, 3, 4, 5];

/** From 0 to 1 around `middle`, on a logarithmic clock; exactly 0 and 1 far from it. */
function rise(epoch: number, middle: number, steepness: number): number {
  const x = 1 / (1 + Math.exp(-steepness * Math.log((epoch + 1) / middle)));
  return x < 1e-4 ? 0 : x > 1 - 1e-4 ? 1 : x;
}

/** A number in [0, 1) that looks random: position `i` of a Weyl sequence. */
const noise = (i: number): number => (i * 0.6180339887498949) % 1;

function rowsOf(transition: number): Evaluation[] {
  return Array.from({ length: LAST / 10 + 1 }, (_, i) => {
    const epoch = 10 * i;
    const memory = rise(epoch, 80, 6);
    const understanding = rise(epoch, transition, 20);
    return {
      epoch,
      trainAccuracy: Math.fround(0.02 + 0.98 * memory),
      testAccuracy: Math.fround(0.01 + 0.99 * understanding),
      trainLoss: Math.fround(Math.log(P) * 10 ** (-6 * memory)),
      testLoss: Math.fround((Math.log(P) + 8 * memory) * 10 ** (-5 * understanding)),
      sumSquaredWeights: Math.fround(500 + 900 * memory - 1000 * understanding),
    };
  });
}

/**
 * @param transition about the epoch of 50 % test accuracy. @param stop last epoch of the curve.
 * @param measured with the measures of training, which are null otherwise.
 */
export function syntheticRun({ seed = 0, transition = 900, stop = LAST, measured = false } = {}): RunResults {
  const spec = runSpecSchema.parse({
    task: { p: P, fracTrain: 0.4 },
    model: { dModel: 8, nHeads: 2, dMlp: 16 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: LAST,
    stop: { basin: 500 },
    seed,
  });
  const rows = rowsOf(transition).filter(({ epoch }) => epoch <= stop);
  const { key, id, preimage } = keyOf(spec);
  const summary = summarize(rows, spec, null);
  const epochs = [0, 20, 50, 80, 120, 180, 250, 350, 500, 700, 800, 850, 900, 950, 1000, 1100, 1300, 2000, LAST];
  const understood = epochs.map((epoch) => rise(epoch, transition, 20));
  const record: RunResults['record'] = {
    schema: 1,
    id,
    key,
    preimage,
    spec,
    summary,
    files: { 'curve.csv': '0'.repeat(64) },
    executions: [],
    replications: [],
    measures: {},
    origins: {},
    records: {},
  };
  return {
    record,
    rows,
    ...(measured
      ? {
          ...syntheticMeasures({ p: P, keys: KEYS, heads: 2, epochs, ...courseOf(epochs, transition) }),
          ...syntheticFilms({
            task: spec.task,
            summary,
            dimensions: 8,
            keys: KEYS,
            epochs,
            ...courseOf(epochs, transition),
          }),
        }
      : {
          attention: null,
          landscape: null,
          mistakes: null,
          activations: null,
          twins: null,
          neuronFilm: null,
          progress: null,
          symmetry: null,
          symmetryPath: null,
          trajectory: null,
          unseenRestricted: null,
          weightMaps: null,
        }),
    ablations: null,
    heldAttention: null,
    isolation: null,
    spectra: measured ? syntheticSpectra({ p: P, keys: KEYS, hidden: 3, neurons: 16, epoch: LAST }) : null,
    circuit: null,
    operationFourier: null,
    maps: measured ? syntheticMaps({ p: P, keys: KEYS, heads: 2, epoch: LAST }) : null,
    fourier: fourierOf(epochs, understood),
    norms: {
      measure: 'norms@1',
      epochs,
      sumSquares: Object.fromEntries(
        ['W_E', 'W_U', 'blocks.0.W_Q', 'blocks.0.W_in'].map((name, i) => [
          name,
          understood.map((share) => 100 * (i + 1) * (1.5 - share)),
        ]),
      ),
    },
    pairs: pairsOf(epochs, understood),
    planes: planesOf(epochs, understood),
  };
}

/** What has been learned at each epoch; the circuit well before test accuracy shows it. */
function courseOf(
  epochs: readonly number[],
  transition: number,
): { memory: number[]; circuit: number[]; understanding: number[] } {
  return {
    memory: epochs.map((epoch) => rise(epoch, 80, 6)),
    circuit: epochs.map((epoch) => rise(epoch, 0.6 * transition, 8)),
    understanding: epochs.map((epoch) => rise(epoch, transition, 20)),
  };
}

/** `syntheticRun` as large as the runs of the studies: p = 113, 220 checkpoints, four heads, curves that tremble. */
export function largeRun(): RunResults {
  const run = syntheticRun({ measured: true });
  const spec = runSpecSchema.parse({
    ...run.record.spec,
    task: { ...run.record.spec.task, p: 113 },
    model: { dModel: 128, nHeads: 4, dMlp: 512 },
  });
  const dense = Array.from({ length: 20 }, (_, i) => i * 10);
  const epochs = [...dense, ...Array.from({ length: 200 }, (_, i) => 200 + Math.round((i * (LAST - 200)) / 199))];
  const course = { p: 113, keys: [14, 35, 41, 42, 52], heads: 4, epochs, tremble: 0.6, ...courseOf(epochs, 900) };
  const maps = syntheticMaps({ ...course, epoch: LAST });
  const spectra = syntheticSpectra({ p: 113, keys: course.keys, hidden: 16, neurons: 512, epoch: LAST });
  return { ...run, record: { ...run.record, spec }, maps, ...syntheticMeasures(course), spectra };
}

function fourierOf(epochs: number[], understood: number[]): RunResults['fourier'] {
  return {
    measure: 'fourier@1',
    frequencies: FREQUENCIES,
    epochs,
    norms: understood.map((share) => FREQUENCIES.map((k) => 1 + (KEYS.includes(k) ? 4 * share : -0.8 * share))),
    gini: understood.map((share) => 0.5 * share),
    finalLogitEnergies: FREQUENCIES.map((k) => (KEYS.includes(k) ? 1 : 0)),
    keyFrequencies: KEYS,
  };
}

function pairsOf(epochs: number[], understood: number[]): RunResults['pairs'] {
  const pairs = Array.from({ length: P * P }, (_, pair) => pair);
  const isTrain = Uint8Array.from(pairs, (pair) => Number(noise(pair + 1) < 0.4));
  const momentEpochs = [0, 120, 350, LAST];
  const powers = (epoch: number, train: number): number => (epoch === 0 ? 0 : epoch === LAST ? -6 : train ? -2 : 1);
  return {
    momentEpochs,
    loss: momentEpochs.map((epoch) =>
      Float32Array.from(pairs, (pair) => 10 ** (powers(epoch, isTrain[pair] ?? 0) + 0.4 * noise(pair))),
    ),
    frameEpochs: epochs,
    correctLogit: epochs.map((epoch, t) =>
      Float32Array.from(pairs, (pair) => {
        const memorized = (isTrain[pair] ?? 0) * 20 * rise(epoch, 80, 6);
        return memorized + 40 * (understood[t] ?? 0) + 8 * (noise(pair + t) - 0.5);
      }),
    ),
    isTrain,
  };
}

function planesOf(epochs: number[], understood: number[]): RunResults['planes'] {
  return {
    keyFrequencies: KEYS,
    epochs,
    coordinates: understood.map((share) =>
      KEYS.map((k) =>
        Float32Array.from({ length: 2 * P }, (_, i) => {
          const angle = (2 * Math.PI * k * Math.floor(i / 2)) / P;
          return share * (i % 2 ? Math.sin(angle) : Math.cos(angle)) + 0.3 * (1 - share) * (noise(i) - 0.5);
        }),
      ),
    ),
    share: understood.map((x) => Float32Array.of(0.1 + 0.3 * x, 0.1 + 0.2 * x)),
  };
}

/** Some pairs left out of the task: its measures follow. */
export function leavingOut(run: RunResults, changes: Partial<ModularTask>): RunResults {
  const { record, pairs } = run;
  const task = { ...record.spec.task, ...changes };
  const cells = allPairs(task).map(([a, b]) => a * task.p + b);
  const kept = (values: Float32Array): Float32Array => Float32Array.from(cells, (i) => values[i] ?? NaN);
  return {
    ...run,
    record: { ...record, spec: { ...record.spec, task } },
    pairs: pairs && {
      ...pairs,
      loss: pairs.loss.map(kept),
      correctLogit: pairs.correctLogit.map(kept),
      isTrain: Uint8Array.from(cells, (i) => pairs.isTrain[i] ?? 0),
    },
    planes: null,
    neuronFilm: null,
  };
}

/** `value` with NaN for every number. */
function unmade<T>(value: T): T {
  if (typeof value === 'number') return NaN as T;
  if (Array.isArray(value)) return value.map(unmade) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, x]) => [name, unmade(x)])) as T;
}

/** `value` with every array over `epochs` ending at `last`, where all is NaN. */
function cut<T>(value: T, epochs: readonly number[], last: number): T {
  const before = epochs.filter((epoch) => epoch < last).length;
  if (value === epochs) return [...epochs.slice(0, before), last] as T;
  if (Array.isArray(value))
    return (
      value.length === epochs.length
        ? [...(value.slice(0, before) as unknown[]), unmade(value[0] as unknown)]
        : value.map((x: unknown) => cut(x, epochs, last))
    ) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, x]) => [name, cut<unknown>(x, epochs, last)])) as T;
}

/** Of weights that are no numbers: nothing but NaN, and no neuron to choose. */
function divergedMaps(maps: NonNullable<RunResults['maps']>, epoch: number): RunResults['maps'] {
  const nan = (values: Float32Array): Float32Array => values.map(() => NaN);
  return {
    epoch,
    keyFrequencies: [],
    neurons: [],
    heads: maps.heads.map(({ onFirst, ...told }) => ({ ...unmade(told), onFirst: nan(onFirst) })),
    examples: maps.examples.map(({ weights, ...pair }) => ({ ...pair, weights: unmade(weights) })),
    correctLogit: { full: nan(maps.correctLogit.full), restricted: nan(maps.correctLogit.restricted) },
  };
}

/** `run` with everything NaN at `epoch`, in the curve and in all measures; it ends there. */
export function divergedRun(run: RunResults, epoch: number): RunResults {
  const { record, attention, fourier, maps, norms, pairs, planes, progress, spectra, trajectory } = run;
  const before = (epochs: readonly number[]): number => epochs.filter((x) => x < epoch).length;
  const ended = (epochs: readonly number[]): number[] => [...epochs.slice(0, before(epochs)), epoch];
  const spoiled = <T>(epochs: readonly number[], values: readonly T[], spoil: (value: T) => T): T[] => [
    ...values.slice(0, before(epochs)),
    ...values.slice(-1).map(spoil),
  ];
  const nan = (values: Float32Array): Float32Array => values.map(() => NaN);
  const rows = run.rows
    .filter((row) => row.epoch <= epoch)
    .map((row) => (row.epoch < epoch ? row : { ...row, trainLoss: NaN, testLoss: Infinity, sumSquaredWeights: NaN }));
  return {
    ...run,
    rows,
    record: { ...record, summary: summarize(rows, record.spec, epoch) },
    ...filmsBefore(run, epoch),
    attention: attention && { ...cut(attention, attention.epochs, epoch), finalScores: unmade(attention.finalScores) },
    maps: maps && divergedMaps(maps, epoch),
    progress: progress && cut(progress, progress.epochs, epoch),
    spectra: spectra && divergedSpectra(unmade(spectra), epoch),
    trajectory: trajectory && {
      ...cut(trajectory, trajectory.epochs, epoch),
      embedding: cut(trajectory.embedding, trajectory.embedding.epochs, epoch),
    },
    fourier: fourier && {
      ...fourier,
      epochs: ended(fourier.epochs),
      norms: spoiled(fourier.epochs, fourier.norms, (row) => row.map(() => NaN)),
      gini: spoiled(fourier.epochs, fourier.gini, () => NaN),
    },
    norms: norms && {
      ...norms,
      epochs: ended(norms.epochs),
      sumSquares: Object.fromEntries(
        Object.entries(norms.sumSquares).map(([name, values]) => [name, spoiled(norms.epochs, values, () => Infinity)]),
      ),
    },
    pairs: pairs && {
      ...pairs,
      momentEpochs: ended(pairs.momentEpochs),
      loss: spoiled(pairs.momentEpochs, pairs.loss, nan),
      frameEpochs: ended(pairs.frameEpochs),
      correctLogit: spoiled(pairs.frameEpochs, pairs.correctLogit, nan),
    },
    planes: planes && {
      ...planes,
      epochs: ended(planes.epochs),
      coordinates: spoiled(planes.epochs, planes.coordinates, (keys) => keys.map(nan)),
      share: spoiled(planes.epochs, planes.share, nan),
    },
  };
}
