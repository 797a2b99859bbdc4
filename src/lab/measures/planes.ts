/**
 * `planes`: where the embedding puts the residues, seen in the plane of each key frequency. The plane is that of
 * the final network (the directions of its cosine and sine component in W_E, orthonormalized), so that one sees
 * the circle form; earlier embeddings are projected onto it.
 *
 * measures/planes.safetensors: `keyFrequencies` [K], `epochs` [T], `coordinates` [T, K, p, 2], `share` [T, K]
 * (fraction of ‖W_E − mean‖² that lies in the plane).
 */
import type { Parameters } from '../models/parameters.ts';
import { encodeSafetensors } from '../safetensors.ts';
import { finalKeyFrequencies } from './embeddingFourier.ts';
import { fourierBasis } from './fourier.ts';
import { chooseFrames } from './frames.ts';
import type { Measure } from './measure.ts';
import { dot } from './vectors.ts';

/** Two orthonormal directions in embedding space, [2, d]. */
type Plane = readonly [Float64Array, Float64Array];

/** Centred embedding of the residues, [p, d] row-major. */
function centredEmbedding({ W_E = new Float32Array() }: Parameters, p: number, d: number): Float64Array {
  const rows = Float64Array.from(W_E.subarray(0, p * d));
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let n = 0; n < p; n++) mean += (rows[n * d + j] as number) / p;
    for (let n = 0; n < p; n++) (rows[n * d + j] as number) -= mean;
  }
  return rows;
}

function planeOf(frequency: number, embedding: Float64Array, p: number, d: number, basis: Float64Array): Plane {
  const component = (row: number): Float64Array =>
    Float64Array.from({ length: d }, (_, j) => {
      let sum = 0;
      for (let n = 0; n < p; n++) sum += (basis[row * p + n] as number) * (embedding[n * d + j] as number);
      return sum;
    });
  const unit = (x: Float64Array): Float64Array => x.map((value) => value / (Math.sqrt(dot(x, x)) || 1));
  const cosine = unit(component(2 * frequency - 1));
  const sine = component(2 * frequency);
  const along = dot(sine, cosine);
  return [cosine, unit(sine.map((value, i) => value - along * (cosine[i] as number)))];
}

export const planes: Measure = {
  compute: async (context) => {
    const { spec, rows, checkpointEpochs, parametersAt } = context;
    const { p } = spec.task;
    const d = spec.model.dModel;
    const basis = fourierBasis(p);
    const finalParameters = await parametersAt(checkpointEpochs.at(-1) ?? 0);
    const { keys } = await finalKeyFrequencies(context, finalParameters);
    const finalEmbedding = centredEmbedding(finalParameters, p, d);
    const keyPlanes = keys.map((k) => planeOf(k, finalEmbedding, p, d, basis));
    const epochs = chooseFrames(rows, checkpointEpochs);
    const coordinates = new Float32Array(epochs.length * keys.length * p * 2);
    const share = new Float32Array(epochs.length * keys.length);
    let at = 0;
    for (const [t, epoch] of epochs.entries()) {
      const embedding = centredEmbedding(await parametersAt(epoch), p, d);
      const total = dot(embedding, embedding);
      for (const [i, plane] of keyPlanes.entries()) {
        let inside = 0;
        for (let n = 0; n < p; n++) {
          const row = embedding.subarray(n * d, (n + 1) * d);
          for (const direction of plane) {
            const x = dot(row, direction);
            inside += x * x;
            coordinates[at++] = x;
          }
        }
        share[t * keys.length + i] = inside / total;
      }
    }
    const bytes = encodeSafetensors(
      {
        keyFrequencies: { shape: [keys.length], data: Int32Array.from(keys) },
        epochs: { shape: [epochs.length], data: Int32Array.from(epochs) },
        coordinates: { shape: [epochs.length, keys.length, p, 2], data: coordinates },
        share: { shape: [epochs.length, keys.length], data: share },
      },
      { measure: 'planes@1' },
    );
    return { name: 'planes.safetensors', bytes };
  },
};
