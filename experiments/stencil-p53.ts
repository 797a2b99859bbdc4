import { defineExperiment } from '../src/lab/definition.ts';
import controls from './probe-controls-p53.ts';
import stencil from './stencil.ts';

export default defineExperiment({
  slug: 'stencil-p53',
  title: 'Self-prediction probes, modulo 53',
  question: 'Does self-prediction make a smaller task grok sooner, over five seeds?',
  source: 'ours: the sweep "stencil" modulo 53 with half of the pairs to train on',
  base: controls.base,
  grid: { ...stencil.grid, ...controls.grid },
  measures: ['activations', 'fourier', 'norms'],
});
