/** Numbers as people read them in a text. Counts and powers are written as in figures. */
import { formatCount, formatPower } from '../figures/format.ts';

export { capitalized, counted } from '../figures/format.ts';

const NARROW_SPACE = '\u202f';

/** 8350 → "8 350", with narrow no-break spaces; four digits are grouped too, so that columns agree. */
export function grouped(x: number): string {
  const [, decimals] = String(x).split('.');
  return decimals === undefined ? formatCount(x) : `${formatCount(Math.trunc(x))}.${decimals}`;
}

/** @param digits decimals at most, without zeros at their end: "70 %", "99.97 %". */
export const percent = (fraction: number, digits = 2): string =>
  `${minus(String(Number((100 * fraction).toFixed(digits))))}${NARROW_SPACE}%`;

/** Significant digits; powers of ten outside [0.001, 100 000): 2.4 × 10⁻⁷. */
export function decimal(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'not a number' : x > 0 ? '∞' : '−∞';
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [mantissa = '', exponent = '0'] = x.toExponential(digits - 1).split('e');
    return `${minus(mantissa)}${NARROW_SPACE}×${NARROW_SPACE}${formatPower(Number(exponent))}`;
  }
  const rounded = Number(x.toPrecision(digits));
  // Of the rounded one: 9.996 is 10.0, not 10.00.
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded) || 1)));
  const [whole = '', part] = Math.abs(rounded).toFixed(decimals).split('.');
  return `${rounded < 0 ? '−' : ''}${grouped(Number(whole))}${part ? `.${part}` : ''}`;
}

const minus = (text: string): string => text.replace('-', '−');

/** Seconds as "37 s", "12.4 min" or "1.6 h". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)}${NARROW_SPACE}s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(1)}${NARROW_SPACE}min`;
  return `${(seconds / 3600).toFixed(1)}${NARROW_SPACE}h`;
}

export function bytes(size: number): string {
  if (size < 1000) return `${size}${NARROW_SPACE}B`;
  if (size < 1e6) return `${(size / 1e3).toFixed(size < 1e4 ? 1 : 0)}${NARROW_SPACE}kB`;
  return `${(size / 1e6).toFixed(1)}${NARROW_SPACE}MB`;
}

/** Where something first held: in (after, at]. */
export const interval = ({ after, at }: { after: number | null; at: number }): string =>
  after === null ? grouped(at) : `(${grouped(after)},${NARROW_SPACE}${grouped(at)}]`;

/** 20 November 2026 */
export const longDate = (date: Date): string =>
  date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

export const isoDate = (date: Date): string => date.toISOString().slice(0, 10);

/** A sentence that was typed with plain spaces: "30 %" stays on one line. */
export const typeset = (text: string): string => text.replace(/(?<=\d) (?=%)/g, NARROW_SPACE);
