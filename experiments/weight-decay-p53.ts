import { defineExperiment } from '../src/lab/definition.ts';
import weightDecay from './weight-decay.ts';

export default defineExperiment({
  slug: 'weight-decay-p53',
  title: 'Weight decay and the time to grok, modulo 53',
  question: 'How does the time to grok depend on weight decay, over three seeds of a smaller task?',
  source: 'ours: the sweep "weight-decay" modulo 53 with half of the pairs to train on and a budget of 20,000 epochs',
  base: {
    ...weightDecay.base,
    task: { operation: 'a+b', p: 53, fracTrain: 0.5 },
    epochs: 20_000,
  },
  grid: { ...weightDecay.grid, seed: [0, 1, 2] },
  measures: ['fourier', 'norms', 'twins'],
  inProgress: true,
});
