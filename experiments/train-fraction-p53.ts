import { defineExperiment } from '../src/lab/definition.ts';
import trainFraction from './train-fraction.ts';
import weightDecay from './weight-decay-p53.ts';

export default defineExperiment({
  slug: 'train-fraction-p53',
  title: 'Training fraction and the time to grok, modulo 53',
  question:
    'How does the time to grok depend on the fraction of all pairs that is trained on, over three seeds of a smaller task?',
  source: 'ours: the sweep "train-fraction" modulo 53 with a budget of 20,000 epochs',
  base: weightDecay.base,
  grid: { ...trainFraction.grid, seed: [0, 1, 2] },
  measures: ['fourier', 'norms', 'twins'],
  inProgress: true,
});
