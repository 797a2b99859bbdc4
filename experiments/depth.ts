import { defineExperiment } from '../src/lab/definition.ts';
import weightDecay from './weight-decay.ts';

export default defineExperiment({
  slug: 'depth',
  title: 'Depth and operations',
  question: 'Do deeper networks generalize sooner, and do they stay there?',
  source:
    'atgugu/grokking_experiments, layers × operations (β₂ = 0.999, no warm-up as there; 15,000 epochs without a stopping rule instead of 40,000, so that a collapse shows; our initialization and split, evaluated every 10 epochs instead of 100)',
  base: { ...weightDecay.base, epochs: 15_000, stop: null },
  grid: { 'model.nLayers': [1, 2, 3], 'task.operation': ['a+b', 'a-b', 'a*b', 'a^2+b^2', 'a^3+ab'] },
  measures: ['fourier', 'norms'],
});
