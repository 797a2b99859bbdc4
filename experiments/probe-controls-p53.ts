import { defineExperiment } from '../src/lab/definition.ts';
import baseline from './nanda-baseline.ts';

const cell = (regularizer: Record<string, string | number> | null, weightDecay = 1, learningRate = 1e-3) => ({
  regularizer,
  'optimizer.weightDecay': weightDecay,
  'optimizer.learningRate': learningRate,
});

export default defineExperiment({
  slug: 'probe-controls-p53',
  title: 'What a probe has to beat, modulo 53',
  question: 'How much sooner does a small task grok with a self-prediction probe, and how much with simpler means?',
  source:
    'ours: the training of "nanda-baseline" modulo 53 with half of the pairs to train on, against a probe, a penalty on the size of activations, and more weight decay or a higher learning rate alone',
  base: {
    ...baseline.base,
    task: { operation: 'a+b', p: 53, fracTrain: 0.5 },
    epochs: 15_000,
    stop: { accuracy: 0.99, basin: 500 },
  },
  cells: [
    cell(null),
    cell({ name: 'probe@1', stencil: '0' }),
    cell({ name: 'probe@1', stencil: '-1,0,+1' }),
    cell({ name: 'probe@1', stencil: '0', learns: 'nothing' }),
    cell({ name: 'activation-l2@1', weight: 0.01 }),
    cell({ name: 'activation-l2@1', weight: 0.03 }),
    cell({ name: 'activation-l2@1', weight: 0.1 }),
    cell({ name: 'activation-l2@1', weight: 1 }),
    cell(null, 2),
    cell(null, 3),
    cell(null, 5),
    cell(null, 1, 2e-3),
    cell({ name: 'probe@1', stencil: '0' }, 2),
  ],
  grid: { seed: [0, 1, 2, 3, 4] },
  measures: ['activations', 'fourier', 'norms'],
});
