/**
 * Which neurons are shown: for a table of maps, a few of each key frequency (`bestOfEach`); for a film, which has room for
 * few, of the frequencies in turn (`strongestInTurn`). Both go by frequency first and end with neurons of none.
 * Source of the rules: ours.
 */
import type { CircuitMeasure } from './circuit.ts';
import { EXPLAINED } from './fourier.ts';

/** The key frequencies, those with the most energy in the logits first. @param energies k = 1 first. */
export const strongestFirst = (keys: readonly number[], energies: readonly number[]): number[] =>
  keys.toSorted((x, y) => (energies[y - 1] ?? 0) - (energies[x - 1] ?? 0));

/** Of `neurons` those that are not among the chosen, the largest variance first. @param variance [m] */
function othersByVariance(
  neurons: readonly number[],
  chosen: readonly { readonly neuron: number }[],
  variance: ArrayLike<number>,
): number[] {
  const taken = new Set(chosen.map(({ neuron }) => neuron));
  return neurons.filter((neuron) => !taken.has(neuron)).sort((x, y) => (variance[y] ?? 0) - (variance[x] ?? 0));
}

const NEURONS_EACH = 3;
/** Neurons whose variance is less than this share of the mean over all neurons are hardly alive. */
const ALIVE = 0.1;

/**
 * For each frequency the three neurons that it explains best, of those that no other explains better and whose variance
 * is at least a tenth of the mean variance; then the three with the largest variance that no frequency explains to more
 * than 85 %, of those not chosen yet.
 *
 * @param variance of each neuron over all pairs; neurons without any are never chosen.
 */
export function bestOfEach(
  { neuronFve, neuronFrequency }: Pick<CircuitMeasure, 'neuronFve' | 'neuronFrequency'>,
  variance: ArrayLike<number>,
  frequencies: readonly number[],
): { neuron: number; shownFor: number | null }[] {
  const varianceOf = (neuron: number): number => variance[neuron] ?? NaN;
  const fveOf = (neuron: number): number => neuronFve[neuron] ?? NaN;
  const all = neuronFve.map((_, neuron) => neuron);
  const least = (ALIVE * all.reduce((sum, neuron) => sum + varianceOf(neuron), 0)) / all.length;
  const living = all
    .filter((neuron) => varianceOf(neuron) > 0 && varianceOf(neuron) >= least)
    .sort((x, y) => fveOf(y) - fveOf(x));
  const explained = frequencies.flatMap((k) =>
    living
      .filter((neuron) => neuronFrequency[neuron] === k)
      .slice(0, NEURONS_EACH)
      .map((neuron) => ({ neuron, shownFor: k })),
  );
  const unexplained = living.filter((neuron) => fveOf(neuron) <= EXPLAINED);
  const others = othersByVariance(unexplained, explained, variance).slice(0, NEURONS_EACH);
  return [...explained, ...others.map((neuron) => ({ neuron, shownFor: null }))];
}

export interface NeuronInTurn {
  readonly neuron: number;
  /** The key frequency that explains it; 0: none. */
  readonly frequency: number;
}

/**
 * Of the key frequencies in turn, the strongest first, the neuron with the most energy in it of those that it explains;
 * then the second of each, and so on. Where too few neurons are explained, those with the largest variance follow.
 *
 * @param energy [h, m], of every neuron in the terms of one frequency. @param variance [m]. @param keys strongest first.
 */
export function strongestInTurn(
  energy: ArrayLike<number>,
  variance: ArrayLike<number>,
  keys: readonly number[],
  count: number,
): NeuronInTurn[] {
  const m = variance.length;
  const all = Array.from({ length: m }, (_, neuron) => neuron);
  const energyOf = (k: number, neuron: number): number => energy[(k - 1) * m + neuron] ?? 0;
  const explained = keys.map((k) =>
    all
      .filter((neuron) => energyOf(k, neuron) > EXPLAINED * (variance[neuron] ?? NaN))
      .sort((x, y) => energyOf(k, y) - energyOf(k, x)),
  );
  const inTurn = all.flatMap((round) =>
    keys.flatMap((frequency, i): NeuronInTurn[] => {
      const neuron = explained[i]?.[round];
      return neuron === undefined ? [] : [{ neuron, frequency }];
    }),
  );
  const others = othersByVariance(all, inTurn, variance);
  return [...inTurn, ...others.map((neuron): NeuronInTurn => ({ neuron, frequency: 0 }))].slice(0, count);
}
