import { defineExperiment } from '../src/lab/definition.ts';

export default defineExperiment({
  slug: 'train-fraction',
  title: 'Training fraction and the time to grok',
  question: 'How does the time to grok depend on the fraction of all pairs that is trained on?',
  source:
    'atgugu/grokking_experiments, train-fraction sweep (β₂ = 0.999, no warm-up, budget 40,000 epochs as there; our initialization and split, evaluated every 10 epochs instead of 100)',
  base: {
    task: { operation: 'a+b', p: 113, fracTrain: 0.3 },
    model: { nLayers: 1, dModel: 128, nHeads: 4, dMlp: 512 },
    optimizer: { learningRate: 1e-3, weightDecay: 1, betas: [0.9, 0.999], warmupEpochs: 0 },
    epochs: 40_000,
    evaluateEvery: 10,
    stop: { accuracy: 0.99, basin: 2_000 },
  },
  grid: { 'task.fracTrain': [0.7, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05] },
  measures: ['fourier', 'norms', 'twins'],
});
