/** Takes the wanted results of a trained network: measures and final weights, as files. */
import { compile } from '../engine/devices.ts';
import type { DeviceName } from '../engine/deviceNames.ts';
import type { MeasureName } from '../measures/catalogue.ts';
import { measureCatalogue } from '../measures/catalogue.ts';
import { measures as measureTable } from '../measures/index.ts';
import type { MeasureContext } from '../measures/measure.ts';
import { parameterShapes, type Parameters } from '../models/parameters.ts';
import { decodeFloat32, encodeSafetensors, type NamedTensor } from '../safetensors.ts';
import type { RunSpec } from '../spec.ts';
import { measurePath } from '../store/history.ts';
import { toCompactJson } from '../store/json.ts';
import { keyOf } from '../store/key.ts';
import type { RunFile, RunRecord } from '../store/record.ts';
import type { RunStore } from '../store/store.ts';
import { setupOf, stateSpecs } from '../training/programs.ts';
import { stateFile, WEIGHTS_FILE, type WantedResults } from './wanted.ts';

/** A trained network with its checkpoints. */
export interface ResultSource extends Omit<MeasureContext, 'compile'> {
  /** Parameters and moments. */
  readonly stateAt: (epoch: number) => Promise<Parameters>;
}

export interface TakeOptions {
  readonly report: (event: { readonly type: 'measuring'; readonly measure: MeasureName }) => void;
  /** Files that the run has already. */
  readonly taken: Readonly<Record<string, unknown>>;
}

export interface TakenResults {
  readonly files: Map<string, string | Uint8Array>;
  readonly measures: NonNullable<RunFile['measures']>;
}

export async function takeResults(
  {
    measures: names,
    checkpointEvery,
    keepWeights,
    keepStates,
    device,
  }: WantedResults & { readonly device: DeviceName },
  source: ResultSource,
  { report, taken }: TakeOptions,
): Promise<TakenResults> {
  const files = new Map<string, string | Uint8Array>();
  const measures: TakenResults['measures'] = {};
  for (const name of names) {
    report({ type: 'measuring', measure: name });
    const result = await measureTable[name].compute({ ...source, compile: (program) => compile(program, device) });
    const { version } = measureCatalogue[name];
    const file = measurePath(result.name, { version, checkpointEvery }, taken);
    files.set(file, 'json' in result ? toCompactJson(result.json) : result.bytes);
    measures[name] = { version, checkpointEvery, file };
  }
  const final = source.summary.epochs;
  if (keepWeights) files.set(WEIGHTS_FILE, encodeWeights(source.spec, await source.parametersAt(final)));
  for (const epoch of keepStates.filter((wanted) => wanted < final)) {
    files.set(stateFile(epoch), encodeState(source.spec, epoch, await source.stateAt(epoch)));
  }
  return { files, measures };
}

function encodeWeights(spec: RunSpec, parameters: Parameters): Uint8Array {
  const shapes = parameterShapes(spec.model, spec.task.p);
  return encodeSafetensors(
    withShapes(parameters, (name) => shapes[name]),
    { run: keyOf(spec).id },
  );
}

function encodeState(spec: RunSpec, epoch: number, state: Parameters): Uint8Array {
  const specs = stateSpecs(setupOf(spec));
  const tensors = withShapes(state, (name) => specs[name]?.shape);
  return encodeSafetensors(tensors, { run: keyOf(spec).id, epoch: String(epoch) });
}

function withShapes(
  tensors: Parameters,
  shapeOf: (name: string) => readonly number[] | undefined,
): Record<string, NamedTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, data]) => [name, { shape: shapeOf(name) ?? [], data }]),
  );
}

/** A published training state of a run. */
export async function stateOf(store: RunStore, record: RunRecord, epoch: number): Promise<Parameters> {
  return decodeFloat32(await store.read(record, stateFile(epoch)));
}

/** The published final weights of a run. */
export async function weightsOf(store: RunStore, record: RunRecord): Promise<Parameters> {
  return decodeFloat32(await store.read(record, WEIGHTS_FILE));
}
