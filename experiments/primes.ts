import { defineExperiment } from '../src/lab/definition.ts';
import weightDecay from './weight-decay.ts';

export default defineExperiment({
  slug: 'primes',
  title: 'The modulus and the time to grok',
  question: 'How does the time to grok addition depend on the modulus, with 30 % of the pairs to train on?',
  source:
    'atgugu/grokking_experiments, primes (β₂ = 0.999, no warm-up, budget 40,000 epochs as there; our initialization and split, evaluated every 10 epochs instead of 100; the number of training pairs grows with the modulus)',
  base: weightDecay.base,
  grid: { 'task.p': [113, 97, 89, 67, 59, 43, 31, 23, 17, 13, 11, 7] },
  measures: ['fourier', 'norms', 'twins'],
});
