/** Bytes of the explorer's files, as typed arrays. */
import type { LogitsFile, PlanesFile, SpectrumFile } from '../../explore/runFile.ts';

/** uint8 [T, h]. */
export const decodeNorms = ({ norms }: Pick<SpectrumFile, 'norms'>): Uint8Array =>
  Uint8Array.from(atob(norms), (character) => character.charCodeAt(0));

/** Row `t` of a matrix with rows of `length`. */
export const row = <T extends Uint8Array | Int8Array>(matrix: T, t: number, length: number): T =>
  matrix.subarray(t * length, (t + 1) * length) as T;

/** x0, y0, x1, y1, … of the residues in the plane of key frequency number `key`, at frame `t`: int8. */
export const planeAt = (
  bytes: Int8Array,
  { keys, epochs }: Pick<PlanesFile, 'keys' | 'epochs'>,
  { t, key }: { readonly t: number; readonly key: number },
): Int8Array => row(bytes, t * keys.length + key, bytes.length / (keys.length * epochs.length));

/** Which file holds frame `t`, and where in it. */
export const placeOfFrame = (
  { framesPerFile }: Pick<LogitsFile, 'framesPerFile'>,
  t: number,
): { file: number; index: number } => ({ file: Math.floor(t / framesPerFile), index: t % framesPerFile });
