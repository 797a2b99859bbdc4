/** The scale on which pictures show the logit of the right answer, in films and in the explorer. */

/**
 * So many logits, in round tens, at least ten: three in a hundred of the finite values lie beyond, and would otherwise
 * leave the others pale. @param frames the correct logits of all pairs, frame by frame
 */
export function logitReach(frames: readonly Float32Array[]): number {
  const all = new Float32Array(frames.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (const frame of frames) for (const x of frame) if (Number.isFinite(x)) all[count++] = Math.abs(x);
  const sorted = all.subarray(0, count).sort();
  return Math.max(10, 10 * Math.round((sorted[Math.floor(0.97 * (count - 1))] ?? 0) / 10));
}
