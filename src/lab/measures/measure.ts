/** What a measure is, and how it runs a program on a checkpoint. */
import { allocate, type Executable, type Program } from '../engine/program.ts';
import type { Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import type { Evaluation, Summary } from '../training/summary.ts';

/** What a measure may look at. */
export interface MeasureContext {
  readonly spec: RunSpec;
  readonly rows: readonly Evaluation[];
  readonly summary: Summary;
  /** Ascending; the last is the final epoch. A measure of the final network may be given that one alone. */
  readonly checkpointEpochs: readonly number[];
  readonly parametersAt: (epoch: number) => Promise<Parameters>;
  readonly compile: (program: Program) => Promise<Executable>;
}

/** One file of results: its name in measures/ and its bytes or JSON-able content. */
export type MeasureFile = { readonly name: string } & ({ readonly json: unknown } | { readonly bytes: Uint8Array });

/** Its version, what it reads and what it cannot be taken of are in catalogue.ts. */
export interface Measure {
  readonly compute: (context: MeasureContext) => Promise<MeasureFile>;
}

/** Runs `executable` once on parameters; the outputs are fresh memory. */
export async function evaluate(executable: Executable, parameters: Parameters): Promise<Record<string, Float32Array>> {
  const outputs = allocate(executable.outputs) as Record<string, Float32Array>;
  await executable.run(parameters, outputs);
  return outputs;
}

/** The checkpoints up to where a diverged run has weights that are no numbers. */
export async function finiteCheckpoints({ checkpointEpochs, parametersAt }: MeasureContext): Promise<number[]> {
  const epochs: number[] = [];
  for (const epoch of checkpointEpochs) {
    const tensors = Object.values(await parametersAt(epoch));
    if (!tensors.every((values) => values.every(Number.isFinite))) break;
    epochs.push(epoch);
  }
  return epochs;
}
