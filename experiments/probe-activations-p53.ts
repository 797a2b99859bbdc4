import { defineExperiment } from '../src/lab/definition.ts';
import controls from './probe-controls-p53.ts';

const cell = (regularizer: Record<string, string | number> | null, weightDecay = 1) => ({
  regularizer,
  'optimizer.weightDecay': weightDecay,
});

export default defineExperiment({
  slug: 'probe-activations-p53',
  title: 'What becomes of activations under a probe, modulo 53',
  question: 'Do probes and penalties bring generalization forward by making activations small, or simple?',
  source: 'ours: five trainings of "probe-controls-p53" and one of "probe-axes-p53", beside each other',
  base: controls.base,
  cells: [
    cell(null),
    cell({ name: 'probe@1', stencil: '0' }),
    cell({ name: 'probe@1', stencil: '0', learns: 'nothing' }),
    cell({ name: 'probe@1', stencil: '0', error: 'relative' }),
    cell({ name: 'activation-l2@1', weight: 0.1 }),
    cell(null, 3),
  ],
  grid: { seed: [0, 1, 2, 3, 4] },
  measures: ['activations', 'fourier', 'norms'],
  inProgress: true,
});
