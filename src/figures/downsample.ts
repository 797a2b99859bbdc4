/** Fewer points for a line of a figure, with its extremes and its turning points kept. */
import type { Place } from './geometry.ts';

export interface Point {
  readonly epoch: number;
  readonly value: number;
}

export interface DownsampleOptions {
  /** At most so many points, at least `keep.size + 4`. */
  readonly limit: number;
  /** Where an epoch lies on the axis; any unit. */
  readonly position: (epoch: number) => number;
  /** Epochs that stay whatever happens: crossings, and the evaluation before each. */
  readonly keep: ReadonlySet<number>;
}

/**
 * The lowest and the highest point of each of equally wide columns of the axis, the two ends, and `keep`, in
 * order of epoch. A line of at most `limit` points is returned as it is.
 */
export function downsample(points: readonly Point[], { limit, position, keep }: DownsampleOptions): Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length <= limit) return [...points];
  const columns = Math.floor((limit - keep.size - 2) / 2);
  if (columns < 1) throw new TypeError(`downsample: limit ${limit} is too small for ${keep.size} points to keep`);
  const start = position(first.epoch);
  const span = position(last.epoch) - start || 1;
  const extremes = new Map<number, { low: Point; high: Point }>();
  for (const point of points) {
    const column = Math.min(columns - 1, Math.floor((columns * (position(point.epoch) - start)) / span));
    const { low, high } = extremes.get(column) ?? { low: point, high: point };
    extremes.set(column, { low: point.value < low.value ? point : low, high: point.value > high.value ? point : high });
  }
  const chosen = new Set<Point>([first, last]);
  for (const { low, high } of extremes.values()) chosen.add(low).add(high);
  for (const point of points) if (keep.has(point.epoch)) chosen.add(point);
  return points.filter((point) => chosen.has(point));
}

export interface SimplifyOptions {
  /** Where a point is drawn, px. */
  readonly place: (point: Point) => Place;
  /** No point lies farther than this from the line that remains, px. */
  readonly tolerance: number;
  readonly keep: ReadonlySet<number>;
}

/**
 * The points a line needs to look the same: its ends, `keep`, and whatever is farther than `tolerance` from the
 * straight line between its remaining neighbours.
 * Source: Douglas & Peucker 1973, doi:10.3138/FM57-6770-U75U-7727.
 */
export function simplify(points: readonly Point[], { place, tolerance, keep }: SimplifyOptions): Point[] {
  const placed = points.map(place);
  const isKept = points.map(({ epoch }, i) => i === 0 || i === points.length - 1 || keep.has(epoch));
  const fixed = isKept.flatMap((kept, i) => (kept ? [i] : []));
  const spans = fixed.slice(1).map((to, i): [number, number] => [fixed[i] ?? 0, to]);
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let farthest = from;
    let greatest = tolerance;
    for (let i = from + 1; i < to; i++) {
      const distance = distanceToSegment(placed[i], placed[from], placed[to]);
      if (distance > greatest) [farthest, greatest] = [i, distance];
    }
    if (farthest === from) continue;
    isKept[farthest] = true;
    spans.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => isKept[i]);
}

const ORIGIN: Place = { x: 0, y: 0 };

function distanceToSegment({ x, y } = ORIGIN, from = ORIGIN, to = ORIGIN): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx ** 2 + dy ** 2;
  const share = squared > 0 ? Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / squared)) : 0;
  return Math.hypot(x - from.x - share * dx, y - from.y - share * dy);
}

interface ThinnedLine {
  readonly points: readonly Point[];
  readonly keep?: ReadonlySet<number>;
  readonly opacity?: number;
}

/** Lines below this opacity are seen as a bundle. */
const FAINT = 0.5;

/**
 * `lines` with at most 300 points each (min–max preserving), then simplified to a fifth of a px, faint ones to four
 * fifths, or to as little more as it takes to bring all together below `budget`. `keep` of each line stays.
 */
export function thinOut<T extends ThinnedLine>(
  lines: readonly T[],
  { place, budget }: { readonly place: SimplifyOptions['place']; readonly budget: number },
): T[] {
  const none = new Set<number>();
  const position = (epoch: number): number => place({ epoch, value: 0 }).x;
  const sampled = lines.map((line) => ({
    ...line,
    points: downsample(line.points, { limit: 300, position, keep: line.keep ?? none }),
  }));
  for (let tolerance = 0.2; ; tolerance *= 1.5) {
    const thin = sampled.map((line) => ({
      ...line,
      points: simplify(line.points, {
        place,
        tolerance: (line.opacity ?? 1) < FAINT ? 4 * tolerance : tolerance,
        keep: line.keep ?? none,
      }),
    }));
    if (tolerance > 3 || thin.reduce((sum, { points }) => sum + points.length, 0) <= budget) return thin;
  }
}
