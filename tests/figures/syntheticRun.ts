/** A run that never trained: curves and measures by closed form, small and the same everywhere. */
import type { RunResults } from '../../src/lab/store/results.ts';
import { keyOf } from '../../src/lab/store/key.ts';
import { runSpecSchema } from '../../src/lab/spec.ts';
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

/** @param transition about the epoch of 50 % test accuracy. */
export function syntheticRun({ seed = 0, transition = 900 } = {}): RunResults {
  const spec = runSpecSchema.parse({
    task: { p: P, fracTrain: 0.4 },
    model: { dModel: 8, nHeads: 2, dMlp: 16 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: LAST,
    stop: { basin: 500 },
    seed,
  });
  const rows = rowsOf(transition);
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
  };
  return {
    record,
    rows,
    circuit: null,
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
