/**
 * `spectra`: the final network by frequencies: logits over both operands, neurons, the neuron–logit map W_L and the
 * embedding; and which frequencies are key, by three rules. Over all p² ordered pairs, additive basis, k and p − k as one.
 * Definitions: Nanda et al. 2023, arXiv:2301.05217, §4–5, and its code, progress-measures-paper; the fold is ours.
 *
 * Shapes: h = (p − 1)/2 frequencies, k = 1 first; m = dMlp neurons; F the real orthonormal basis over residues (fourier.ts).
 */
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { Parameters } from '../models/parameters.ts';
import { foldedEnergies, frequenciesOf, gini, keyFrequencies } from './fourier.ts';
import type { KeyRule } from './keyRules.ts';
import { evaluate, type Measure, type MeasureContext } from './measure.ts';
import { significant } from './round.ts';
import { spectraProgram } from './spectraProgram.ts';

const forEachRule = <T>(value: (rule: KeyRule) => T): Record<KeyRule, T> => ({
  neurons: value('neurons'),
  wL: value('wL'),
  logits: value('logits'),
});

/** measures/spectra.json */
export interface SpectraMeasure {
  readonly measure: 'spectra@1';
  /** Of the network looked at: the final one. */
  readonly epoch: number;
  /** Ascending. */
  readonly keyFrequencies: {
    /** Those that explain most of at least one neuron. Source: progress-measures-paper. */
    readonly neurons: readonly number[];
    /** `keyFrequencies` of the squared norms of W_L. Source: Nanda et al. 2023 choose by eye; the threshold is ours. */
    readonly wL: readonly number[];
    /** `keyFrequencies` of the energies of the logits: the rule of all other measures. Source: ours. */
    readonly logits: readonly number[];
  };
  readonly logits: LogitSpectrum;
  readonly neurons: NeuronSpectra;
  readonly wL: NeuronLogitSpectrum;
  /** Of the residues' rows of W_E. */
  readonly embedding: {
    /** [h]: norm along the cosine, and along the sine, of each frequency. */
    readonly cosine: readonly number[];
    readonly sine: readonly number[];
    /** Gini coefficient of the norms along both, the constant left out. */
    readonly gini: number;
  };
}

/** The logits L [p², p] as functions of both operands. */
export interface LogitSpectrum {
  /** Squared norm of L less its overall mean: the sum of `power2d`. */
  readonly variance: number;
  /**
   * [h+1][h+1], frequency in a by rows, in b by columns, 0 the constant: squared norm of L less its overall mean along the
   * products of waves of the two frequencies, summed over outputs, and over cosine and sine.
   */
  readonly power2d: readonly (readonly number[])[];
  /** Share on the diagonal, equal frequencies in a and b, of what is not constant in both. */
  readonly diagonal: number;
  /** [h]: squared norm along cos and sin w_k(a+b). */
  readonly energies: readonly number[];
  /** Of each key frequency of the logits. */
  readonly directions: readonly Directions[];
  /** [h]: component of L along cos w_k(a+b−c), a unit vector over (a, b, c): α √(p³/2) for L = α cos w_k(a+b−c). */
  readonly cosCoefficients: readonly number[];
}

/** Squared norms of L along the eight products of waves of one frequency, or of one and the constant. */
export interface Directions {
  readonly frequency: number;
  readonly cosSum: number;
  readonly sinSum: number;
  readonly cosDifference: number;
  readonly sinDifference: number;
  /** cos and sin w_k a, cos and sin w_k b. */
  readonly oneOperand: number;
}

/** Of the hidden units of the last layer, over all pairs. */
export interface NeuronSpectra {
  /** [m][h]: share of the variance that terms of degree ≤ 2 in one frequency explain, to three decimals. */
  readonly shares: readonly (readonly number[])[];
  /** [m]: the frequency that explains most; null for a neuron that is the same for all pairs, or not finite. */
  readonly frequency: readonly (number | null)[];
  /** [m]: the share that it explains. */
  readonly fve: readonly number[];
  /** [m]: root mean square over pairs of the neuron less its mean. */
  readonly deviation: readonly number[];
}

