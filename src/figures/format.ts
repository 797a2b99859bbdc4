/** Numbers as figures write them. */

/** Between digits and units: narrow, and no place for a line break. */
const THIN = '\u202f';

/** An epoch or a count in full: 8350 → "8 350". */
export function formatCount(x: number): string {
  return String(Math.round(x)).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** "1 run", "4 runs" */
export const counted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;

/** "14, 35 and 52". */
export const listed = (items: readonly (string | number)[]): string =>
  items.length > 1 ? `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}` : String(items[0] ?? 'none');

/** A clause as a sentence: its first letter in upper case. */
export const capitalized = (clause: string): string => clause.charAt(0).toUpperCase() + clause.slice(1);

/** A tick of an epoch axis: 1000 → "1k". */
export function formatTick(epoch: number): string {
  return epoch >= 1000 ? `${epoch / 1000}k` : String(epoch);
}

/** A share in percent, with more digits where it is small or nearly all: 0.952 → "95.2 %". */
export function formatPercent(
  share: number,
  digits = share > 0 && (share < 0.1 || share > 0.99) && share < 1 ? 1 : 0,
): string {
  return `${(100 * share).toFixed(digits)}${THIN}%`;
}

/** The same, but what would be rounded to nothing is told from nothing: 0.0002 → "< 0.1 %". */
export const formatShare = (share: number): string =>
  share > 0 && share < 0.0005 ? `<${THIN}${formatPercent(0.001)}` : formatPercent(share);

/** Significant digits without padding, powers of ten below 0.001: 0.0000123 → "1.2×10⁻⁵"; NaN → "not finite". */
export function formatNumber(x: number, digits = 2): string {
  if (!Number.isFinite(x)) return 'not finite';
  if (x === 0) return '0';
  if (Math.abs(x) >= 1000) return formatCount(x);
  if (Math.abs(x) >= 0.001) return String(Number(x.toPrecision(digits))).replace('-', '−');
  const [mantissa = '', exponent = '0'] = x.toExponential(digits - 1).split('e');
  return `${mantissa.replace('-', '−')}×${formatPower(Number(exponent))}`;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** −5 → "10⁻⁵". */
export function formatPower(exponent: number): string {
  const figures = [...String(Math.abs(exponent))].map((figure) => SUPERSCRIPTS[Number(figure)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${figures}`;
}

/** About how wide Inter sets `text`, px. Good to 5 %: enough to keep labels apart. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  let ems = 0;
  for (const letter of text) ems += /[ \u202f.,·:ijl|]/.test(letter) ? 0.29 : /[mwMW%]/.test(letter) ? 0.86 : 0.59;
  return ems * fontSize * (isBold ? 1.05 : 1);
}
