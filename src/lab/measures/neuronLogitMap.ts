/** The neuron–logit map W_L: what the hidden units of the last layer add to the logits. */
import type { Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';

/** W_L = W_out W_U of the last layer, in float64, [m, p] row-major. Source: Nanda et al. 2023, arXiv:2301.05217, §3. */
export function neuronLogitMap(
  parameters: Parameters,
  { task: { p }, model }: Pick<RunSpec, 'task' | 'model'>,
): Float64Array {
  const { dModel: d, dMlp: m, nLayers } = model;
  const W_out = parameters[`blocks.${nLayers - 1}.W_out`] ?? new Float32Array();
  const W_U = parameters['W_U'] ?? new Float32Array();
  const W_L = new Float64Array(m * p);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < d; j++) {
      const weight = W_out[i * d + j] as number;
      for (let c = 0; c < p; c++) (W_L[i * p + c] as number) += weight * (W_U[j * p + c] as number);
    }
  }
  return W_L;
}
