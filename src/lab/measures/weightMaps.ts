/**
 * `weightMaps`: the embedding and the unembedding themselves, at six moments. The dimensions of the residual stream have
 * no order of their own; in each matrix they are put in that of the final network's frequencies, so that waves lie
 * beside waves. Source of the order: ours.
 *
 * measures/weight-maps.safetensors: `epochs` [T]; `W_E` [T, p, d] and `W_U` [T, d, p], float16, residues in order,
 * dimensions in the orders `W_E.dimensions` and `W_U.dimensions` [d] (place → dimension of the network): ascending by
 * `W_E.frequency` and `W_U.frequency` [d], the one with the largest component in that dimension of the final matrix,
 * then by the phase of its wave.
 */
import { encodeSafetensors, type NamedTensor } from '../safetensors.ts';
import { fourierBasis, frequenciesOf } from './fourier.ts';
import { finiteCheckpoints, type Measure } from './measure.ts';
import { chooseStages } from './stages.ts';

export const weightMaps: Measure = {
  compute: async (context) => {
    const { spec, summary, parametersAt } = context;
    const checkpoints = await finiteCheckpoints(context);
    const { p } = spec.task;
    const d = spec.model.dModel;
    const epochs = chooseStages(checkpoints, summary).map(({ epoch }) => epoch);
    const final = await parametersAt(checkpoints.at(-1) ?? 0);
    const orders = {
      W_E: orderOf(p, d, (n, dimension) => final['W_E']?.[n * d + dimension] ?? NaN),
      W_U: orderOf(p, d, (n, dimension) => final['W_U']?.[dimension * p + n] ?? NaN),
    };
    const W_E = new Float16Array(epochs.length * p * d);
    const W_U = new Float16Array(epochs.length * d * p);
    for (const [t, epoch] of epochs.entries()) {
      const { W_E: embedding = [], W_U: unembedding = [] } = await parametersAt(epoch);
      for (let place = 0; place < d; place++) {
        const [inE, inU] = [orders.W_E[place]?.dimension ?? NaN, orders.W_U[place]?.dimension ?? NaN];
        for (let n = 0; n < p; n++) {
          W_E[(t * p + n) * d + place] = embedding[n * d + inE] ?? NaN;
          W_U[(t * d + place) * p + n] = unembedding[inU * p + n] ?? NaN;
        }
      }
    }
    const column = (values: readonly number[]): NamedTensor => ({ shape: [d], data: Int32Array.from(values) });
    const bytes = encodeSafetensors(
      {
        epochs: { shape: [epochs.length], data: Int32Array.from(epochs) },
        'W_E.dimensions': column(orders.W_E.map(({ dimension }) => dimension)),
        'W_E.frequency': column(orders.W_E.map(({ frequency }) => frequency)),
        'W_U.dimensions': column(orders.W_U.map(({ dimension }) => dimension)),
        'W_U.frequency': column(orders.W_U.map(({ frequency }) => frequency)),
        W_E: { shape: [epochs.length, p, d], data: W_E },
        W_U: { shape: [epochs.length, d, p], data: W_U },
      },
      { measure: 'weightMaps@1' },
    );
    return { name: 'weight-maps.safetensors', bytes };
  },
};

interface Column {
  readonly dimension: number;
  readonly frequency: number;
  /** Of its wave of that frequency, radians. */
  readonly phase: number;
}

/** The dimensions of a matrix by frequency, then by phase. @param at weight of a residue n in a dimension */
function orderOf(p: number, d: number, at: (n: number, dimension: number) => number): Column[] {
  const basis = fourierBasis(p);
  const along = (row: number, dimension: number): number => {
    let sum = 0;
    // For even p the last frequency has no sine.
    for (let n = 0; row < p && n < p; n++) sum += (basis[row * p + n] ?? 0) * at(n, dimension);
    return sum;
  };
  const columns = Array.from({ length: d }, (_, dimension): Column => {
    const waves = frequenciesOf(p).map((frequency) => {
      const [cosine, sine] = [along(2 * frequency - 1, dimension), along(2 * frequency, dimension)];
      return { frequency, size: Math.hypot(cosine, sine), phase: Math.atan2(sine, cosine) };
    });
    const { frequency, phase } = waves.reduce((best, wave) => (wave.size > best.size ? wave : best));
    return { dimension, frequency, phase };
  });
  return columns.sort((x, y) => x.frequency - y.frequency || x.phase - y.phase || x.dimension - y.dimension);
}
