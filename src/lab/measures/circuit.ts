/**
 * `circuit`: how much of the final network is the trigonometric algorithm: losses with the key frequencies alone and
 * without them, neurons explained by one frequency, the neuron–logit map, and the fit of the logits.
 * Definitions: Nanda et al. 2023, arXiv:2301.05217, §4–5. Over all p² ordered pairs, additive basis.
 *
 * Shapes: P = p² pairs (a outer), m = dMlp, K key frequencies.
 */
import { significant } from './round.ts';
import type { Parameters } from '../models/parameters.ts';
import { splitTask, type Split } from '../tasks/modular.ts';
import { circuitProgram } from './circuitProgram.ts';
import { finalKeyFrequencies } from './embeddingFourier.ts';
import { EXPLAINED, fourierBasis, frequenciesOf } from './fourier.ts';
import { rowsOf } from './logitDirections.ts';
import { evaluate, type Measure, type MeasureContext } from './measure.ts';
import { neuronLogitMap } from './neuronLogitMap.ts';
import { roundLosses, splitLosses, type SplitLoss } from './splitLoss.ts';
import { dot } from './vectors.ts';

/** measures/circuit.json */
export interface CircuitMeasure {
  readonly measure: 'circuit@1';
  /** Of the network looked at: the final one. */
  readonly epoch: number;
  readonly keyFrequencies: readonly number[];
  readonly loss: {
    readonly full: SplitLoss;
    /** Logits projected on cos and sin w_k(a+b) of the key frequencies, with the mean of what is left added. */
    readonly restricted: SplitLoss;
    /** Logits without those directions. */
    readonly excluded: SplitLoss;
  };
  /** Largest share of a neuron's variance that terms of degree ≤ 2 in one frequency explain; per neuron. */
  readonly neuronFve: readonly number[];
  /** The frequency that does. */
  readonly neuronFrequency: readonly number[];
  /** Fraction of neurons with `neuronFve` > 0.85. */
  readonly neuronsExplained: number;
  /** ‖W_L − its key-frequency part‖ / ‖W_L‖ (Frobenius), W_L = W_out W_U, over outputs. */
  readonly wLResidual: number;
  /** Share of the logits' variance in Σ_k α_k cos w_k(a+b−c), fitted by least squares. */
  readonly logitFve: number;
}

const rounded = (x: number): number => significant(x, 6);

export const circuit: Measure = {
  compute: async (context) => {
    const epoch = context.checkpointEpochs.at(-1) ?? 0;
    return { name: 'circuit.json', json: await circuitAt(context, epoch, await context.parametersAt(epoch)) };
  },
};

/** The measure on one set of parameters; key frequencies from the same. */
export async function circuitAt(
  context: Pick<MeasureContext, 'spec' | 'compile'>,
  epoch: number,
  parameters: Parameters,
  split: Split = splitTask(context.spec.task, context.spec.seed),
): Promise<CircuitMeasure> {
  const { spec } = context;
  const { p } = spec.task;
  const { keys } = await finalKeyFrequencies(context, parameters);
  const executable = await context.compile(circuitProgram(spec, keys));
  const out = await evaluate(executable, parameters);
  await executable.dispose();
  const get = (name: string): Float32Array => out[name] ?? new Float32Array();
  const means = splitLosses(split, p);
  const loss = (losses: Float32Array): SplitLoss => roundLosses(means(losses));
  const { fve, frequency } = neuronFits(get('neuronPower'), p, spec.model.dMlp);
  return {
    measure: 'circuit@1',
    epoch,
    keyFrequencies: keys,
    loss: { full: loss(get('full')), restricted: loss(get('restricted')), excluded: loss(get('excluded')) },
    neuronFve: fve.map(rounded),
    neuronFrequency: frequency,
    neuronsExplained: rounded(fve.filter((x) => x > EXPLAINED).length / fve.length),
    wLResidual: rounded(residualOf(parameters, keys, context)),
    logitFve: rounded((get('fitEnergy')[0] ?? NaN) / (get('logitVariance')[0] ?? NaN)),
  };
}

/** @param power squared Fourier components of every neuron, [p, p, m]. */
function neuronFits(power: Float32Array, p: number, m: number): { fve: number[]; frequency: number[] } {
  const frequencies = frequenciesOf(p);
  const at = (row: number, column: number, neuron: number): number => power[(row * p + column) * m + neuron] ?? NaN;
  const fve: number[] = [];
  const frequency: number[] = [];
  for (let neuron = 0; neuron < m; neuron++) {
    let total = -at(0, 0, neuron);
    for (let row = 0; row < p; row++) for (let column = 0; column < p; column++) total += at(row, column, neuron);
    const shares = frequencies.map((k) => {
      const own = [0, 2 * k - 1, 2 * k];
      const energy = own.flatMap((row) => own.map((column) => at(row, column, neuron))).reduce((sum, x) => sum + x, 0);
      return total > 0 ? (energy - at(0, 0, neuron)) / total : 0;
    });
    const best = shares.indexOf(Math.max(...shares));
    fve.push(shares[best] ?? NaN);
    frequency.push(frequencies[best] ?? NaN);
  }
  return { fve, frequency };
}

/** What is left of W_L [m, p] without its key-frequency components over outputs, relative to all of it. */
function residualOf(parameters: Parameters, keys: readonly number[], { spec }: Pick<MeasureContext, 'spec'>): number {
  const { p } = spec.task;
  const W_L = neuronLogitMap(parameters, spec);
  const basis = fourierBasis(p);
  const waves = rowsOf(keys).map((row) => basis.subarray(row * p, (row + 1) * p));
  let [all, explained] = [0, 0];
  for (let i = 0; i < W_L.length; i += p) {
    const row = W_L.subarray(i, i + p);
    all += dot(row, row);
    for (const wave of waves) explained += dot(row, wave) ** 2;
  }
  return Math.sqrt(Math.max(0, all - explained) / all);
}
