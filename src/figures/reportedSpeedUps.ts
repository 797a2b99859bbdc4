/**
 * The speed-ups that the source of the stencil probe reports, to be held against what is measured here.
 * Source: "Grokking as Manifold Selection Under Constraint": one run each, seed 999; epochs to 99 % on both splits of the
 * run without probes over those of the run with them. Two of the seven stencils are not reported.
 */
import type { RunSpec } from '../lab/spec.ts';
import { regularizerName } from './regularizerNames.ts';

type Probe = Extract<NonNullable<RunSpec['regularizer']>, { name: 'probe@1' }>;

const REPORTED: Readonly<Record<Probe['stencil'], number | null>> = {
  '0': 2.55,
  '-1': 1.52,
  '+1': null,
  '-1,0': 2.88,
  '-1,+1': 3.08,
  '0,+1': null,
  '-1,0,+1': 3,
};

/** Null: the source has this probe on this task and does not say. Undefined: it does not have it. */
export function reportedSpeedUp({
  task,
  optimizer,
  regularizer,
}: Pick<RunSpec, 'task' | 'optimizer' | 'regularizer'>): number | null | undefined {
  const isItsTask = task.operation === 'a+b' && task.p === 113 && task.fracTrain === 0.3;
  const isItsTraining = optimizer.learningRate === 1e-3 && optimizer.weightDecay === 1;
  if (regularizer?.name !== 'probe@1' || !isItsTask || !isItsTraining) return undefined;
  // A name tells every option that is not the usual one, and the usual ones are the source's.
  const { name, stencil } = regularizer;
  return regularizerName(regularizer) === regularizerName({ name, stencil }) ? REPORTED[stencil] : undefined;
}
