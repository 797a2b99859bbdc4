/** A stored run with its measures decoded: what figures and pages read. */
import type { AblationsMeasure } from '../measures/ablations.ts';
import type { ActivationsMeasure } from '../measures/activations.ts';
import type { AttentionMeasure } from '../measures/attention.ts';
import type { CircuitMeasure } from '../measures/circuit.ts';
import { measureCatalogue, type MeasureName } from '../measures/catalogue.ts';
import type { FourierMeasure } from '../measures/embeddingFourier.ts';
import {
  decodeLandscape,
  decodeNeuronFilm,
  decodeWeightMaps,
  rowsOf,
  type LandscapeResults,
  type NeuronFilmResults,
  type WeightMapsResults,
} from '../measures/filmFiles.ts';
import { decodeMaps, type MapsResults } from '../measures/mapsFile.ts';
import type { HeldAttentionMeasure } from '../measures/heldAttention.ts';
import type { IsolationMeasure } from '../measures/isolation.ts';
import type { NormsMeasure } from '../measures/norms.ts';
import type { OperationFourierMeasure } from '../measures/operationFourier.ts';
import type { ProgressMeasure } from '../measures/progress.ts';
import type { SpectraMeasure } from '../measures/spectra.ts';
import type { SymmetryMeasure, SymmetryPathMeasure } from '../measures/symmetry.ts';
import type { TrajectoryMeasure } from '../measures/trajectory.ts';
import type { TwinsMeasure } from '../measures/twins.ts';
import type { UnseenRestrictedMeasure } from '../measures/unseenRestricted.ts';
import type { MistakesMeasure } from '../measures/wrongAnswers.ts';
import { decodeSafetensors, type TensorData } from '../safetensors.ts';
import { fromJson } from './json.ts';
import type { RunStore, StoredRun } from './store.ts';

/** P pairs in the task's order: a outer, b inner. */
export interface PairsResults {
  readonly momentEpochs: readonly number[];
  /** [moment][pair], nats. */
  readonly loss: readonly Float32Array[];
  readonly frameEpochs: readonly number[];
  /** [frame][pair]: logit of the right answer minus the mean logit of the pair. */
  readonly correctLogit: readonly Float32Array[];
  /** [pair]: 1 if trained on. */
  readonly isTrain: Uint8Array;
}

/** Residues in the planes of the key frequencies. */
export interface PlanesResults {
  readonly keyFrequencies: readonly number[];
  readonly epochs: readonly number[];
  /** [epoch][key frequency]: x0, y0, x1, y1, … of the p residues. */
  readonly coordinates: readonly (readonly Float32Array[])[];
  /** [epoch][key frequency]: share of the centred embedding's squared norm in the plane. */
  readonly share: readonly Float32Array[];
}

/** A run and what was measured of it; a measure that was not taken, or not in today's version, is null. */
export interface RunResults extends StoredRun {
  readonly ablations: AblationsMeasure | null;
  readonly activations: ActivationsMeasure | null;
  readonly attention: AttentionMeasure | null;
  readonly circuit: CircuitMeasure | null;
  readonly fourier: FourierMeasure | null;
  readonly heldAttention: HeldAttentionMeasure | null;
  readonly isolation: IsolationMeasure | null;
  readonly landscape: LandscapeResults | null;
  readonly maps: MapsResults | null;
  readonly mistakes: MistakesMeasure | null;
  readonly neuronFilm: NeuronFilmResults | null;
  readonly norms: NormsMeasure | null;
  readonly operationFourier: OperationFourierMeasure | null;
  readonly pairs: PairsResults | null;
  readonly planes: PlanesResults | null;
  readonly progress: ProgressMeasure | null;
  readonly spectra: SpectraMeasure | null;
  readonly symmetry: SymmetryMeasure | null;
  readonly symmetryPath: SymmetryPathMeasure | null;
  readonly trajectory: TrajectoryMeasure | null;
  readonly twins: TwinsMeasure | null;
  readonly unseenRestricted: UnseenRestrictedMeasure | null;
  readonly weightMaps: WeightMapsResults | null;
}

