import { defineExperiment } from '../src/lab/definition.ts';
import weightDecay from './weight-decay.ts';

export default defineExperiment({
  slug: 'late-collapse',
  title: 'A high learning rate, long after it generalized',
  question: 'Does a network that generalized at a learning rate of 0.01 stay there for 40,000 epochs?',
  source:
    'atgugu/grokking_experiments, learning-rate sweep: the run at 0.01, which generalizes first and collapses at epoch 18,400',
  // The rule would end a run that stays at 99 % for 2,000 epochs. Seed 0 never does, so its run in the sweep is the whole one.
  base: weightDecay.base,
  grid: { 'optimizer.learningRate': [1e-2] },
  measures: ['fourier', 'norms'],
});
