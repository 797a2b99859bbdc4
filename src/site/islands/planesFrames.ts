/** Frames of a run's embedding in the plane of its strongest key frequency, as published: format in planesFilm.ts. */

export interface Film {
  readonly epochs: readonly number[];
  /** [frame]: x0, y0, x1, y1, … in the order of the circle. */
  readonly frames: readonly Int16Array[];
}

export function decodeFilm(buffer: ArrayBuffer): Film {
  const view = new DataView(buffer);
  const count = view.getUint32(0, true);
  const p = view.getUint32(4, true);
  const start = 8 + 4 * count;
  return {
    epochs: Array.from({ length: count }, (_, t) => view.getUint32(8 + 4 * t, true)),
    frames: Array.from({ length: count }, (_, t) => new Int16Array(buffer, start + 4 * p * t, 2 * p)),
  };
}

/** Position of an epoch among the frames, a fraction between two of them. */
export function frameAt({ epochs }: Film, epoch: number): number {
  const after = epochs.findIndex((known) => known >= epoch);
  if (after <= 0) return after < 0 ? epochs.length - 1 : 0;
  const [left = 0, right = 1] = [epochs[after - 1], epochs[after]];
  return after - 1 + (epoch - left) / (right - left);
}

/** Number `i` of a frame, or of what lies between two, where all move in straight lines. */
export function valueAt({ frames }: Film, at: number, i: number): number {
  const share = at % 1;
  return (1 - share) * (frames[Math.floor(at)]?.[i] ?? 0) + share * (frames[Math.ceil(at)]?.[i] ?? 0);
}
