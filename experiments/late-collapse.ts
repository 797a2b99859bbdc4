import { defineExperiment } from '../src/lab/definition.ts';
import weightDecay from './weight-decay.ts';

export default defineExperiment({
  slug: 'late-collapse',
  title: 'A high learning rate, long after it generalized',
  question: 'Does a network that generalized at a learning rate of 0.01 stay there for 40,000 epochs?',
  source:
    'atgugu/grokking_experiments, learning-rate sweep: the run at 0.01, which generalizes first and collapses at epoch 18,400 (the run of the sweep "learning-rate" without its stopping rule)',
  base: { ...weightDecay.base, stop: null },
  grid: { 'optimizer.learningRate': [1e-2] },
  measures: ['fourier', 'norms'],
  inProgress: true,
});
