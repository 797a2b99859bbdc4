/** Confidence intervals, and the one for a share. */
import { normalQuantile } from './distributions.ts';

/** Both ends belong to it; an infinite one means that there is none on that side. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
  /** Coverage asked for, in (0, 1), such as 0.95. */
  readonly level: number;
}

/** Of the share of which `count` of n were seen, by the score. Source: Wilson 1927, J. Am. Stat. Assoc. 22, 209–212. */
export function shareBounds(count: number, n: number, level: number): Bounds {
  const z = normalQuantile(0.5 + level / 2);
  const share = count / n;
  const scale = 1 + z ** 2 / n;
  const centre = (share + z ** 2 / (2 * n)) / scale;
  const reach = (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / scale;
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach), level };
}
