/** Values and shares as block characters. */

const LEVELS = [...'▁▂▃▄▅▆▇█'];

export interface Point {
  readonly epoch: number;
  /** In [0, 1]. */
  readonly value: number;
}

/**
 * The last value in each of `width` equal stretches of the epochs up to `span`; stretches that are still to come
 * are left out, those before the first point and values that are no numbers are blank.
 */
export function sparkline(points: readonly Point[], span: number, width: number): string {
  const reached = points.at(-1)?.epoch ?? -1;
  let text = '';
  let next = 0;
  for (let i = 0; i < width && (i === 0 ? reached >= 0 : (i * span) / width < reached); i++) {
    while (next < points.length && (points[next]?.epoch ?? 0) <= ((i + 1) * span) / width) next++;
    text += level(points[next - 1]?.value ?? NaN);
  }
  return text;
}

const level = (value: number): string =>
  LEVELS[Math.max(0, Math.min(LEVELS.length - 1, Math.floor(value * LEVELS.length)))] ?? ' ';

/** @param share in [0, 1]. @returns the full and the empty part of a bar of `width` columns. */
export function bar(share: number, width: number): [full: string, empty: string] {
  const full = Math.min(width, Math.floor(share * width));
  return ['━'.repeat(full), '─'.repeat(width - full)];
}
