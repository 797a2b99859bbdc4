/**
 * `ablations`: what the final network still does when parts of it are taken away or replaced by what the trigonometric
 * algorithm says they are. Source: Nanda et al. 2023, arXiv:2301.05217, §4.2–4.4. Losses in nats, additive basis.
 */
import { evaluate, type Measure } from './measure.ts';
import { splitTask } from '../tasks/modular.ts';
import type { Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { ablationProgram } from './ablationProgram.ts';
import { circuitAt, type CircuitMeasure } from './circuit.ts';
import { EXPLAINED, fourierBasis } from './fourier.ts';
import { rowsOf } from './logitDirections.ts';
import { neuronLogitMap } from './neuronLogitMap.ts';
import { withoutFrequency } from './progressProgram.ts';
import { roundLosses, splitLosses, type SplitLoss } from './splitLoss.ts';
import { dot } from './vectors.ts';

/** measures/ablations.json */
export interface AblationsMeasure {
  readonly measure: 'ablations@1';
  readonly epoch: number;
  readonly keyFrequencies: readonly number[];
  /** The network as it is. */
  readonly full: SplitLoss;
  /** Logits without cos and sin w_k(a+b) of one key frequency, in the order of `keyFrequencies`. */
  readonly withoutFrequency: readonly SplitLoss[];
  /** Logits of which only the 2-D components of the key frequencies are kept: 8 each, no constant. */
  readonly keyComponentsOnly: SplitLoss;
  /** Only those along cos and sin w_k(a+b). */
  readonly sumDirectionsOnly: SplitLoss;
  /** Logits replaced by their fit Σ α_k cos w_k(a+b−c). */
  readonly fittedLogits: SplitLoss;
  /** Neurons that one frequency explains to more than 85 % replaced by that part and their mean. */
  readonly polynomialNeurons: SplitLoss;
  /** How many of the neurons that are. */
  readonly neuronsReplaced: number;
  /** Hidden units projected on the 2K directions that W_L reads for the key frequencies. */
  readonly wLSubspaceOnly: SplitLoss;
  /** Hidden units without those directions. */
  readonly wLNullSpaceOnly: SplitLoss;
}

export const ablations: Measure = {
  compute: async (context) => {
    const { spec, compile } = context;
    const { p } = spec.task;
    const epoch = context.checkpointEpochs.at(-1) ?? 0;
    const parameters = await context.parametersAt(epoch);
    const circuit = await circuitAt(context, epoch, parameters);
    const { keyFrequencies: keys } = circuit;
    const executable = await compile(ablationProgram(spec, keys));
    const mask = neuronMask(circuit, p);
    const out = await evaluate(executable, { ...parameters, mask, subspace: wLDirections(parameters, keys, spec) });
    await executable.dispose();
    const means = splitLosses(splitTask(spec.task, spec.seed), p);
    const loss = (name: string): SplitLoss => roundLosses(means(out[name] ?? new Float32Array()));
    const json: AblationsMeasure = {
      measure: 'ablations@1',
      epoch,
      keyFrequencies: keys,
      full: loss('full'),
      withoutFrequency: keys.map((k) => loss(withoutFrequency(k))),
      keyComponentsOnly: loss('keyComponents'),
      sumDirectionsOnly: loss('sumOnly'),
      fittedLogits: loss('fit'),
      polynomialNeurons: loss('polynomials'),
      neuronsReplaced: circuit.neuronFve.filter((fve) => fve > EXPLAINED).length,
      wLSubspaceOnly: loss('inSubspace'),
      wLNullSpaceOnly: loss('outsideSubspace'),
    };
    return { name: 'ablations.json', json };
  },
};

/** [p², m]: for an explained neuron the components of its frequency, for the others all. */
export function neuronMask(
  { neuronFve, neuronFrequency }: Pick<CircuitMeasure, 'neuronFve' | 'neuronFrequency'>,
  p: number,
): Float32Array {
  const m = neuronFve.length;
  const mask = new Float32Array(p * p * m);
  neuronFve.forEach((fve, neuron) => {
    const k = neuronFrequency[neuron] ?? 0;
    const own = fve > EXPLAINED ? [0, 2 * k - 1, 2 * k] : Array.from({ length: p }, (_, row) => row);
    for (const row of own) for (const column of own) mask[(row * p + column) * m + neuron] = 1;
  });
  return mask;
}

/**
 * Orthonormal basis, [m, 2K], of the directions in which W_L = W_out W_U reads hidden units for the cosine and sine of the
 * key frequencies over outputs.
 */
export function wLDirections(parameters: Parameters, keys: readonly number[], spec: RunSpec): Float32Array {
  const { p } = spec.task;
  const m = spec.model.dMlp;
  const W_L = neuronLogitMap(parameters, spec);
  const basis = fourierBasis(p);
  const directions: Float64Array[] = [];
  for (const row of rowsOf(keys)) {
    const wave = basis.subarray(row * p, (row + 1) * p);
    const u = Float64Array.from({ length: m }, (_, i) => dot(wave, W_L.subarray(i * p, (i + 1) * p)));
    for (const earlier of directions) {
      const along = dot(u, earlier);
      earlier.forEach((x, i) => (u[i] = (u[i] ?? 0) - along * x));
    }
    const length = Math.sqrt(dot(u, u));
    directions.push(u.map((x) => (length > 0 ? x / length : 0)));
  }
  const columns = directions.length;
  return Float32Array.from(
    { length: m * columns },
    (_, i) => directions[i % columns]?.[Math.floor(i / columns)] ?? NaN,
  );
}
