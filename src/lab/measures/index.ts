/**
 * Measures: what is computed from the checkpoints of a run after training. A new measure is one file and one
 * line in each of two tables (here and catalogue.ts); it never changes a run's key.
 */
import type { MeasureName } from './catalogue.ts';
import { ablations } from './ablations.ts';
import { activations } from './activations.ts';
import { attention } from './attention.ts';
import { circuit } from './circuit.ts';
import { fourier } from './embeddingFourier.ts';
import { heldAttention } from './heldAttention.ts';
import { isolation } from './isolation.ts';
import { landscape } from './landscape.ts';
import type { Measure } from './measure.ts';
import { maps } from './maps.ts';
import { mistakes } from './mistakes.ts';
import { neuronFilm } from './neuronFilm.ts';
import { norms } from './norms.ts';
import { operationFourier } from './operationFourier.ts';
import { pairs } from './pairs.ts';
import { planes } from './planes.ts';
import { progress } from './progress.ts';
import { spectra } from './spectra.ts';
import { symmetry, symmetryPath } from './symmetry.ts';
import { trajectory } from './trajectory.ts';
import { twins } from './twins.ts';
import { unseenRestricted } from './unseenRestricted.ts';
import { weightMaps } from './weightMaps.ts';

export const measures: Readonly<Record<MeasureName, Measure>> = {
  ablations,
  activations,
  attention,
  circuit,
  fourier,
  heldAttention,
  isolation,
  landscape,
  maps,
  mistakes,
  neuronFilm,
  norms,
  operationFourier,
  pairs,
  planes,
  progress,
  spectra,
  symmetry,
  symmetryPath,
  trajectory,
  twins,
  unseenRestricted,
  weightMaps,
};
