import { defineExperiment } from '../src/lab/definition.ts';
import stencil from './stencil.ts';

const probe = { name: 'probe@1', stencil: '0' };
const cell = (regularizer: Record<string, string> | null, weightDecay: number) => ({
  regularizer,
  'optimizer.weightDecay': weightDecay,
});

export default defineExperiment({
  slug: 'probe-controls',
  title: 'What a probe has to beat',
  question:
    'On the task of the source, does a self-prediction probe do more than weight decay, or than a probe that never learns?',
  source: 'ours: the sweep "stencil" with weight decay 2, and with a probe that is never trained',
  base: stencil.base,
  cells: [cell(null, 1), cell(probe, 1), cell({ ...probe, learns: 'nothing' }, 1), cell(null, 2), cell(probe, 2)],
  grid: { seed: [999, 0, 1] },
  measures: ['fourier', 'norms'],
});
