/** Names of points in the plane, placed where they cover neither each other nor the lines. */
import type * as Plot from '@observablehq/plot';
import { textWidth } from './format.ts';
import { lineAt, textAt, type Box } from './marks.ts';
import { colours } from './palette.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface SpotOptions {
  readonly fontSize: number;
  /** Where names may lie. */
  readonly within: Box;
  /** What names had better not cover. */
  readonly avoid: readonly (readonly [x: number, y: number])[];
  /** Paper around the letters, on pictures. */
  readonly hasHalo?: boolean;
}

/** Eighths of a turn from the right, the better first; distances from the point to the name, px. */
const DIRECTIONS = [0, 4, 1, 7, 3, 5, 2, 6];
const DISTANCES = [8, 16, 28, 44, 64, 88];

/** A name beside each spot, the first spot first; farther away with a leader where there is no room. */
export function spotLabels(
  spots: readonly Spot[],
  { fontSize, within, avoid, hasHalo = false }: SpotOptions,
): Plot.Markish[] {
  const taken: Box[] = [];
  const others = [...avoid, ...spots.map(({ x, y }) => [x, y] as const)];
  return spots.flatMap((spot) => {
    const candidates = DISTANCES.flatMap((distance) =>
      DIRECTIONS.map((direction) => ({ distance, box: boxBeside(spot, { direction, distance, fontSize }) })),
    );
    const cost = ({ distance, box }: (typeof candidates)[number]): number =>
      distance / 20 +
      1000 * taken.filter((other) => overlaps(box, other)).length +
      (isInside(box, within) ? 0 : 1000) +
      others.filter(([x, y]) => overlaps(box, { x: x - 3, y: y - 3, width: 6, height: 6 })).length;
    const [first, ...rest] = candidates;
    if (!first) return [];
    const { box, distance } = rest.reduce(
      (best, candidate) => (cost(candidate) < cost(best) ? candidate : best),
      first,
    );
    taken.push(box);
    const end = [clamp(spot.x, box.x, box.x + box.width), clamp(spot.y, box.y, box.y + box.height)] as const;
    return [
      ...(distance > 20 ? [lineAt([spot.x, spot.y], end, { colour: colours.quiet, width: 0.75 })] : []),
      textAt(spot.text, box.x, box.y + box.height / 2, { fontSize, colour: colours.ink, hasHalo }),
    ];
  });
}

function boxBeside(
  { x, y, text }: Spot,
  { direction, distance, fontSize }: { direction: number; distance: number; fontSize: number },
): Box {
  const [dx, dy] = [Math.cos((Math.PI * direction) / 4), Math.sin((Math.PI * direction) / 4)];
  const [width, height] = [textWidth(text, fontSize), 1.2 * fontSize];
  // The edge or corner of the box that faces the point lies at the distance.
  const towards = (component: number, size: number): number =>
    Math.abs(component) < 1e-6 ? -size / 2 : component > 0 ? 0 : -size;
  return { x: x + distance * dx + towards(dx, width), y: y + distance * dy + towards(dy, height), width, height };
}

const overlaps = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width + 2 &&
  other.x < one.x + one.width + 2 &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

const isInside = (box: Box, within: Box): boolean =>
  box.x >= within.x &&
  box.y >= within.y &&
  box.x + box.width <= within.x + within.width &&
  box.y + box.height <= within.y + within.height;

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