/** Reads and verifies a run; null where it is not stored. @throws LabError where a file does not verify. */
export async function readResults(store: RunStore, id: string): Promise<RunResults | null> {
  const run = await store.get(id);
  if (!run) return null;
  const { record } = run;
  const read = async (name: MeasureName): Promise<Uint8Array | null> => {
    const note = record.measures[name]?.findLast(({ version }) => version === measureCatalogue[name].version);
    return note ? store.read(record, note.file) : null;
  };
  const json = async (name: MeasureName): Promise<unknown> => {
    const bytes = await read(name);
    return bytes && fromJson(new TextDecoder().decode(bytes));
  };
  const tensors = async (name: MeasureName): Promise<Record<string, TensorData> | null> => {
    const bytes = await read(name);
    if (!bytes) return null;
    const entries = Object.entries(decodeSafetensors(bytes).tensors);
    return Object.fromEntries(entries.map(([key, { data }]) => [key, data]));
  };
  const [landscape, maps, neuronFilm, weightMaps] = [
    await tensors('landscape'),
    await tensors('maps'),
    await tensors('neuronFilm'),
    await tensors('weightMaps'),
  ];
  return {
    ...run,
    ablations: (await json('ablations')) as AblationsMeasure | null,
    activations: (await json('activations')) as ActivationsMeasure | null,
    attention: (await json('attention')) as AttentionMeasure | null,
    circuit: (await json('circuit')) as CircuitMeasure | null,
    fourier: (await json('fourier')) as FourierMeasure | null,
    heldAttention: (await json('heldAttention')) as HeldAttentionMeasure | null,
    isolation: (await json('isolation')) as IsolationMeasure | null,
    landscape: landscape && decodeLandscape(landscape),
    maps: maps && decodeMaps(maps, record.spec.task.p),
    mistakes: (await json('mistakes')) as MistakesMeasure | null,
    neuronFilm: neuronFilm && decodeNeuronFilm(neuronFilm),
    norms: (await json('norms')) as NormsMeasure | null,
    operationFourier: (await json('operationFourier')) as OperationFourierMeasure | null,
    pairs: toPairs(await tensors('pairs')),
    planes: toPlanes(await tensors('planes'), record.spec.task.p),
    progress: (await json('progress')) as ProgressMeasure | null,
    spectra: (await json('spectra')) as SpectraMeasure | null,
    symmetry: (await json('symmetry')) as SymmetryMeasure | null,
    symmetryPath: (await json('symmetryPath')) as SymmetryPathMeasure | null,
    trajectory: (await json('trajectory')) as TrajectoryMeasure | null,
    twins: (await json('twins')) as TwinsMeasure | null,
    unseenRestricted: (await json('unseenRestricted')) as UnseenRestrictedMeasure | null,
    weightMaps: weightMaps && decodeWeightMaps(weightMaps),
  };
}

function toPairs(tensors: Record<string, TensorData> | null): PairsResults | null {
  if (!tensors) return null;
  const get = (name: string): TensorData => tensors[name] ?? new Float32Array();
  const momentEpochs = Array.from(get('momentEpochs'));
  const frameEpochs = Array.from(get('frameEpochs'));
  return {
    momentEpochs,
    loss: rowsOf(get('loss'), momentEpochs.length),
    frameEpochs,
    correctLogit: rowsOf(get('correctLogit'), frameEpochs.length),
    isTrain: Uint8Array.from(get('isTrain')),
  };
}

function toPlanes(tensors: Record<string, TensorData> | null, p: number): PlanesResults | null {
  if (!tensors) return null;
  const get = (name: string): TensorData => tensors[name] ?? new Float32Array();
  const keyFrequencies = Array.from(get('keyFrequencies'));
  const epochs = Array.from(get('epochs'));
  const blocks = rowsOf(get('coordinates'), epochs.length * keyFrequencies.length);
  if (blocks.some((block) => block.length !== 2 * p)) throw new TypeError('planes: coordinates do not fit p');
  return {
    keyFrequencies,
    epochs,
    coordinates: epochs.map((_, t) => blocks.slice(t * keyFrequencies.length, (t + 1) * keyFrequencies.length)),
    share: rowsOf(get('share'), epochs.length),
  };
}
