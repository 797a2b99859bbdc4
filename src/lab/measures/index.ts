/**
 * Measures: what is computed from the checkpoints of a run after training. A new measure is one file and one
 * line in the table; it never changes a run's key.
 */
import { circuit } from './circuit.ts';
import { fourier } from './embeddingFourier.ts';
import type { Measure } from './measure.ts';
import { norms } from './norms.ts';
import { pairs } from './pairs.ts';
import { planes } from './planes.ts';

const table = { circuit, fourier, norms, pairs, planes } as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof table;

export const measures: Readonly<Record<MeasureName, Measure>> = table;
