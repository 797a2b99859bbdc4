/** Names of points in the plane, placed where they cover neither each other nor the lines. */
import type * as Plot from '@observablehq/plot';
import { textWidth } from './format.ts';
import { isInside, nearestIn, overlaps, type Box, type Place } from './geometry.ts';
import { lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';

export interface Spot extends Place {
  readonly text: string;
  /** @default ink */
  readonly colour?: string;
  readonly isBold?: boolean;
}

export interface SpotOptions {
  readonly fontSize: number;
  /** Where names may lie. */
  readonly within: Box;
  /** What names had better not cover. */
  readonly avoid: readonly Place[];
  /** Paper around the letters, on pictures. */
  readonly hasHalo?: boolean;
}

/** Eighths of a turn from the right, the better first; distances from the point to the name, px. */
const DIRECTIONS = [0, 4, 1, 7, 3, 5, 2, 6];
const DISTANCES = [8, 16, 28, 44, 64, 88];
/** What a name costs for each point between it and what it names. */
const CROSSING = 2;

/** A name beside each spot, the first spot first; farther away with a leader where there is no room. */
export function spotLabels(
  spots: readonly Spot[],
  { fontSize, within, avoid, hasHalo = false }: SpotOptions,
): Plot.Markish[] {
  const taken: Box[] = [];
  const others = [...avoid, ...spots];
  return spots.flatMap((spot) => {
    const candidates = DISTANCES.flatMap((distance) =>
      DIRECTIONS.map((direction) => ({ distance, box: boxBeside(spot, { direction, distance, fontSize }) })),
    );
    const cost = ({ distance, box }: (typeof candidates)[number]): number =>
      distance / 20 +
      1000 * taken.filter((other) => overlaps(box, other, 2)).length +
      (isInside(box, within) ? 0 : 1000) +
      others.filter(({ x, y }) => overlaps(box, { x: x - 3, y: y - 3, width: 6, height: 6 }, 2)).length +
      CROSSING * others.filter((other) => isBetween(other, spot, box)).length;
    const [first, ...rest] = candidates;
    if (!first) return [];
    const { box, distance } = rest.reduce(
      (best, candidate) => (cost(candidate) < cost(best) ? candidate : best),
      first,
    );
    taken.push(box);
    const end = nearestIn(box, spot);
    return [
      ...(distance > 20
        ? [lineAt([spot.x, spot.y], [end.x, end.y], { colour: spot.colour ?? colours.quiet, width: 0.75 })]
        : []),
      textAt(spot.text, box.x, box.y + box.height / 2, {
        fontSize,
        colour: spot.colour ?? colours.ink,
        isBold: spot.isBold ?? false,
        hasHalo,
      }),
    ];
  });
}

function boxBeside(
  { x, y, text, isBold }: Spot,
  { direction, distance, fontSize }: { direction: number; distance: number; fontSize: number },
): Box {
  const [dx, dy] = [Math.cos((Math.PI * direction) / 4), Math.sin((Math.PI * direction) / 4)];
  const [width, height] = [textWidth(text, fontSize, isBold), 1.2 * fontSize];
  // The edge or corner of the box that faces the point lies at the distance.
  const towards = (component: number, size: number): number =>
    Math.abs(component) < 1e-6 ? -size / 2 : component > 0 ? 0 : -size;
  return { x: x + distance * dx + towards(dx, width), y: y + distance * dy + towards(dy, height), width, height };
}

/** Whether a point lies on the way from a spot to its name, though not at the spot. */
function isBetween(place: Place, spot: Spot, box: Box): boolean {
  const { x, y } = nearestIn(box, spot);
  const [dx, dy] = [x - spot.x, y - spot.y];
  const length = Math.hypot(dx, dy) || 1;
  const along = ((place.x - spot.x) * dx + (place.y - spot.y) * dy) / length;
  const across = Math.abs((place.x - spot.x) * dy - (place.y - spot.y) * dx) / length;
  return along > 4 && along < length && across < 3;
}
