import { defineExperiment } from '../src/lab/definition.ts';
import weightDecay from './weight-decay.ts';

/** Pairs in groups of equal product of weight decay and learning rate, as in the source, and two of "weight-decay". */
const PAIRS = [
  [5, 1e-3],
  [1, 3e-3],
  [3, 1e-3],
  [2, 1e-3],
  [1, 2e-3],
  [1, 1e-3],
  [2, 5e-4],
  [0.5, 2e-3],
  [0.5, 1e-3],
  [0.3, 1e-3],
  [1, 3e-4],
  [0.1, 1e-3],
  [1, 1e-4],
] as const;

export default defineExperiment({
  slug: 'effective-regularization',
  title: 'Weight decay times learning rate',
  question: 'Does the time to grok depend on weight decay and learning rate through their product alone?',
  source:
    'atgugu/grokking_experiments, effective regularization (β₂ = 0.999, no warm-up, budget 40,000 epochs as there; our initialization and split, evaluated every 10 epochs instead of 100)',
  base: weightDecay.base,
  cells: PAIRS.map(([decay, rate]) => ({ 'optimizer.weightDecay': decay, 'optimizer.learningRate': rate })),
  measures: ['fourier', 'norms'],
});
