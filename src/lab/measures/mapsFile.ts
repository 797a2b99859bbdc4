/**
 * What the measure `maps` keeps of a final network, and its file. Written by maps.ts, read by the store: nothing here
 * computes a network.
 *
 * measures/maps.safetensors; P = p² ordered pairs with a outer, N neurons, H heads, K key frequencies:
 * - `epoch` [1], `keyFrequencies` [K];
 * - `neuronMaps` [N, p, p] uint8: activations in 255 equal steps from 0 to `neuronPeak` [N] float32, so that what is read
 *   back lies within peak / 510 of what was computed: pictures need no more. `neuron`, `neuronFrequency`,
 *   `neuronShownFor` [N] int32 (0: for no frequency), `neuronFve` [N] float32;
 * - `attention` [H, p, p] float16: off by at most 2⁻¹², for weights are at most 1. `meanPattern` [H, 3, 3], `headFve` [H]
 *   float32, `headFrequency` [H] int32;
 * - `examplePairs` [9, 2] int32, `exampleWeights` [9, H, 3] float32;
 * - `correctLogit` [2, p, p] float32: of the whole network, and restricted. Their difference is small against both.
 */
import { encodeSafetensors, type NamedTensor, type TensorData } from '../safetensors.ts';

export interface NeuronMap {
  /** Index among the hidden units of the MLP. */
  readonly neuron: number;
  /** The key frequency it was chosen for; null: it is one of those that no frequency explains. */
  readonly shownFor: number | null;
  /** The frequency that explains most of its variance. */
  readonly frequency: number;
  /** Share of its variance in terms of degree ≤ 2 of that frequency, as in the measure `circuit`. */
  readonly fve: number;
  /** [P]: after the ReLU. */
  readonly activation: Float32Array;
}

export interface HeadMap {
  /** [P]: weight of "=" on the first operand. */
  readonly onFirst: Float32Array;
  /** The frequency that explains most of its variance, and what share it does, as in the measure `attention`. */
  readonly frequency: number;
  readonly fve: number;
  /** [3][3], mean over all pairs: rows are queries at a, b and "=", columns the positions they attend to. */
  readonly meanPattern: readonly (readonly number[])[];
}

export interface ExamplePair {
  readonly a: number;
  readonly b: number;
  /** [H][3]: weights of "=" on a, b and "=". */
  readonly weights: readonly (readonly number[])[];
}

/** The final network over all pairs. */
export interface MapsResults {
  readonly epoch: number;
  readonly keyFrequencies: readonly number[];
  /** By key frequency, those that none explains last. */
  readonly neurons: readonly NeuronMap[];
  readonly heads: readonly HeadMap[];
  readonly examples: readonly ExamplePair[];
  /** [P]: logit of the right answer less the mean logit of the pair. */
  readonly correctLogit: {
    readonly full: Float32Array;
    /** Of the logits' part along cos and sin w_k(a+b) of the key frequencies (splitLogits in logitDirections.ts). */
    readonly restricted: Float32Array;
  };
}

/** Steps of a uint8 between nothing and the peak. */
export const STEPS = 255;

