import { defineExperiment } from '../src/lab/definition.ts';
import baseline from './nanda-baseline.ts';

const STENCILS = ['0', '-1', '+1', '-1,0', '-1,+1', '0,+1', '-1,0,+1'];

export default defineExperiment({
  slug: 'stencil',
  title: 'Self-prediction probes',
  question: 'Does a network that is trained to predict its own activations, now and one epoch away, grok sooner?',
  source:
    '"Grokking as Manifold Selection Under Constraint" (its model scores 113 answers; the reading of its text is ours)',
  base: baseline.base,
  grid: {
    regularizer: [null, ...STENCILS.map((stencil) => ({ name: 'probe@1', stencil }))],
    seed: [999, 0, 1],
  },
  measures: ['fourier', 'norms'],
});
