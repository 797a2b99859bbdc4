/** Frames of a run as bytes: residues in the planes of the key frequencies, and maps of the correct logit. */
import { logitReach } from '../../figures/correctLogit.ts';
import { pairGrid } from '../../figures/pairGrid.ts';
import { planePoints } from '../../figures/planes.ts';
import { mean } from '../../lab/mean.ts';
import type { PairsResults, PlanesResults, RunResults } from '../../lab/store/results.ts';
import type { LogitsFile, PlanesFile } from './runFile.ts';

const LARGEST = 127;
const NOWHERE = -128;
const LEVELS = 254;
export const NO_PAIR = 255;
export const FRAMES_PER_FILE = 4;

const orNull = (x: number, digits = 3): number | null => (Number.isFinite(x) ? Number(x.toPrecision(digits)) : null);

/** The largest finite |x|; at least a little. */
function reachOf(parts: readonly Float32Array[]): number {
  let reach = 1e-9;
  for (const part of parts) for (const x of part) if (Math.abs(x) > reach && Number.isFinite(x)) reach = Math.abs(x);
  return reach;
}

const reaches = ({ keyFrequencies, coordinates }: PlanesResults): number[] =>
  keyFrequencies.map((_, key) => reachOf(coordinates.flatMap((frame) => frame[key] ?? [])));

export function planesOf({ planes }: RunResults): PlanesFile | null {
  if (!planes || planes.keyFrequencies.length === 0) return null;
  return {
    epochs: planes.epochs,
    keys: planes.keyFrequencies,
    reaches: reaches(planes).map((x) => Number(x.toPrecision(4))),
    shares: planes.share.map((frame) => Array.from(frame, (x) => orNull(x))),
  };
}

/** int8 [T, K, p, 2], residues in the order that walks each circle once. */
export function encodePlanes(planes: PlanesResults): Uint8Array {
  const scales = reaches(planes).map((reach) => LARGEST / reach);
  const values = planes.epochs.flatMap((_, t) =>
    scales.flatMap((scale, key) => planePoints(planes, t, key).flatMap(({ x, y }) => [scale * x, scale * y])),
  );
  return new Uint8Array(Int8Array.from(values, (x) => (Number.isFinite(x) ? Math.round(x) : NOWHERE)).buffer);
}

const logitReaches = new WeakMap<PairsResults, number>();
function knownReach(pairs: PairsResults): number {
  const reach = logitReaches.get(pairs) ?? logitReach(pairs.correctLogit);
  logitReaches.set(pairs, reach);
  return reach;
}

export const fileCount = (frames: number): number => Math.ceil(frames / FRAMES_PER_FILE);

export function logitsOf({ pairs }: RunResults): LogitsFile | null {
  if (!pairs || pairs.frameEpochs.length === 0) return null;
  const meanOf = (frame: Float32Array, part: number): number | null =>
    orNull(mean(frame.filter((_, i) => pairs.isTrain[i] === part)));
  return {
    epochs: pairs.frameEpochs,
    reach: knownReach(pairs),
    framesPerFile: FRAMES_PER_FILE,
    trainMeans: pairs.correctLogit.map((frame) => meanOf(frame, 1)),
    testMeans: pairs.correctLogit.map((frame) => meanOf(frame, 0)),
  };
}

/** File number `n`: uint8 [frames, p, p]. */
export function encodeLogits({ record }: RunResults, pairs: PairsResults, n: number): Uint8Array {
  const frames = pairs.correctLogit.slice(n * FRAMES_PER_FILE, (n + 1) * FRAMES_PER_FILE);
  const { task } = record.spec;
  const cells = task.p ** 2;
  const reach = knownReach(pairs);
  const bytes = new Uint8Array(frames.length * cells);
  frames.forEach((frame, t) =>
    pairGrid(task, frame).forEach((x, i) => {
      const share = Math.min(1, Math.max(0, (x / reach + 1) / 2));
      bytes[t * cells + i] = Number.isNaN(x) ? NO_PAIR : Math.round(LEVELS * share);
    }),
  );
  return bytes;
}
