import { defineExperiment } from '../src/lab/definition.ts';
import primes from './primes.ts';

/** As many as 30 % of the pairs modulo 113. */
const TRAIN_PAIRS = 3830;
const MODULI = [97, 89, 79, 67];

/** The fraction of all pairs modulo p, to six digits, of which ⌊fraction · p²⌋ is that number. */
const fractionFor = (p: number): number => Number(((TRAIN_PAIRS + 0.5) / p ** 2).toFixed(6));

export default defineExperiment({
  slug: 'equal-pairs',
  title: 'The modulus, with equally many pairs to train on',
  question: 'Does a larger modulus shorten the wait if the number of training pairs does not grow with it?',
  source:
    'ours: in the prime sweep of atgugu/grokking_experiments the number of training pairs grows as the square of the modulus; here it is 3,830 everywhere, so that the fraction of all pairs is what changes',
  base: primes.base,
  cells: [
    { 'task.p': 113, 'task.fracTrain': 0.3 },
    ...MODULI.map((p) => ({ 'task.p': p, 'task.fracTrain': fractionFor(p) })),
  ],
  measures: ['fourier', 'norms', 'twins'],
});
