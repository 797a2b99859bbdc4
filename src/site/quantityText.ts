/** Numbers of runs in words: what a field gives, and what is known of several together. */
import { ANYTHING, type Bounds } from './bounds.ts';
import { isReached, type Quantity } from './fields.ts';
import { decimal, duration, grouped, interval, percent } from './format.ts';

const notWithin = (budget: number): string => `not within ${grouped(budget)} epochs`;

export function print(quantity: Quantity, digits?: number): string {
  if (isReached(quantity)) {
    if (!quantity.value) return notWithin(quantity.budget);
    return quantity.kind === 'crossing' ? interval(quantity.value) : grouped(quantity.value.at);
  }
  if (quantity.kind === 'list') return quantity.value.join(', ');
  const { kind, value, budget } = quantity;
  if (value === Infinity && budget !== undefined) return notWithin(budget);
  switch (kind) {
    case 'epochs':
    case 'integer':
      return grouped(value);
    case 'fraction':
      return percent(value, digits);
    case 'seconds':
      return duration(value);
    case 'number':
      return decimal(value, digits);
  }
}

/** "(4 200, 4 210]", "not within 40 000 epochs", "−1.16", "1.52 to 1.56"; "—" for nothing. */
export function printBounds(bounds: Bounds | null, kind: Quantity['kind'], digits?: number): string {
  if (!bounds || bounds === ANYTHING) return '—';
  const { low, high } = bounds;
  if (kind === 'crossing' || kind === 'seenAt') {
    // Weights that are no numbers any more get nowhere, however long one waits.
    if (low === Infinity) return 'never';
    if (high === Infinity) return print({ kind, value: null, budget: low - 1 });
    if (low === high) return print({ kind: 'epochs', value: low });
    return print({ kind: 'crossing', value: { after: low - 1, at: high }, budget: high });
  }
  if (kind === 'list') return print({ kind: 'integer', value: low });
  const whole = kind === 'integer' && !Number.isInteger(low) ? 'number' : kind;
  if (high === Infinity && low < Infinity) return `more than ${print({ kind: whole, value: low }, digits)}`;
  return [...new Set([low, high].map((value) => print({ kind: whole, value }, digits)))].join(' to ');
}

/** "130–140", but "(130, 140] to (150, 160]" and "2 × 10⁻⁵ to 6 × 10⁻⁴", which a dash would blur. */
export function printRange(ends: readonly string[]): string {
  const texts = [...new Set(ends)];
  return texts.join(texts.every((text) => /^[\d.\u202f]+$/.test(text)) ? '–' : ' to ');
}
