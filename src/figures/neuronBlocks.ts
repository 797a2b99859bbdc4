/** Neurons grouped by the frequency that explains most of them. */
import { EXPLAINED } from '../lab/measures/fourier.ts';
import type { NeuronSpectra } from '../lab/measures/spectra.ts';

/** Neurons that one frequency explains best. */
export interface Block {
  /** Null: neurons of no frequency. */
  readonly k: number | null;
  /** Those it explains most first. */
  readonly neurons: readonly number[];
  /** Of these, explained to more than 85 %. */
  readonly explained: number;
}

/** In order of frequency; those of none last. */
export function blocksOf({ frequency, fve }: NeuronSpectra): Block[] {
  const found = [...new Set(frequency)].sort((x, y) => (x ?? Infinity) - (y ?? Infinity));
  return found.map((k) => {
    const own = frequency.flatMap((best, neuron) => (best === k ? [neuron] : []));
    return {
      k,
      neurons: own.sort((x, y) => (fve[y] ?? 0) - (fve[x] ?? 0)),
      explained: own.filter((neuron) => (fve[neuron] ?? 0) > EXPLAINED).length,
    };
  });
}

/** The blocks with the most neurons, at most `limit` of them, largest first. */
export const largestBlocks = (blocks: readonly Block[], limit: number): Block[] =>
  blocks
    .filter(({ k }) => k !== null)
    .sort((x, y) => y.neurons.length - x.neurons.length)
    .slice(0, limit);
