/** The measure `spectra` of a network that never trained, by closed form. */
import { frequenciesOf } from '../../src/lab/measures/fourier.ts';
import type { SpectraMeasure } from '../../src/lab/measures/spectra.ts';

/** A number in [0, 1) that looks random: position `i` of a Weyl sequence. */
const noise = (i: number): number => (i * 0.6180339887498949) % 1;
const brief = (x: number): number => Number(x.toPrecision(4));

interface Shape {
  readonly p: number;
  readonly keys: readonly number[];
  /** A frequency of W_L and of neurons of which hardly anything is in the logits. */
  readonly hidden: number;
  readonly neurons: number;
  readonly epoch: number;
}

export function syntheticSpectra({ p, keys, hidden, neurons, epoch }: Shape): SpectraMeasure {
  const frequencies = frequenciesOf(p);
  const used = [...keys, hidden].sort((x, y) => x - y);
  const energies = frequencies.map((k) =>
    brief(keys.includes(k) ? 1000 * (1 + noise(k)) : k === hidden ? 12 : 0.1 + 0.2 * noise(k)),
  );
  return {
    measure: 'spectra@1',
    epoch,
    keyFrequencies: { neurons: used, wL: used, logits: keys },
    logits: logitsOf(frequencies, energies, keys),
    neurons: neuronsOf(frequencies, used, neurons),
    wL: {
      norms: frequencies.map((k) => brief(used.includes(k) ? 6 + 4 * noise(k) : 0.2 + 0.2 * noise(7 * k))),
      gini: 0.81,
      residual: { neurons: 0.056, wL: 0.056, logits: 0.373 },
      singularValues: Array.from({ length: Math.min(p, neurons) }, (_, i) =>
        brief(i < 2 * used.length ? 20 - i : 0.1 / (i + 1)),
      ),
      energyBeyond10: 0.0001,
      energyBeyondKeys: { neurons: 0.00001, wL: 0.00001, logits: 0.12 },
      readings: keys.map((frequency) => ({
        frequency,
        cosine: { amplitude: 80 + frequency, fve: 0.97 },
        sine: { amplitude: 81 + frequency, fve: 0.98 },
      })),
    },
    embedding: {
      cosine: frequencies.map((k) => brief(used.includes(k) ? 4 + noise(k) : 0.3 * noise(3 * k))),
      sine: frequencies.map((k) => brief(used.includes(k) ? 4 + noise(2 * k) : 0.3 * noise(5 * k))),
      gini: 0.76,
    },
  };
}

function logitsOf(
  frequencies: readonly number[],
  energies: readonly number[],
  keys: readonly number[],
): SpectraMeasure['logits'] {
  const power2d = [0, ...frequencies].map((k1) =>
    [0, ...frequencies].map((k2) =>
      brief(k1 === k2 && k1 > 0 ? (energies[k1 - 1] ?? 0) : 10 ** (-4 * noise(7 * k1 + 3 * k2))),
    ),
  );
  const all = power2d.flat().reduce((sum, x) => sum + x, 0);
  const diagonal = energies.reduce((sum, x) => sum + x, 0);
  return {
    variance: brief(all),
    power2d,
    diagonal: brief(diagonal / (all - (power2d[0]?.[0] ?? 0))),
    energies,
    directions: keys.map((frequency) => ({
      frequency,
      cosSum: brief(0.51 * (energies[frequency - 1] ?? 0)),
      sinSum: brief(0.48 * (energies[frequency - 1] ?? 0)),
      cosDifference: 2,
      sinDifference: 0.1,
      oneOperand: 0.5,
    })),
    cosCoefficients: energies.map((x) => brief(Math.sqrt(x))),
  };
}

/** Two neurons in three are almost of one frequency, the others of several; one is the same for all pairs. */
function neuronsOf(frequencies: readonly number[], used: readonly number[], m: number): SpectraMeasure['neurons'] {
  const all = Array.from({ length: m }, (_, n) => n);
  const frequency = all.map((n) => (n === m - 1 ? null : (used[Math.floor(noise(n + 1) * used.length)] ?? null)));
  const fve = all.map((n) =>
    frequency[n] === null ? 0 : brief(n % 3 === 2 ? 0.3 + 0.5 * noise(5 * n) : 0.86 + 0.13 * noise(3 * n)),
  );
  const shares = all.map((n) =>
    frequencies.map((k) =>
      Number((k === frequency[n] ? (fve[n] ?? 0) : frequency[n] === null ? 0 : 0.02 * noise(n + k)).toFixed(3)),
    ),
  );
  return { shares, frequency, fve, deviation: all.map((n) => (frequency[n] === null ? 0 : brief(0.2 + noise(n)))) };
}

/** What becomes of it when the weights are no numbers: no frequency is key. @param spectra with NaN for every number */
export const divergedSpectra = (spectra: SpectraMeasure, epoch: number): SpectraMeasure => ({
  ...spectra,
  epoch,
  keyFrequencies: { neurons: [], wL: [], logits: [] },
  logits: { ...spectra.logits, directions: [] },
  neurons: { ...spectra.neurons, frequency: spectra.neurons.frequency.map(() => null) },
  wL: { ...spectra.wL, readings: [] },
});
