/** What the explorer is sent of a run: /explore/<id>.json, and the names of the binary files beside it. */
import type { Crossing, ToldOutcome } from '../../lab/training/summary.ts';

export const seriesNames = ['trainAccuracy', 'testAccuracy', 'trainLoss', 'testLoss', 'sumSquaredWeights'] as const;
export type SeriesName = (typeof seriesNames)[number];

/** A line over epochs, ascending. */
export interface Series {
  readonly epochs: readonly number[];
  readonly values: readonly number[];
}

/** T checkpoints, h frequencies. */
export interface SpectrumFile {
  readonly epochs: readonly number[];
  readonly frequencies: readonly number[];
  /** Ascending. */
  readonly keys: readonly number[];
  /** [T]: Gini coefficient of the norms. */
  readonly gini: readonly (number | null)[];
  /** The largest norm: 255 of `norms`. */
  readonly reach: number;
  /** Base64 of uint8 [T, h]: norms of the folded Fourier components of W_E, in units of reach / 255. */
  readonly norms: string;
}

/** T frames, K key frequencies. Coordinates are in <id>.planes.bin: int8 [T, K, p, 2], −128 where not a number. */
export interface PlanesFile {
  readonly epochs: readonly number[];
  readonly keys: readonly number[];
  /** [K]: what 127 stands for. */
  readonly reaches: readonly number[];
  /** [T][K]: share of the centred embedding's squared norm in the plane. */
  readonly shares: readonly (readonly (number | null)[])[];
}

/** T frames, in <id>.logits-<n>.bin: uint8 [T′, p, p], 0…254 from −reach to reach, 255 where there is no pair. */
export interface LogitsFile {
  readonly epochs: readonly number[];
  readonly reach: number;
  /** Frames in each of the files; the last may have fewer. */
  readonly framesPerFile: number;
  /** [T]: mean over the pairs trained on, and over the others. */
  readonly trainMeans: readonly (number | null)[];
  readonly testMeans: readonly (number | null)[];
}

export interface RunFile {
  readonly id: string;
  /** "a + b mod 113, trained on 30 %, weight decay 1, seed 0" */
  readonly title: string;
  /** Slugs of the experiments it belongs to. */
  readonly experiments: readonly string[];
  readonly outcome: ToldOutcome;
  /** Epochs trained. */
  readonly epochs: number;
  readonly p: number;
  readonly t95: Crossing | null;
  readonly series: Readonly<Record<SeriesName, Series>>;
  /** Sums of squared weights by group of tensors, at checkpoints. */
  readonly groups: { readonly epochs: readonly number[]; readonly values: Readonly<Record<string, number[]>> } | null;
  readonly spectrum: SpectrumFile | null;
  readonly planes: PlanesFile | null;
  readonly logits: LogitsFile | null;
}

/** A line of /explore/runs.json. */
export interface ListedRun {
  readonly id: string;
  /** Slugs of the experiments it belongs to. */
  readonly experiments: readonly string[];
  /** What it is in them: "seed 0", "weight decay 0.3". */
  readonly cell: string;
  readonly outcome: ToldOutcome;
  /** First epoch evaluated with 95 % of the test pairs right. */
  readonly t95: number | null;
}

export const runFile = (id: string): string => `${id}.json`;
export const planesFile = (id: string): string => `${id}.planes.bin`;
export const logitsFile = (id: string, n: number): string => `${id}.logits-${n}.bin`;
export const RUNS_FILE = 'runs.json';
