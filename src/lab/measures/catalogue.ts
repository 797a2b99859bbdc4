/** What is known of every measure without loading the code that computes it. */
import { refusesAllButAddition, refusesAllButOneLayer, refusesEvenModulus, refusesTinyModulus } from './refusals.ts';
import type { Refusal } from './refusals.ts';

export interface MeasureInfo {
  /** Semantics: the next number when the same checkpoints would give other results. Older results stay stored. */
  readonly version: number;
  /** What it looks at: the checkpoints of the definition's schedule, or the final network alone. */
  readonly reads: 'checkpoints' | 'final network';
  /** Runs that it cannot be taken of. @default none */
  readonly refuses?: Refusal;
}

const table = {
  ablations: { version: 1, reads: 'final network', refuses: refusesAllButAddition },
  activations: { version: 1, reads: 'checkpoints' },
  attention: { version: 1, reads: 'checkpoints', refuses: refusesAllButOneLayer },
  circuit: { version: 1, reads: 'final network', refuses: refusesAllButAddition },
  fourier: { version: 1, reads: 'checkpoints', refuses: refusesEvenModulus },
  heldAttention: { version: 1, reads: 'checkpoints', refuses: refusesAllButOneLayer },
  isolation: { version: 2, reads: 'final network', refuses: refusesAllButAddition },
  landscape: { version: 1, reads: 'checkpoints' },
  maps: { version: 1, reads: 'final network', refuses: refusesAllButOneLayer },
  mistakes: { version: 1, reads: 'checkpoints' },
  neuronFilm: { version: 1, reads: 'checkpoints', refuses: refusesAllButAddition },
  norms: { version: 1, reads: 'checkpoints' },
  operationFourier: { version: 1, reads: 'checkpoints', refuses: refusesTinyModulus },
  pairs: { version: 1, reads: 'checkpoints' },
  planes: { version: 1, reads: 'checkpoints', refuses: refusesAllButAddition },
  progress: { version: 1, reads: 'checkpoints', refuses: refusesAllButAddition },
  spectra: { version: 1, reads: 'final network', refuses: refusesAllButAddition },
  symmetry: { version: 1, reads: 'final network', refuses: refusesAllButAddition },
  symmetryPath: { version: 1, reads: 'checkpoints', refuses: refusesAllButAddition },
  trajectory: { version: 1, reads: 'checkpoints' },
  twins: { version: 2, reads: 'checkpoints' },
  unseenRestricted: { version: 2, reads: 'checkpoints', refuses: refusesAllButAddition },
  weightMaps: { version: 1, reads: 'checkpoints' },
} as const satisfies Record<string, MeasureInfo>;

export type MeasureName = keyof typeof table;

export const measureCatalogue: Readonly<Record<MeasureName, MeasureInfo>> = table;
export const MEASURE_NAMES = Object.keys(table) as MeasureName[];
