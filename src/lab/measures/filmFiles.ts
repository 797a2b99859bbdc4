/**
 * What the files of the measures `landscape`, `neuronFilm` and `weightMaps` hold, as figures and films read it. Written by
 * the files of these names, read by the store: nothing here computes a network.
 */
import type { TensorData } from '../safetensors.ts';

/** Of a file, by name. */
type Tensors = Readonly<Record<string, TensorData>>;

/** Some neurons of the last layer over all pairs, P in the task's order, at the frames of a film. */
export interface NeuronFilmResults {
  readonly neurons: readonly number[];
  /** The key frequency that explains each in the final network; 0: none. */
  readonly frequency: readonly number[];
  readonly epochs: readonly number[];
  /** Activation of one level of each neuron. */
  readonly scale: readonly number[];
  /** [epoch][neuron][pair] */
  readonly levels: readonly (readonly Uint8Array[])[];
}

/** The loss in the plane through three networks of the run, in units of distance between weights. */
export interface LandscapeResults {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** [y][x] flat, nats. */
  readonly trainLoss: Float32Array;
  readonly testLoss: Float32Array;
  /** Memorized, final, half-way. */
  readonly anchors: readonly LandscapeAnchor[];
  readonly epochs: readonly number[];
  /** [epoch]: nearest point of the plane. */
  readonly coordinates: readonly (readonly [x: number, y: number])[];
  /** [epoch]: distance from it. */
  readonly distance: readonly number[];
}

export interface LandscapeAnchor {
  readonly epoch: number;
  readonly place: readonly [x: number, y: number];
  /** nats */
  readonly trainLoss: number;
  readonly testLoss: number;
}

/** A matrix of weights at the stages of the run. */
export interface WeightMapResults {
  /** [place]: dimension of the network. */
  readonly dimensions: readonly number[];
  /** [place]: largest frequency of that dimension in the final matrix; ascending. */
  readonly frequency: readonly number[];
  /** [epoch]: [p, d], residues by place. */
  readonly matrices: readonly Float32Array[];
}

export interface WeightMapsResults {
  readonly epochs: readonly number[];
  readonly W_E: WeightMapResults;
  readonly W_U: WeightMapResults;
}

export function decodeNeuronFilm(tensors: Tensors): NeuronFilmResults {
  const list = (name: string): number[] => Array.from(tensors[name] ?? []);
  const [neurons, epochs] = [list('neurons'), list('epochs')];
  const levels = tensors['levels'] as Uint8Array;
  const size = levels.length / (epochs.length * neurons.length);
  const map = (t: number, i: number): Uint8Array =>
    levels.subarray((t * neurons.length + i) * size, (t * neurons.length + i + 1) * size);
  return {
    neurons,
    frequency: list('frequency'),
    epochs,
    scale: list('scale'),
    levels: epochs.map((_, t) => neurons.map((_, i) => map(t, i))),
  };
}

export function decodeLandscape(tensors: Tensors): LandscapeResults {
  const list = (name: string): number[] => Array.from(tensors[name] ?? []);
  const places = (name: string, count: number): [number, number][] =>
    rowsOf(tensors[name] ?? new Float32Array(), count).map(([x = NaN, y = NaN]) => [x, y]);
  const [anchorEpochs, epochs] = [list('anchorEpochs'), list('epochs')];
  const [train, test] = [list('anchorTrainLoss'), list('anchorTestLoss')];
  return {
    x: list('x'),
    y: list('y'),
    trainLoss: Float32Array.from(list('trainLoss')),
    testLoss: Float32Array.from(list('testLoss')),
    anchors: places('anchorCoordinates', anchorEpochs.length).map((place, i) => ({
      epoch: anchorEpochs[i] ?? NaN,
      place,
      trainLoss: train[i] ?? NaN,
      testLoss: test[i] ?? NaN,
    })),
    epochs,
    coordinates: places('coordinates', epochs.length),
    distance: list('distance'),
  };
}

export function decodeWeightMaps(tensors: Tensors): WeightMapsResults {
  const list = (name: string): number[] => Array.from(tensors[name] ?? []);
  const epochs = list('epochs');
  const map = (name: 'W_E' | 'W_U', toRows: (matrix: Float32Array) => Float32Array): WeightMapResults => ({
    dimensions: list(`${name}.dimensions`),
    frequency: list(`${name}.frequency`),
    matrices: rowsOf(tensors[name] ?? new Float32Array(), epochs.length).map(toRows),
  });
  const d = list('W_E.dimensions').length;
  return { epochs, W_E: map('W_E', (matrix) => matrix), W_U: map('W_U', (matrix) => transposed(matrix, d)) };
}

/** @param matrix [rows, columns], row-major. */
function transposed(matrix: Float32Array, rows: number): Float32Array {
  const columns = matrix.length / rows;
  return Float32Array.from(matrix, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] ?? NaN);
}

/** A flat tensor cut into `count` equal rows, as float32. */
export function rowsOf(data: TensorData, count: number): Float32Array[] {
  const size = count > 0 ? data.length / count : 0;
  return Array.from({ length: count }, (_, i) => Float32Array.from(data.subarray(i * size, (i + 1) * size)));
}
