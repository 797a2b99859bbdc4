/** By which rules the measure `spectra` says that a frequency is key. Nothing here computes a network. */
export const KEY_RULES = ['neurons', 'wL', 'logits'] as const;
export type KeyRule = (typeof KEY_RULES)[number];
