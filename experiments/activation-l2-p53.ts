import { defineExperiment } from '../src/lab/definition.ts';
import baseline from './baseline-p53.ts';

export default defineExperiment({
  slug: 'activation-l2-p53',
  title: 'Small activations instead of predictable ones, modulo 53',
  question: 'Does it also help to ask the activations of the MLP only to be small?',
  source:
    'ours: the control of "stencil-p53" without probes; the penalty is the mean squared activation times a weight',
  base: { ...baseline.base, regularizer: { name: 'activation-l2@1' } },
  grid: { 'regularizer.weight': [0.1, 1], ...baseline.grid },
  measures: ['fourier', 'norms'],
  inProgress: true,
});
