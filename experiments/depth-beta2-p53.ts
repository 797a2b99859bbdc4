import { defineExperiment } from '../src/lab/definition.ts';
import depth from './depth-p53.ts';

export default defineExperiment({
  slug: 'depth-beta2-p53',
  title: 'Deeper networks and the memory of AdamW, modulo 53',
  question: 'Do deeper networks fall because the optimizer remembers gradients for long?',
  source: 'ours: sums of the sweep "depth-p53" with two layers and three, beside the same with β₂ = 0.98',
  base: depth.base,
  grid: { 'model.nLayers': [2, 3], 'optimizer.betas.1': [0.98, 0.999], seed: [0, 1, 2] },
  measures: ['fourier', 'norms', 'twins'],
});
