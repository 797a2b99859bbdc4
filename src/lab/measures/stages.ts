/** The moments that tell the story of a run, and the checkpoints nearest to them. Source: ours. */
import type { Summary } from '../training/summary.ts';
import { nearestTo } from './nearest.ts';

/** A named moment of a run and the checkpoint nearest to it. */
export interface Stage {
  readonly name: 'init' | 'memorized' | 'plateau' | 'onset' | 'grokked' | 'end';
  readonly epoch: number;
}

/** Of `epochs`, ascending: the first, those nearest to t_mem and midway between t_mem and t_50 in log-epoch, the last. */
function storyOf(epochs: readonly number[], { tMem, t50 }: Pick<Summary, 'tMem' | 't50'>) {
  const [init = 0] = epochs;
  const end = epochs.at(-1) ?? 0;
  const memorized = tMem?.at ?? end / 100;
  const nearest = nearestTo(epochs);
  return { init, memorized: nearest(memorized), plateau: nearest(Math.sqrt(memorized * (t50?.at ?? end))), end };
}

/** Four moments: init, memorized, plateau and end. Those that fall on one of `epochs` are one. */
export const chooseMoments = (epochs: readonly number[], summary: Pick<Summary, 'tMem' | 't50'>): number[] => {
  const { init, memorized, plateau, end } = storyOf(epochs, summary);
  return [...new Set([init, memorized, plateau, end])];
};

/**
 * The moments of `chooseMoments` and, between plateau and end, the onset (t_50) and "grokked" (t_99), where the run
 * gets there. Stages that fall on one of `epochs` are one, under the name that comes first.
 */
export function chooseStages(epochs: readonly number[], summary: Pick<Summary, 'tMem' | 't50' | 't99'>): Stage[] {
  const { t50, t99 } = summary;
  const { init, memorized, plateau, end } = storyOf(epochs, summary);
  const nearest = nearestTo(epochs);
  const stages: Stage[] = [
    { name: 'init', epoch: init },
    { name: 'memorized', epoch: memorized },
    { name: 'plateau', epoch: plateau },
    ...(t50 === null ? [] : [{ name: 'onset', epoch: nearest(t50.at) } as const]),
    ...(t99 === null ? [] : [{ name: 'grokked', epoch: nearest(t99.at) } as const]),
    { name: 'end', epoch: end },
  ];
  return stages.filter(({ epoch }, i) => stages.findIndex((stage) => stage.epoch === epoch) === i);
}
