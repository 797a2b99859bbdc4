import { defineExperiment } from '../src/lab/definition.ts';
import weightDecay from './weight-decay.ts';

export default defineExperiment({
  slug: 'operations',
  title: 'Operations modulo 113',
  question: 'Which operations modulo 113 are generalized, and how long does each take?',
  source:
    'atgugu/grokking_experiments, operations (β₂ = 0.999, no warm-up, budget 40,000 epochs as there; our initialization and split, evaluated every 10 epochs instead of 100)',
  base: weightDecay.base,
  grid: { 'task.operation': ['a^2+b^2', 'a+b', 'a-b', 'a*b', 'a^3+ab'] },
  measures: ['fourier', 'norms', 'operationFourier', 'twins'],
  keepWeights: true,
});
