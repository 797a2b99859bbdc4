import { defineExperiment } from '../src/lab/definition.ts';
import baseline from './nanda-baseline.ts';

export default defineExperiment({
  slug: 'baseline-p53',
  title: 'What the probes have to beat, modulo 53',
  question: 'How much sooner does a smaller task grok if weight decay or the learning rate alone is raised?',
  source:
    'ours: the training of "nanda-baseline" modulo 53 with half of the pairs to train on, its weight decay twice and three times as strong, and its learning rate doubled',
  base: {
    ...baseline.base,
    task: { operation: 'a+b', p: 53, fracTrain: 0.5 },
    epochs: 15_000,
    stop: { accuracy: 0.99, basin: 500 },
  },
  cells: [
    { 'optimizer.weightDecay': 1, 'optimizer.learningRate': 1e-3 },
    { 'optimizer.weightDecay': 2, 'optimizer.learningRate': 1e-3 },
    { 'optimizer.weightDecay': 3, 'optimizer.learningRate': 1e-3 },
    { 'optimizer.weightDecay': 1, 'optimizer.learningRate': 2e-3 },
  ],
  grid: { seed: [0, 1, 2, 3, 4] },
  measures: ['fourier', 'norms'],
  inProgress: true,
});
