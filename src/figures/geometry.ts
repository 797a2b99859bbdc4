/** Places and boxes in a figure, px from its top left corner: what lies where, and what covers what. */

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Place {
  readonly width: number;
  readonly height: number;
}

export const isInside = (box: Box, within: Box): boolean =>
  box.x >= within.x &&
  box.y >= within.y &&
  box.x + box.width <= within.x + within.width &&
  box.y + box.height <= within.y + within.height;

/** @param gap px by which boxes beside each other keep apart */
export const overlaps = (one: Box, other: Box, gap = 0): boolean =>
  one.x < other.x + other.width + gap &&
  other.x < one.x + one.width + gap &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

/** The place in `box` that is nearest to another; that one itself where it lies within. */
export const nearestIn = ({ x, y, width, height }: Box, to: Place): Place => ({
  x: clamp(to.x, x, x + width),
  y: clamp(to.y, y, y + height),
});

/** From a box to a place; 0 within it. */
export function distanceTo(box: Box, place: Place): number {
  const { x, y } = nearestIn(box, place);
  return Math.hypot(place.x - x, place.y - y);
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Places along a line through `corners`, at most `step` px apart: what labels had better not cover. */
export const placesAlong = (corners: readonly Place[], step: number): Place[] =>
  corners.flatMap(({ x, y }, i) => {
    const to = corners[i + 1] ?? { x, y };
    const count = Math.max(1, Math.ceil(Math.hypot(to.x - x, to.y - y) / step));
    return Array.from({ length: count }, (_, n) => ({
      x: x + (n / count) * (to.x - x),
      y: y + (n / count) * (to.y - y),
    }));
  });
