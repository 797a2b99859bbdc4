/** A fitted power law in words. */
import type { PowerLaw } from '../lab/statistics/powerLaw.ts';

/** "−1.05". */
export const signed = (x: number): string => x.toFixed(2).replace('-', '−');

/** "[−1.20, −0.90]"; null where the interval is not estimable. */
export const boundsText = ({ bounds }: PowerLaw): string | null =>
  bounds && `[${[bounds.low, bounds.high].map((x) => (Number.isFinite(x) ? signed(x) : x > 0 ? '∞' : '−∞')).join(', ')}]`; // prettier-ignore

/** Beside the line. */
export const slopeText = (law: PowerLaw): string => `slope ${signed(law.slope)} ${boundsText(law) ?? ''}`.trim();
