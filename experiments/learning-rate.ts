import { defineExperiment } from '../src/lab/definition.ts';
import weightDecay from './weight-decay.ts';

export default defineExperiment({
  slug: 'learning-rate',
  title: 'Learning rate and the time to grok',
  question: 'How does the time to grok depend on the learning rate?',
  source:
    'atgugu/grokking_experiments, learning-rate sweep (β₂ = 0.999, no warm-up, budget 40,000 epochs as there; our initialization and split, evaluated every 10 epochs instead of 100)',
  base: weightDecay.base,
  grid: { 'optimizer.learningRate': [1e-2, 3e-3, 1e-3, 3e-4, 1e-4] },
  measures: ['fourier', 'norms'],
});
