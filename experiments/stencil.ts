import { defineExperiment } from '../src/lab/definition.ts';
import baseline from './nanda-baseline.ts';

export default defineExperiment({
  slug: 'stencil',
  title: 'Self-prediction probes',
  question: 'Does a network that is trained to predict its own activations, now and one epoch away, grok sooner?',
  source:
    '"Grokking as Manifold Selection Under Constraint" (its model scores 113 answers; the reading of its text is ours; the baseline are the runs of nanda-baseline)',
  base: { ...baseline.base, regularizer: { name: 'probe@1', stencil: '0' } },
  grid: { 'regularizer.stencil': ['0', '-1', '+1', '-1,0', '-1,+1', '0,+1', '-1,0,+1'], seed: [999, 0, 1] },
  measures: ['fourier', 'norms'],
  inProgress: true,
});