export function encodeMaps(maps: MapsResults, p: number): Uint8Array {
  const { epoch, keyFrequencies, neurons, heads, examples, correctLogit } = maps;
  const peaks = neurons.map(({ activation }) => activation.reduce((highest, x) => Math.max(highest, x), 0));
  const levels = neurons.map(({ activation }, i) => quantized(activation, peaks[i] ?? 0));
  const ints = (values: readonly number[], shape = [values.length]): NamedTensor => ({
    shape,
    data: Int32Array.from(values),
  });
  const floats = (values: readonly number[], shape = [values.length]): NamedTensor => ({
    shape,
    data: Float32Array.from(values),
  });
  const attention = new Float16Array(heads.length * p * p);
  heads.forEach(({ onFirst }, head) => {
    attention.set(onFirst, head * p * p);
  });
  return encodeSafetensors(
    {
      epoch: ints([epoch]),
      keyFrequencies: ints(keyFrequencies),
      neuron: ints(neurons.map(({ neuron }) => neuron)),
      neuronShownFor: ints(neurons.map(({ shownFor }) => shownFor ?? 0)),
      neuronFrequency: ints(neurons.map(({ frequency }) => frequency)),
      neuronFve: floats(neurons.map(({ fve }) => fve)),
      neuronPeak: floats(peaks),
      neuronMaps: { shape: [neurons.length, p, p], data: Uint8Array.from(levels.flatMap((map) => [...map])) },
      attention: { shape: [heads.length, p, p], data: attention },
      headFrequency: ints(heads.map(({ frequency }) => frequency)),
      headFve: floats(heads.map(({ fve }) => fve)),
      meanPattern: floats(heads.flatMap(({ meanPattern }) => meanPattern.flat()), [heads.length, 3, 3]), // prettier-ignore
      examplePairs: ints(examples.flatMap(({ a, b }) => [a, b]), [examples.length, 2]), // prettier-ignore
      exampleWeights: floats(examples.flatMap(({ weights }) => weights.flat()), [examples.length, heads.length, 3]), // prettier-ignore
      correctLogit: {
        shape: [2, p, p],
        data: Float32Array.from([...correctLogit.full, ...correctLogit.restricted]),
      },
    },
    { measure: 'maps@1' },
  );
}

const quantized = (activation: Float32Array, peak: number): Uint8Array =>
  Uint8Array.from(activation, (x) => (peak > 0 ? Math.round((STEPS * x) / peak) : 0));

/** @param tensors of measures/maps.safetensors. @throws TypeError where they do not fit modulus `p`. */
export function decodeMaps(tensors: Readonly<Record<string, TensorData>>, p: number): MapsResults {
  const get = (name: string): TensorData => tensors[name] ?? new Float32Array();
  const P = p * p;
  const map = (name: string, index: number): Float32Array =>
    Float32Array.from(get(name).subarray(index * P, (index + 1) * P));
  const [neurons, peaks, pairs] = [get('neuron'), get('neuronPeak'), get('examplePairs')];
  const H = get('meanPattern').length / 9;
  const fits =
    get('neuronMaps').length === neurons.length * P && get('attention').length === H * P && get('correctLogit').length === 2 * P; // prettier-ignore
  if (!fits) throw new TypeError(`maps: its tensors do not fit p = ${p}`);
  return {
    epoch: get('epoch')[0] ?? NaN,
    keyFrequencies: Array.from(get('keyFrequencies')),
    neurons: Array.from(neurons, (neuron, i) => ({
      neuron,
      shownFor: get('neuronShownFor')[i] || null,
      frequency: get('neuronFrequency')[i] ?? NaN,
      fve: get('neuronFve')[i] ?? NaN,
      activation: map('neuronMaps', i).map((level) => (level / STEPS) * (peaks[i] ?? NaN)),
    })),
    heads: Array.from({ length: H }, (_, head) => ({
      onFirst: map('attention', head),
      frequency: get('headFrequency')[head] ?? NaN,
      fve: get('headFve')[head] ?? NaN,
      meanPattern: triples(get('meanPattern').subarray(9 * head, 9 * head + 9)),
    })),
    examples: Array.from({ length: pairs.length / 2 }, (_, i) => ({
      a: pairs[2 * i] ?? NaN,
      b: pairs[2 * i + 1] ?? NaN,
      weights: triples(get('exampleWeights').subarray(3 * H * i, 3 * H * (i + 1))),
    })),
    correctLogit: { full: map('correctLogit', 0), restricted: map('correctLogit', 1) },
  };
}

const triples = (values: TensorData): number[][] =>
  Array.from({ length: values.length / 3 }, (_, i) => Array.from(values.subarray(3 * i, 3 * i + 3)));
