import { defineExperiment } from '../src/lab/definition.ts';
import depth from './depth.ts';
import weightDecay from './weight-decay-p53.ts';

export default defineExperiment({
  slug: 'depth-p53',
  title: 'Depth and operations, modulo 53',
  question: 'Do deeper networks generalize sooner on a smaller task, and do they stay there?',
  source:
    'ours: the sweep "depth" modulo 53 with half of the pairs to train on, for 6,000 epochs without a stopping rule',
  base: { ...weightDecay.base, epochs: 6_000, stop: null },
  grid: { ...depth.grid, seed: [0, 1, 2] },
  measures: ['fourier', 'norms', 'twins'],
  inProgress: true,
});
