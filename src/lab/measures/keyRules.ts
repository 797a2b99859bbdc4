/**
 * By which rules the measure `spectra` says that a frequency is key, and what is asked of a network by each of them. Nothing
 * here computes a network.
 */
export const KEY_RULES = ['neurons', 'wL', 'logits'] as const;
export type KeyRule = (typeof KEY_RULES)[number];

/** What the measure `isolation` leaves of a final network by each of them. */
export const ISOLATION_PARTS = [
  'components',
  'componentsAndConstant',
  'sums',
  'sumsAndConstant',
  'without',
  'wLSubspace',
  'wLNullSpace',
] as const;
export type IsolationPart = (typeof ISOLATION_PARTS)[number];
