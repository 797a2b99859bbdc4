/**
 * By how much a verdict is safe: from the end of what is known that is nearest to turning it. A distance in the units of
 * the bound, or a factor where two measured times or losses are compared.
 */
import type { Quantity } from '../fields.ts';
import { decimal, duration, grouped } from '../format.ts';
import type { Scale, Slack, Truth } from '../bounds.ts';

export interface Margin {
  readonly kind: Scale;
  /** Above 0 (difference) or 1 (ratio) where the claim holds. */
  readonly value: number;
  /** "at least 1 870 epochs to spare", "missed by a factor of 1.3", "the 95 % interval ends 0.14 inside the bound" */
  readonly text: string;
}

interface Measured {
  readonly truth: Truth;
  readonly slack: Slack;
  readonly scale: Scale;
  readonly kind: Quantity['kind'];
  /** Of the 95 % interval. @default false */
  readonly isOfInterval?: boolean;
}

const INTERVAL = 'the 95\u202f% interval';

/** Null where the verdict is open or the distance has no end. */
export function marginOf({ truth, slack, scale, kind, isOfInterval = false }: Measured): Margin | null {
  if (truth === null) return null;
  const value = truth ? slack.worst : slack.best;
  if (!Number.isFinite(value) || (scale === 'ratio' && value <= 0)) return null;
  const size =
    scale === 'ratio' ? `a factor of ${decimal(Math.max(value, 1 / value), 3)}` : withUnits(Math.abs(value), kind);
  if (isOfInterval)
    return { kind: scale, value, text: `${INTERVAL} ends ${size} ${truth ? 'inside' : 'beyond'} the bound` };
  // When between two evaluations something happened, or how long after the budget, is not known.
  const distance = slack.worst === slack.best ? size : `at least ${size}`;
  const isAtBound = value === (scale === 'ratio' ? 1 : 0);
  const text = isAtBound ? 'right at the bound' : truth ? `${distance} to spare` : `missed by ${distance}`;
  return { kind: scale, value, text };
}

function withUnits(distance: number, kind: Quantity['kind']): string {
  switch (kind) {
    case 'crossing':
    case 'seenAt':
    case 'epochs':
      return `${grouped(distance)} epoch${distance === 1 ? '' : 's'}`;
    case 'fraction':
      return `${decimal(100 * distance, 2)} percentage points`;
    case 'seconds':
      return duration(distance);
    case 'integer':
    case 'list':
      return grouped(distance);
    case 'number':
      return decimal(distance, 2);
  }
}
