/** How one run's time to 95 % test accuracy is drawn: reached, reached and lost again, or open at its budget. */
import * as Plot from '@observablehq/plot';
import type { Place } from './geometry.ts';
import { BY_XY, textAt } from './marks.ts';
import { colours } from './palette.ts';

/** @param opacity below 1 where seeds lie upon each other */
export const reachedMarks = (places: readonly Place[], opacity = 1, colour: string = colours.test): Plot.Markish[] =>
  places.length === 0
    ? []
    : [
        Plot.dot(places, {
          ...BY_XY,
          r: 4,
          fill: colour,
          stroke: colours.paper,
          strokeWidth: 1,
          ...(opacity < 1 ? { fillOpacity: opacity } : {}),
        }),
      ];

/** A ring with a cross through it. */
export const lostMarks = (places: readonly Place[], colour: string = colours.test): Plot.Markish[] =>
  places.length === 0
    ? []
    : [
        Plot.dot(places, { ...BY_XY, r: 4, fill: colours.paper, stroke: colour, strokeWidth: 1.5 }),
        Plot.dot(places, { ...BY_XY, r: 5.5, symbol: 'times', stroke: colour, strokeWidth: 1.5 }),
      ];

/** Length of an arrow from its ring, px. */
export const ARROW = 13;

/** Of runs that are censored in one place, one: their number is written beside it. */
export const onePerPlace = <T extends Place>(places: readonly T[]): T[] =>
  samePlaces(places).flatMap(([first]) => (first ? [first] : []));

export const countMarks = (censored: readonly Place[]): Plot.Markish[] =>
  samePlaces(censored).flatMap((same) => {
    const [{ x, y } = { x: 0, y: 0 }] = same;
    return same.length > 1 ? [textAt(`×${same.length}`, x + 7, y - 8, { fontSize: 11, colour: colours.ink })] : [];
  });

const samePlaces = <T extends Place>(places: readonly T[]): T[][] => [
  ...Map.groupBy(places, ({ x, y }) => `${x}/${y}`).values(),
];

/** Open rings with an open arrow that points on to where the time must be. */
export function censoredMarks(
  places: readonly Place[],
  towards: 'up' | 'right',
  colour: string = colours.test,
): Plot.Markish[] {
  if (places.length === 0) return [];
  const [dx, dy] = towards === 'up' ? [0, -1] : [1, 0];
  const paths = places.flatMap(({ x, y }, i) => {
    const at = (along: number, across: number): Place & { readonly path: string } => ({
      x: x + along * dx + across * dy,
      y: y + along * dy + across * dx,
      path: '',
    });
    return [
      ...[at(4, 0), at(ARROW, 0)].map((place) => ({ ...place, path: `${i}s` })),
      ...[at(ARROW - 4.5, 4), at(ARROW, 0), at(ARROW - 4.5, -4)].map((place) => ({ ...place, path: `${i}h` })),
    ];
  });
  return [
    Plot.line(paths, { ...BY_XY, z: 'path', stroke: colour, strokeWidth: 1.5, strokeLinejoin: 'round' }),
    Plot.dot(places, { ...BY_XY, r: 3.5, fill: colours.paper, stroke: colour, strokeWidth: 1.5 }),
  ];
}
