/**
 * The residues in the plane of a run's strongest key frequency at every frame, for moving the pictures of the
 * figure "planes". Little-endian, read by islands/planes.ts:
 * uint32 frames T, uint32 residues p; T × uint32 epoch; T × p × 2 × int16 coordinates in units of 1 / 32767 of the
 * largest, residues in the order in which the figure draws them.
 */
import type { RunResults } from '../lab/store/results.ts';
import { planePoints, strongest } from '../figures/planes.ts';

const LARGEST = 32767;

export function encodePlanes({ planes }: RunResults): Uint8Array | null {
  if (!planes || planes.keyFrequencies.length === 0) return null;
  const key = strongest(planes);
  const frames = planes.epochs.map((_, t) => planePoints(planes, t, key).flatMap(({ x, y }) => [x, y]));
  const p = (frames[0]?.length ?? 0) / 2;
  const reach = Math.max(...frames.map((frame) => Math.max(...frame.map(Math.abs))), 1e-9);
  const view = new DataView(new ArrayBuffer(8 + 4 * frames.length + 4 * frames.length * p));
  view.setUint32(0, frames.length, true);
  view.setUint32(4, p, true);
  planes.epochs.forEach((epoch, t) => view.setUint32(8 + 4 * t, epoch, true));
  const start = 8 + 4 * frames.length;
  frames.flat().forEach((x, i) => view.setInt16(start + 2 * i, Math.round((x / reach) * LARGEST), true));
  return new Uint8Array(view.buffer);
}
