/** Under which heading a variant stands: by what of a probe is changed, or what is done in its place. */
import type { RunSpec } from '../lab/spec.ts';
import { changedOptions } from './regularizerNames.ts';

/** The first of them that is changed names the group. */
const OF_PROBES = [
  ['pairing', 'whose past it is'],
  ['learns', 'what the probe learns'],
  ['gradient', 'through which side it pulls'],
  ['lag', 'how long ago the past is'],
  ['error', 'its error relative to the activations'],
  ['weight', 'how strongly it pulls'],
  ['hidden', 'how wide the probe is'],
  ['learningRate', 'how fast the probe learns'],
] as const;

export function groupOf({ regularizer, optimizer }: RunSpec, main: RunSpec): string {
  const isAsMain = JSON.stringify(optimizer) === JSON.stringify(main.optimizer);
  if (!regularizer) return 'no probe, other settings';
  if (regularizer.name !== 'probe@1') return 'a penalty on the size of activations';
  if (!isAsMain) return 'a probe, other settings';
  const changed = changedOptions(regularizer);
  return OF_PROBES.find(([option]) => changed.includes(option))?.[1] ?? 'a probe, by its stencil';
}

/** The same variants, those of one group together, groups in the order in which they first occur. */
export const byGroup = <T extends { readonly group: string }>(variants: readonly T[]): T[] =>
  [...Map.groupBy(variants, ({ group }) => group).values()].flat();
