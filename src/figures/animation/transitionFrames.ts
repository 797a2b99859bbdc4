/** What the animation shows of a run: the measures it needs, frame by frame, with scales for the whole film. */
import { nearestIndex } from '../../lab/measures/nearest.ts';
import type { RunResults } from '../../lab/store/results.ts';
import type { Evaluation } from '../../lab/training/summary.ts';
import { logitReach } from '../correctLogit.ts';
import { largestFinite } from '../divergence.ts';
import { formatPercent } from '../format.ts';
import { rowAt } from '../moments.ts';

export interface TransitionFrame {
  readonly epoch: number;
  readonly row: Evaluation;
  /** [frequency], norm of the component of W_E. */
  readonly norms: readonly number[];
  /** [pair], logit of the right answer minus the mean logit. */
  readonly correctLogit: Float32Array;
}

export interface Transition {
  readonly run: RunResults;
  readonly p: number;
  readonly t95: number | null;
  readonly frequencies: readonly number[];
  /** Ascending. */
  readonly keys: readonly number[];
  readonly highestNorm: number;
  /** The map's colours go from minus to plus this many logits. */
  readonly logitReach: number;
  readonly frames: readonly TransitionFrame[];
}

/** Whether a run has what an animation needs. */
export const canAnimate = ({ fourier, pairs }: RunResults): boolean =>
  Boolean(fourier && pairs && pairs.frameEpochs.length > 1);

/** @throws TypeError where the run lacks a measure. */
export function transitionOf(run: RunResults): Transition {
  const { fourier, pairs, record } = run;
  if (!fourier || !pairs || !canAnimate(run))
    throw new TypeError(`transitionOf: run ${record.id} lacks the measures fourier and pairs`);
  const frames = pairs.frameEpochs.map((epoch, i): TransitionFrame => {
    const norms = fourier.norms[nearestIndex(fourier.epochs, epoch)] ?? [];
    return { epoch, row: rowAt(run, epoch), norms, correctLogit: pairs.correctLogit[i] ?? new Float32Array() };
  });
  return {
    run,
    p: record.spec.task.p,
    t95: record.summary.t95?.at ?? null,
    frequencies: fourier.frequencies,
    keys: [...fourier.keyFrequencies].sort((x, y) => x - y),
    highestNorm: largestFinite(
      frames.flatMap(({ norms }) => norms),
      1e-9,
    ),
    logitReach: logitReach(pairs.correctLogit),
    frames,
  };
}

/** Share of the squared norms that the key frequencies have, in words. */
export function keyShare(
  { frequencies, keys }: Pick<Transition, 'frequencies' | 'keys'>,
  norms: readonly number[],
): string {
  const squares = norms.map((x) => x * x);
  const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
  return formatPercent(sum(squares.filter((_, i) => keys.includes(frequencies[i] ?? 0))) / sum(squares), 0);
}