/** Of W_L = W_out W_U [m, p], from neurons to logits, over outputs. */
export interface NeuronLogitSpectrum {
  /** [h]: norm along the cosine and sine of each frequency. */
  readonly norms: readonly number[];
  readonly gini: number;
  /** ‖W_L − its part along the key frequencies of a rule‖ / ‖W_L‖ (Frobenius). */
  readonly residual: Readonly<Record<KeyRule, number>>;
  /** min(m, p) of them, descending. */
  readonly singularValues: readonly number[];
  /** Share of the squared norm beyond the tenth: nothing for five frequencies, a cosine and a sine each. */
  readonly energyBeyond10: number;
  /** The same beyond two for each key frequency of a rule. */
  readonly energyBeyondKeys: Readonly<Record<KeyRule, number>>;
  /** Of each key frequency of the logits, ascending. */
  readonly readings: readonly Reading[];
}

/**
 * What W_L reads from the hidden units for the cosine (u) and the sine (v) of one frequency over outputs, rows of F, and
 * its fit A cos w_k(a+b), or A sin w_k(a+b), over pairs.
 */
export interface Reading {
  readonly frequency: number;
  readonly cosine: Fit;
  readonly sine: Fit;
}
export interface Fit {
  /** A, in logits times √(p/2), for F is orthonormal. */
  readonly amplitude: number;
  /** Share of the variance over pairs. */
  readonly fve: number;
}

const rounded = (x: number): number => significant(x, 6);
const brief = (x: number): number => significant(x, 4);

export const spectra: Measure = {
  compute: async (context) => {
    const epoch = context.checkpointEpochs.at(-1) ?? 0;
    return { name: 'spectra.json', json: await spectraAt(context, epoch, await context.parametersAt(epoch)) };
  },
};

/** The measure on one set of parameters. */
export async function spectraAt(
  { spec, compile }: Pick<MeasureContext, 'spec' | 'compile'>,
  epoch: number,
  parameters: Parameters,
): Promise<SpectraMeasure> {
  const executable = await compile(spectraProgram(spec));
  const out = await evaluate(executable, parameters);
  await executable.dispose();
  return spectraOf(out, epoch, spec.task.p);
}

type Outputs = Readonly<Record<string, Float32Array>>;
const get = (out: Outputs, name: string): Float32Array => out[name] ?? new Float32Array();

/** @param out of spectraProgram. */
function spectraOf(out: Outputs, epoch: number, p: number): SpectraMeasure {
  const neurons = neuronsOf(out);
  const wLEnergies = foldedEnergies(get(out, 'wLPower'));
  const logitEnergies = foldedEnergies(get(out, 'sumPower'));
  const best = new Set(neurons.frequency.filter((k) => k !== null));
  const keys: SpectraMeasure['keyFrequencies'] = {
    neurons: [...best].sort((x, y) => x - y),
    wL: keyFrequencies(wLEnergies),
    logits: keyFrequencies(logitEnergies),
  };
  const embedding = get(out, 'embeddingPower');
  return {
    measure: 'spectra@1',
    epoch,
    keyFrequencies: keys,
    logits: logitsOf(out, keys.logits, p),
    neurons,
    wL: wLOf(out, keys, p),
    embedding: {
      cosine: frequenciesOf(p).map((k) => brief(Math.sqrt(embedding[2 * k - 1] ?? NaN))),
      sine: frequenciesOf(p).map((k) => brief(Math.sqrt(embedding[2 * k] ?? NaN))),
      gini: rounded(gini(foldedEnergies(embedding).map(Math.sqrt))),
    },
  };
}

