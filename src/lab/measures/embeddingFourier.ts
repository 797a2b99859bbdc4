/**
 * `fourier`: norms of the folded Fourier components of W_E at every checkpoint, their Gini coefficient, and the
 * key frequencies of the final logits (additive basis).
 */
import { significant } from './round.ts';
import { foldedNorms, fourierBasis, frequenciesOf, gini, keyFrequencies } from './fourier.ts';
import { logitEnergyProgram } from './programs.ts';
import { evaluate, type Measure, type MeasureContext } from './measure.ts';
import type { Parameters } from '../models/parameters.ts';

/** measures/fourier.json */
export interface FourierMeasure {
  readonly measure: 'fourier@1';
  readonly frequencies: readonly number[];
  readonly epochs: readonly number[];
  /** [epoch][frequency], ‖component of W_E‖, five significant digits. */
  readonly norms: readonly (readonly number[])[];
  /** Gini coefficient of `norms` at each epoch. */
  readonly gini: readonly number[];
  /** ‖component of the final logits‖² per frequency, along cos and sin w_k(a+b). */
  readonly finalLogitEnergies: readonly number[];
  /** Frequencies with at least 2 % of that energy, and the next largest until 95 % are reached. */
  readonly keyFrequencies: readonly number[];
}

const rounded = (x: number): number => significant(x, 5);

/** Final logit energies and the key frequencies they give. */
export async function finalKeyFrequencies(
  { spec, compile }: Pick<MeasureContext, 'spec' | 'compile'>,
  parameters: Parameters,
): Promise<{ energies: number[]; keys: number[] }> {
  const executable = await compile(logitEnergyProgram(spec));
  const { energy = new Float32Array() } = await evaluate(executable, parameters);
  await executable.dispose();
  return { energies: Array.from(energy), keys: keyFrequencies(energy) };
}

export const fourier: Measure = {
  compute: async (context) => {
    const { spec, checkpointEpochs, parametersAt } = context;
    const { p } = spec.task;
    const basis = fourierBasis(p);
    const all: Float64Array[] = [];
    for (const epoch of checkpointEpochs) {
      const { W_E = new Float32Array() } = await parametersAt(epoch);
      all.push(foldedNorms(W_E, p, spec.model.dModel, basis));
    }
    const { energies, keys } = await finalKeyFrequencies(context, await parametersAt(checkpointEpochs.at(-1) ?? 0));
    const json: FourierMeasure = {
      measure: 'fourier@1',
      frequencies: frequenciesOf(p),
      epochs: checkpointEpochs,
      norms: all.map((norms) => Array.from(norms, rounded)),
      gini: all.map((norms) => rounded(gini(norms))),
      finalLogitEnergies: energies.map(rounded),
      keyFrequencies: keys,
    };
    return { name: 'fourier.json', json };
  },
};
