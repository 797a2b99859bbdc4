import { defineExperiment } from '../src/lab/definition.ts';
import learningRate from './learning-rate.ts';
import weightDecay from './weight-decay-p53.ts';

export default defineExperiment({
  slug: 'learning-rate-p53',
  title: 'Learning rate and the time to grok, modulo 53',
  question: 'How does the time to grok depend on the learning rate, over three seeds of a smaller task?',
  source: 'ours: the sweep "learning-rate" modulo 53 with half of the pairs to train on and a budget of 20,000 epochs',
  base: weightDecay.base,
  grid: { ...learningRate.grid, seed: [0, 1, 2] },
  measures: ['fourier', 'norms', 'twins'],
  inProgress: true,
});
