import { defineExperiment } from '../src/lab/definition.ts';

export default defineExperiment({
  slug: 'nanda-baseline',
  title: 'The baseline: addition modulo 113',
  question:
    'When does a one-layer transformer trained on 30 % of the addition table modulo 113 generalize to the rest?',
  source: 'Nanda et al. 2023, §3 (113 output logits instead of 114; cancellation-free float32 loss)',
  base: {
    task: { operation: 'a+b', p: 113, fracTrain: 0.3 },
    model: { nLayers: 1, dModel: 128, nHeads: 4, dMlp: 512 },
    optimizer: { learningRate: 1e-3, weightDecay: 1, betas: [0.9, 0.98], warmupEpochs: 10 },
    epochs: 25_000,
    evaluateEvery: 10,
    stop: { accuracy: 0.99, basin: 1_000 },
  },
  grid: { seed: [0, 1, 2, 999] },
  measures: ['ablations', 'circuit', 'fourier', 'isolation', 'maps', 'norms', 'pairs', 'planes', 'spectra', 'symmetry'],
  checkpointEvery: 50,
  keepWeights: true,
});
