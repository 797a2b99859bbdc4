/** What is known of every measure without loading the code that computes it. */
import { refusesAllButAddition, refusesAllButOneLayer, refusesEvenModulus, refusesTinyModulus } from './refusals.ts';
import type { Refusal } from './refusals.ts';

export interface MeasureInfo {
  /** Semantics: the next number when the same checkpoints would give other results. Older results stay stored. */
  readonly version: number;
  /** What it looks at: the checkpoints of the definition's schedule, or the final network alone. */
  readonly reads: 'checkpoints' | 'final network';
  /** What it tells, in a line. */
  readonly what: string;
  /** Runs that it cannot be taken of. @default none */
  readonly refuses?: Refusal;
}

const table = {
  ablations: {
    version: 1,
    reads: 'final network',
    what: 'loss and accuracy with parts of the network taken away or replaced by the trigonometric algorithm',
    refuses: refusesAllButAddition,
  },
  activations: {
    version: 1,
    reads: 'checkpoints',
    what: 'size of the hidden activations, and in how many dimensions they lie',
  },
  attention: {
    version: 1,
    reads: 'checkpoints',
    what: 'per head, how a wave fits its attention to the first operand, and its attention to "="',
    refuses: refusesAllButOneLayer,
  },
  circuit: {
    version: 1,
    reads: 'final network',
    what: 'how much of the final network is the trigonometric algorithm: restricted and excluded loss, neurons, W_L',
    refuses: refusesAllButAddition,
  },
  fourier: {
    version: 1,
    reads: 'checkpoints',
    what: 'spectrum of the embedding, its Gini coefficient, and the key frequencies of the final logits',
    refuses: refusesEvenModulus,
  },
  heldAttention: {
    version: 1,
    reads: 'checkpoints',
    what: 'accuracy when every head keeps its mean attention, whatever the pair',
    refuses: refusesAllButOneLayer,
  },
  isolation: {
    version: 2,
    reads: 'final network',
    what: 'loss with the key frequencies alone and without them, by three rules of what is key',
    refuses: refusesAllButAddition,
  },
  landscape: {
    version: 1,
    reads: 'checkpoints',
    what: 'loss in the plane through the memorized, the half-way and the final network',
  },
  maps: {
    version: 1,
    reads: 'final network',
    what: 'neurons, attention and logit of the right answer for every pair',
    refuses: refusesAllButOneLayer,
  },
  mistakes: {
    version: 1,
    reads: 'checkpoints',
    what: 'by how much answers to unseen pairs miss, on the circles of the key frequencies',
  },
  neuronFilm: {
    version: 1,
    reads: 'checkpoints',
    what: 'how some neurons respond to every pair, at the frames of a film',
    refuses: refusesAllButAddition,
  },
  norms: { version: 1, reads: 'checkpoints', what: 'sum of squared weights of every tensor' },
  operationFourier: {
    version: 1,
    reads: 'checkpoints',
    what: 'spectra in the basis that belongs to the operation, and in the additive one',
    refuses: refusesTinyModulus,
  },
  pairs: {
    version: 1,
    reads: 'checkpoints',
    what: 'loss of every pair at four moments, and its correct logit at the frames of the transition',
  },
  planes: {
    version: 1,
    reads: 'checkpoints',
    what: 'where the embedding puts the residues, in the plane of each key frequency',
    refuses: refusesAllButAddition,
  },
  progress: {
    version: 1,
    reads: 'checkpoints',
    what: 'restricted and excluded loss, energies of logits and W_L, neurons explained, phases',
    refuses: refusesAllButAddition,
  },
  spectra: {
    version: 1,
    reads: 'final network',
    what: 'logits, neurons, W_L and embedding by frequency; key frequencies by three rules',
    refuses: refusesAllButAddition,
  },
  symmetry: {
    version: 1,
    reads: 'final network',
    what: 'clock or pizza: gradient symmetricity, distance irrelevance, amplitudes by difference',
    refuses: refusesAllButAddition,
  },
  symmetryPath: {
    version: 1,
    reads: 'checkpoints',
    what: 'gradient symmetricity and distance irrelevance on the way',
    refuses: refusesAllButAddition,
  },
  trajectory: {
    version: 1,
    reads: 'checkpoints',
    what: 'the path of the weights in its principal components, effective ranks',
  },
  twins: {
    version: 2,
    reads: 'checkpoints',
    what: 'accuracy on unseen pairs with and without a symmetric twin among the training pairs',
  },
  unseenRestricted: {
    version: 2,
    reads: 'checkpoints',
    what: 'restricted loss with the waves fitted to unseen pairs alone',
    refuses: refusesAllButAddition,
  },
  weightMaps: {
    version: 1,
    reads: 'checkpoints',
    what: 'the embedding and the unembedding themselves, at six moments',
  },
} as const satisfies Record<string, MeasureInfo>;

export type MeasureName = keyof typeof table;

export const measureCatalogue: Readonly<Record<MeasureName, MeasureInfo>> = table;
export const MEASURE_NAMES = Object.keys(table) as MeasureName[];
