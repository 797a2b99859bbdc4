import { defineExperiment } from '../src/lab/definition.ts';

export default defineExperiment({
  slug: 'weight-decay',
  title: 'Weight decay and the time to grok',
  question: 'How does the time to grok depend on weight decay?',
  source:
    'atgugu/grokking_experiments, weight-decay sweep (β₂ = 0.999, no warm-up, budget 40,000 epochs as there; our initialization and split, evaluated every 10 epochs instead of 100)',
  base: {
    task: { operation: 'a+b', p: 113, fracTrain: 0.3 },
    model: { nLayers: 1, dModel: 128, nHeads: 4, dMlp: 512 },
    optimizer: { learningRate: 1e-3, weightDecay: 1, betas: [0.9, 0.999], warmupEpochs: 0 },
    epochs: 40_000,
    evaluateEvery: 10,
    stop: { accuracy: 0.99, basin: 2_000 },
  },
  grid: { 'optimizer.weightDecay': [5, 3, 2, 1, 0.5, 0.3, 0.1, 0.01] },
  measures: ['fourier', 'norms'],
});