/** @param out of logitSpectra. */
export function logitsOf(out: Outputs, keys: readonly number[], p: number): LogitSpectrum {
  const flat = get(out, 'logitPower2d');
  const size = frequenciesOf(p).length + 1;
  const power2d = Array.from({ length: size }, (_, k) => Array.from(flat.subarray(k * size, (k + 1) * size)));
  const total = flat.reduce((sum, x) => sum + x, 0);
  const diagonal = power2d.reduce((sum, row, k) => (k > 0 ? sum + (row[k] ?? NaN) : sum), 0);
  const [sums, differences, matched] = ['sumPower', 'differencePower', 'matched'].map((name) => get(out, name));
  return {
    variance: rounded(total),
    power2d: power2d.map((row) => row.map(brief)),
    diagonal: rounded(diagonal / (total - (flat[0] ?? NaN))),
    energies: foldedEnergies(sums ?? new Float32Array()).map(rounded),
    directions: keys.map((frequency) => ({
      frequency,
      cosSum: rounded(sums?.[2 * frequency - 1] ?? NaN),
      sinSum: rounded(sums?.[2 * frequency] ?? NaN),
      cosDifference: rounded(differences?.[2 * frequency - 1] ?? NaN),
      sinDifference: rounded(differences?.[2 * frequency] ?? NaN),
      oneOperand: rounded((power2d[frequency]?.[0] ?? NaN) + (power2d[0]?.[frequency] ?? NaN)),
    })),
    // cos w_k(s−c) = (p/2) (F_cos(s) F_cos(c) + F_sin(s) F_sin(c)): each of the two has weight 1/√2.
    cosCoefficients: frequenciesOf(p).map((k) =>
      rounded(((matched?.[2 * k - 1] ?? NaN) + (matched?.[2 * k] ?? NaN)) / Math.SQRT2),
    ),
  };
}

function neuronsOf(out: Outputs): NeuronSpectra {
  const [energy, variance] = [get(out, 'neuronEnergy'), get(out, 'neuronVariance')];
  const m = variance.length;
  const h = energy.length / m;
  const p = 2 * h + 1;
  const shares = Array.from(variance, (total, neuron) =>
    Array.from({ length: h }, (_, i) => (total === 0 ? 0 : (energy[i * m + neuron] ?? NaN) / total)),
  );
  const best = shares.map((row) => row.reduce((at, x, i) => (x > (row[at] ?? NaN) ? i : at), 0));
  return {
    shares: shares.map((row) => row.map((x) => Number(x.toFixed(3)))),
    frequency: best.map((i, neuron) => ((variance[neuron] ?? NaN) > 0 ? i + 1 : null)),
    fve: best.map((i, neuron) => rounded(shares[neuron]?.[i] ?? NaN)),
    deviation: Array.from(variance, (total) => brief(Math.sqrt(total) / p)),
  };
}

function wLOf(out: Outputs, keys: SpectraMeasure['keyFrequencies'], p: number): NeuronLogitSpectrum {
  const power = get(out, 'wLPower');
  const energies = foldedEnergies(power);
  const total = power.reduce((sum, x) => sum + x, 0);
  const residual = (rule: KeyRule): number =>
    rounded(Math.sqrt(Math.max(0, total - keys[rule].reduce((sum, k) => sum + (energies[k - 1] ?? NaN), 0)) / total));
  const norms = energies.map(Math.sqrt);
  const values = singularValues(get(out, 'W_L'), p);
  const energy = (from: number): number => values.slice(from).reduce((sum, x) => sum + x * x, 0);
  const beyond = (count: number): number => brief(energy(count) / energy(0));
  const [read, variance] = [get(out, 'read'), get(out, 'readVariance')];
  // The component is along a unit vector; cos w_k(a+b) has norm p/√2.
  const fit = (row: number): Fit => ({
    amplitude: rounded(((read[row] ?? NaN) * Math.SQRT2) / p),
    fve: rounded((read[row] ?? NaN) ** 2 / (variance[row] ?? NaN)),
  });
  return {
    norms: norms.map(brief),
    gini: rounded(gini(norms)),
    residual: forEachRule(residual),
    singularValues: values.map(brief),
    energyBeyond10: beyond(10),
    energyBeyondKeys: forEachRule((rule) => beyond(2 * keys[rule].length)),
    readings: keys.logits.map((k) => ({ frequency: k, cosine: fit(2 * k - 1), sine: fit(2 * k) })),
  };
}

/** @param matrix row-major, p columns. NaN for a matrix that is not finite. */
function singularValues(matrix: Float32Array, p: number): number[] {
  const rows = matrix.length / p;
  if (!matrix.every(Number.isFinite)) return Array.from({ length: Math.min(rows, p) }, () => NaN);
  const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false, autoTranspose: true };
  return new SingularValueDecomposition(Matrix.from1DArray(rows, p, matrix), options).diagonal;
}
